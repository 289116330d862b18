/** The built program: a plan that needs people's word, from the block to the apply. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import type { ApplyResult } from '../../src/apply/events.js'
import type { Plan } from '../../src/plan/plan.js'
import { somebody } from '../support/approvers.js'
import { company, range } from '../support/company.js'
import { useStages, type Ended, type Stage } from '../support/program.js'
import { NO_TERMINAL, openTerminal } from '../support/terminal.js'

const stages = useStages()
const [alice, bob] = [somebody('alice'), somebody('bob')]
const flat = ({ stderr, stdout }: Ended) => `${stdout} ${stderr}`.replace(/\s+/g, ' ')
const codes = (...runs: Ended[]) => runs.map(({ code }) => code)
const writes = async ({ requests }: Stage) => (await requests()).filter(({ api, method }) => api === 'scim' && method !== 'GET')

/** A stack whose approvers are alice and bob, with their keys in its folder. */
async function stageWith(policy: object, options: Parameters<typeof stages>[0]): Promise<Stage> {
  const made = await stages(options)
  for (const { name, publicPem, privatePem } of [alice, bob]) {
    await writeFile(join(made.dir, `${name}.pub`), publicPem)
    await writeFile(join(made.dir, `${name}.key`), privatePem)
  }
  const config = parse(await readFile(made.configFile, 'utf8')) as object
  const approval = { keys: ['alice', 'bob'].map((name) => ({ name, public_key: { file: `${name}.pub` } })) }
  await writeFile(made.configFile, stringify({ ...config, policy: { approval, ...policy } }))
  return made
}

const ADMINS = { name: 'admins need two', when: 'change.kind == "membership" && change.key.contains("Admins")', require: { approvals: 2 } }

describe('a rule that asks for two approvals', () => {
  test('blocks (3), is answered by two people, lets the plan through once (0, then 4), and refuses what was touched', async () => {
    const made = await stageWith({ rules: [ADMINS] }, { seed: company(6, { Admins: range(0, 2), Dev: range(2, 6) }) })
    const file = join(made.dir, 'plan.json')
    const approve = (who: string, ...more: string[]) => made.idpscim('approve', 'plan.json', '--key', `${who}.key`, ...more)

    const planned = await made.idpscim('plan')
    const early = await made.idpscim('apply', 'plan.json')
    const one = await approve('alice')
    const twice = await approve('alice')
    const half = await made.idpscim('apply', 'plan.json')
    const two = await approve('bob', '--json')
    const signed = await readFile(file, 'utf8')
    expect(codes(planned, early, one, twice, half, two), flat(half)).toEqual([3, 3, 0, 0, 3, 0])
    expect(flat(planned)).toMatch(/rules\.admins need two: 1 change needs 2 approvals; none is given.*have 2 people approve it: idpscim approve plan\.json --key FILE.*apply it: idpscim apply plan\.json/)
    expect(flat(one)).toMatch(/Still blocked: rules\.admins need two needs 2 approvals, given by alice\./)
    expect(JSON.parse(two.stdout)).toMatchObject({ approval: { approver: 'bob' }, replaced: false, left: [] })

    const touched: [string, (text: string) => string][] = [
      ['a change', (text) => text.replace('AWS-Dev', 'AWS-Deb')],
      ['an approver', (text) => text.replace('"approver":"bob"', '"approver":"eve"')],
    ]
    for (const [what, touch] of touched) {
      await writeFile(file, touch(signed))
      const refused = await made.idpscim('apply', 'plan.json')
      expect([what, touch(signed) === signed, [3, 64].includes(refused.code ?? 0)], flat(refused)).toEqual([what, false, true])
    }
    expect(await writes(made)).toEqual([])

    await writeFile(file, signed)
    const shown = await made.idpscim('show', 'plan.json')
    const applied = await made.idpscim('apply', 'plan.json')
    const again = await made.idpscim('apply', 'plan.json')
    expect(codes(shown, applied, again), flat(applied)).toEqual([0, 0, 4])
    expect(flat(shown)).toMatch(/Approvals: apply checks their signatures \+ alice, .* \+ bob, /)
    expect(flat(again)).toMatch(/this very plan was applied/)
  }, 90_000)
})

