import { describe, expect, test } from 'vitest'
import { somebody } from '../support/approvers.js'
import { FULL, lines, loadFull, refused } from './desk.js'

const [alice, bob] = [somebody('alice'), somebody('bob', 'prime256v1')]
const KEYS = { '/desk/alice.pub': alice.publicPem, '/desk/bob.pub': bob.publicPem, '/desk/alice.key': alice.privatePem }
const load = (text: string) => loadFull(`${FULL}${text}`, { files: KEYS, env: { BOB: bob.publicPem } })
const problems = async (text: string) => lines(await refused(load(text)))

describe('policy.rules', () => {
  test('are compiled, each with its consequence', async () => {
    const { policy } = await load(`policy:
  rules:
    - {name: admins need two, when: 'change.kind == "membership" && change.key.contains("prod-admin")', require: {approvals: 2}}
    - {name: no deletes, when: change.action == "delete", deny: true}
  approval: {keys: [{name: alice, public_key: {file: alice.pub}}, {name: bob, public_key: {env: BOB}}]}
  on_block: hold
`)

    expect(policy.rules).toMatchObject([{ name: 'admins need two', approvals: 2 }, { name: 'no deletes', deny: true }])
    expect(policy.onBlock).toBe('hold')
    expect(policy.approval).toEqual({ required: 0, approvers: [{ name: 'alice', publicKey: alice.publicKey }, { name: 'bob', publicKey: bob.publicKey }] })
  })

  test('are checked when they are read: names, types, words and consequences, each at its place', async () => {
    const found = await problems(`policy:
  rules:
    - {name: a, when: 'change.knd == "user"', deny: true}
    - {name: b, when: 'change.kind == 3', deny: true}
    - {name: c, when: 'change.kind == "usr"', deny: true}
    - {name: d, when: change.key, deny: true}
    - {name: e, when: 'change.action in ["delete", "remov"]', deny: true}
    - {name: f, when: 'plan.summary.users.deletes > 3', deny: true}
    - {name: g, when: 'impact.acounts.size() > 3', deny: true}
    - {name: h, when: 'true &&', deny: true}
    - {name: i, when: 'true'}
    - {name: i, when: 'true', deny: true, require: {approvals: 1}}
    - {name: k, when: 'true', deny: no}
    - {name: l, when: 'true', require: {approvals: 0}}
`)

    expect(found.map((line) => line.split(' | ')[0])).toEqual([
      '12:31 policy.rules[0].when is not valid CEL: No such key: knd',
      '13:24 policy.rules[1].when is not valid CEL: no such overload: string == int',
      '14:39 policy.rules[2].when asks for the kind "usr", which no change has; did you mean "user"?',
      '15:23 policy.rules[3].when gives string, and must give true or false',
      '16:52 policy.rules[4].when asks for the action "remov", which no change has; did you mean "remove"?',
      '17:43 policy.rules[5].when is not valid CEL: No such key: deletes',
      '18:31 policy.rules[6].when is not valid CEL: No such key: acounts',
      '19:31 policy.rules[7].when is not valid CEL: Unexpected token: EOF',
      '20:7 policy.rules[8] has no consequence',
      '21:7 policy.rules[9] has two consequences',
      '21:14 policy.rules[9] and policy.rules[8] are both named "i"',
      '22:37 policy.rules[10].deny is "no", and must be true',
      '23:52 policy.rules[11].require.approvals is 0, and must be at least 1',
    ])
    expect(found[0]).toMatch(/\| At character 8\. It asks about change, plan and impact/)
  })
})

describe('policy.approval', () => {
  test('takes public keys from files, variables and the text itself, and keys in KMS by their names', async () => {
    const { policy } = await load(`policy:
  approval:
    required: 2
    keys:
      - {name: alice, public_key: {file: alice.pub}}
      - name: bob
        public_key: |
${bob.publicPem.trimEnd().replaceAll(/^/gm, '          ')}
      - {name: security, kms_key: alias/idpscim}
      - {name: security, kms_key: 'arn:aws:kms:eu-west-1:111122223333:key/1'}
`)

    expect(policy.approval).toEqual({
      required: 2,
      approvers: [
        { name: 'alice', publicKey: alice.publicKey },
        { name: 'bob', publicKey: bob.publicKey },
        { name: 'security', kmsKey: 'alias/idpscim' },
        { name: 'security', kmsKey: 'arn:aws:kms:eu-west-1:111122223333:key/1' },
      ],
    })
  })

  test('refuses keys that are none, that are private, that are given twice or to nobody, and counts that nobody can reach', async () => {
    const found = await problems(`policy:
  rules: [{name: three, when: 'true', require: {approvals: 3}}]
  approval:
    required: 4
    keys:
      - {name: alice, public_key: {file: alice.key}}
      - {name: alice, public_key: {file: alice.pub}}
      - {name: bob, public_key: {file: alice.pub}}
      - {name: carol}
      - {name: carol, public_key: nonsense}
      - {name: carol, public_key: {file: nowhere.pub}}
`)

    expect(found.map((line) => line.split(' | ')[0])).toEqual([
      '13:15 policy.approval.required asks for 4 approvals, and policy.approval.keys names 3 approvers',
      '15:35 policy.approval.keys[0].public_key (file /desk/alice.key) is a private key: whoever reads it can sign. Put its public key here: openssl pkey -in KEY -pubout',
      '17:9 policy.approval.keys[2] is the key of policy.approval.keys[1]',
      '18:9 policy.approval.keys[3] (carol) has no key',
      '19:35 policy.approval.keys[4].public_key is not a public key in PEM (-----BEGIN PUBLIC KEY-----)',
      '20:35 policy.approval.keys[5].public_key: the file /desk/nowhere.pub does not exist',
    ])
  })

  test('asks for somebody who can approve', async () => {
    expect(await problems(`policy: {approval: {required: true}}\n`)).toEqual([
      '10:31 policy.approval.required asks for 1 approval, and policy.approval.keys names nobody | Add keys: [{name: alice, public_key: {file: alice.pub}}]; an approver counts once, however many keys they have.',
    ])
  })
})

test('policy.limits.window is no longer than the state remembers', async () => {
  expect(await problems('policy: {limits: {window: 31d}}\n')).toEqual(['10:27 policy.limits.window is 31d, and the state remembers what was taken for 30 days | Write 30d or less.'])
  expect((await load('policy: {limits: {window: 30d}}\n')).policy.limits.windowMs).toBe(30 * 86_400_000)
})