describe('a limit', () => {
  const lose = async (made: Stage, count: number) => {
    const { google } = company(40, { All: range(count, 40) })
    await made.putState({ ...(await made.state()), google: { ...google, users: google.users.slice(count) } })
  }

  test('is lifted by an approver for one plan, with the reason in the history; a sync that was blocked is applied from where it waits', async () => {
    const made = await stageWith({}, { seed: company(40, { All: range(0, 40) }) })
    await made.idpscim('sync')
    await lose(made, 12)

    const blocked = await made.idpscim('sync')
    const [, command = ''] = /have it approved: idpscim (approve \S+ --key FILE --override remove_users --reason TEXT)/.exec(flat(blocked)) ?? []
    const [, place = ''] = command.split(' ')
    const wrong = await made.idpscim('approve', place, '--key', 'alice.key', '--override', 'delete_users', '--reason', 'x')
    const approved = await made.idpscim('approve', place, '--key', 'alice.key', '--override', 'remove_users', '--reason', 'the Oslo office closed')
    const applied = await made.idpscim('apply', place, '--json')
    const again = await made.idpscim('apply', place)
    const history = await made.idpscim('state', 'history', (JSON.parse(applied.stdout) as ApplyResult).planId, '--json')

    expect(codes(blocked, wrong, approved, applied, again), flat(approved)).toEqual([3, 64, 0, 0, 4])
    expect(place).toMatch(/\/pending\/[0-9a-f]{64}\.json$/)
    const lifted = [{ rule: 'limits.remove_users', by: 'alice', reason: 'the Oslo office closed' }]
    expect(JSON.parse(applied.stdout)).toMatchObject({ status: 'applied', lifted } satisfies Partial<ApplyResult>)
    expect(JSON.parse(history.stdout)).toMatchObject({ plan: { approvals: [{ approver: 'alice', overrides: [{ reason: 'the Oslo office closed' }] }] }, result: { lifted } })
    expect((await made.idpscim('plan', '--detailed-exitcode')).code).toBe(0)
  }, 90_000)

  test.skipIf(NO_TERMINAL !== undefined)('is lifted at the terminal of apply where nobody can sign, by typing its name and why', async () => {
    const made = await stages({ seed: company(40, { All: range(0, 40) }) })
    await made.idpscim('sync')
    await lose(made, 12)
    await made.idpscim('plan')
    const apply = () => openTerminal(['apply', 'plan.json', '--config-file', made.configFile], { cwd: made.dir, size: { columns: 100, rows: 50 } })

    const wary = await apply()
    await wary.shows('Type remove_users to lift it, or nothing to stop: ')
    wary.press('remove\r')
    const stopped = await wary.ended
    const sure = await apply()
    await sure.shows('Type remove_users to lift it, or nothing to stop: ')
    sure.press('remove_users\r')
    await sure.shows('Why: ')
    sure.press('the Oslo office closed\r')
    const done = await sure.ended

    expect([stopped.code, done.code], done.screen).toEqual([3, 0])
    expect([stopped, done]).toMatchObject([{ isCooked: true }, { isCooked: true }])
    expect(done.screen.replace(/\s+/g, ' ')).toMatch(/Limits passed, and lifted for this plan ! limits\.remove_users: by .* on .*, the Oslo office closed/)
  }, 90_000)

  test('needs a terminal where nobody can sign: without one, apply says so and refuses (3)', async () => {
    const made = await stages({ seed: company(40, { All: range(0, 40) }) })
    await made.idpscim('sync')
    await lose(made, 12)
    await made.clearRequests()

    const planned = await made.idpscim('plan')
    const refused = await made.idpscim('apply', 'plan.json')
    const nobody = await made.idpscim('approve', 'plan.json', '--key', 'none.key')

    expect(codes(planned, refused), flat(refused)).toEqual([3, 3])
    expect(flat(refused)).toMatch(/lift the limit for this plan at a terminal: idpscim apply plan\.json .*no terminal is attached here/)
    expect(nobody.code).toBe(64)
    expect(await writes(made)).toEqual([])
  }, 90_000)
})

describe('a plan in S3', () => {
  test('has each approval beside it as an object of its own: found by show and apply, and no longer fitting once another plan lies there', async () => {
    const approval = { required: 1, keys: [{ name: 'alice', public_key: { file: 'alice.pub' } }, { name: 'security', kms_key: 'alias/approval' }] }
    const made = await stageWith({ rules: [ADMINS], approval }, { seed: company(4, { Admins: range(0, 4) }, { kmsKeys: [{ alias: 'approval' }] }), inAws: true })
    const PLAN = 's3://states/plans/p.json'
    const approve = () => Promise.all([made.idpscim('approve', PLAN, '--key', 'alice.key'), made.idpscim('approve', PLAN, '--kms-key', 'alias/approval')])

    const planned = await made.idpscim('plan', '--out', PLAN)
    const both = await approve()
    const beside = Object.keys(await made.objects()).filter((key) => key.startsWith('plans/')).sort()
    const shown = await made.idpscim('show', PLAN, '--json')
    const again = await made.idpscim('plan', '--out', PLAN)
    const stale = await made.idpscim('apply', PLAN)
    await approve()
    await made.clearRequests()
    const applied = await made.idpscim('apply', PLAN)

    expect(codes(planned, ...both, shown, again, stale, applied), flat(applied)).toEqual([3, 0, 0, 0, 3, 3, 0])
    const approvals = (JSON.parse(shown.stdout) as Plan).approvals ?? []
    expect(approvals.map(({ approver }) => approver).sort()).toEqual(['alice', 'security'])
    expect(beside).toEqual(['plans/p.json', ...approvals.map(({ key }) => `plans/p.json.approvals/${key}.json`).sort()])
    expect((await made.requests()).filter(({ api }) => api === 'kms').map(({ operation }) => operation)).toEqual(['GetPublicKey'])
    expect(flat(stale)).toMatch(/none is given/)
  }, 90_000)

  test('that a sync keeps beside its state is approved and applied by its address', async () => {
    const made = await stageWith({ rules: [ADMINS] }, { seed: company(4, { Admins: range(0, 4) }), inAws: true })

    const blocked = await made.idpscim('sync')
    const [place = ''] = /s3:\/\/\S+\/pending\/[0-9a-f]{64}\.json/.exec(flat(blocked)) ?? []
    await made.idpscim('approve', place, '--key', 'alice.key')
    await made.idpscim('approve', place, '--key', 'bob.key')
    const applied = await made.idpscim('sync')
    const again = await made.idpscim('apply', place)

    expect(codes(blocked, applied, again), flat(applied)).toEqual([3, 0, 4])
    expect(place).toMatch(/^s3:\/\/states\/staff\/pending\//)
  }, 90_000)
})
