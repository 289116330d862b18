import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CREDENTIALS, ENDPOINT, FLAT_ENV, FULL, load, loadFull, TOKEN } from './desk.js'

const WORLD = {
  version: 1,
  stack: 'a',
  sources: [{ type: 'google', name: 'staff', subject: 'admin@corp.test', groups_filter: ['name:a', 'name:b'], members: 'additive' }],
  mapping: { user_fields: ['title', 'locale'], user: { title: 'user.a', email: 'user.b' }, group: { displayName: 'group.c' } },
  lifecycle: { suspended: 'remove', removed: { action: 'deactivate', delete_after: '7d' } },
  target: { type: 'aws-scim', endpoint: 'https://a.test/scim', access_token: { env: 'SCIM_TOKEN' }, read: 'groups' },
  state: { type: 'file', path: 'a.json', lease: { ttl: '90s' } },
  policy: { protect: { groups: ['x'], users: ['y'] }, limits: { window: '2d', delete_users: { floor: 1, percent: 2 } } },
}

const digestOf = async (text: string, desk = {}) => (await loadFull(text, desk)).digest

/** The same value with the keys of every object in another order. */
function reordered(value: unknown, next: () => number): unknown {
  if (Array.isArray(value)) return value.map((item) => reordered(item, next))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, inner]) => ({ key, inner: reordered(inner, next), rank: next() }))
  return Object.fromEntries(entries.sort((a, b) => a.rank - b.rank).map(({ key, inner }) => [key, inner]))
}

describe("the configuration's digest", () => {
  test('does not depend on the order of keys', async () => {
    const expected = await digestOf(JSON.stringify(WORLD))

    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat()), async (ranks) => {
        const other = reordered(WORLD, () => Number(ranks.next().value))

        expect(await digestOf(JSON.stringify(other))).toBe(expected)
      }),
      { numRuns: 50 },
    )
  })

  test('stays when a secret is rotated, and moves when it is kept elsewhere', async () => {
    const before = await digestOf(FULL)

    expect(await digestOf(FULL, { env: { SCIM_TOKEN: 'another-token' } })).toBe(before)
    expect(await digestOf(FULL, { files: { '/desk/credentials.json': JSON.stringify({ ...(JSON.parse(CREDENTIALS) as object), client_email: 'other@corp.test' }) } })).toBe(before)
    expect(await digestOf(FULL.replace('SCIM_TOKEN', 'OTHER'), { env: { OTHER: 'x' } })).not.toBe(before)
  })

  test('stays when a default is written out', async () => {
    expect(await digestOf(`${FULL}merge: {on_conflict: error}\nlifecycle: {removed: {delete_after: 720h}}\nmapping: {}\n`)).toBe(await digestOf(FULL))
    expect(await digestOf(FULL.replace('scim/v2/', 'scim/v2'))).toBe(await digestOf(FULL))
  })

  test('leaves out what a plan does not rest on', async () => {
    expect(await digestOf(`${FULL}stack: other\npolicy: {limits: {window: 1h}}\nadopt: {plan: all}\nlog: {level: debug}\n`)).toBe(await digestOf(FULL))
  })

  test.each([
    ['a filter', FULL.replace('type: google', 'type: google\n    groups_filter: [name:a]')],
    ['the subject', FULL.replace('admin@', 'boss@')],
    ['a mapping', `${FULL}mapping: {user: {title: user.x}}\n`],
    ['the fields', `${FULL}mapping: {user_fields: [title]}\n`],
    ['the merge', `${FULL}merge: {on_conflict: first}\n`],
    ['the lifecycle', `${FULL}lifecycle: {suspended: remove}\n`],
    ['the target', FULL.replace('eu-west-1', 'eu-central-1')],
  ])('moves with %s', async (_, text) => {
    expect(await digestOf(text)).not.toBe(await digestOf(FULL))
  })

  test('counts what is kept elsewhere by where it is kept, whoever needs it and whatever it holds', async () => {
    const text = FULL.replace('admin@corp.test', '{env: ADMIN}')
      .replace(/endpoint: .*/, 'endpoint: {secret: my/scim#endpoint}')
      .replace('{env: SCIM_TOKEN}', '{secret: my/scim#token}')
    const planned = await loadFull(text, { env: { ADMIN: 'admin@corp.test' }, secrets: { 'my/scim': { endpoint: ENDPOINT, token: TOKEN } } })
    const rotated = await loadFull(text, { env: { ADMIN: 'admin@corp.test' }, secrets: { 'my/scim': { endpoint: ENDPOINT, token: 'another-token' } } })
    const applied = await loadFull(text, { needs: ['target', 'state'], secrets: { 'my/scim': { endpoint: ENDPOINT, token: TOKEN } } })
    const looked = await loadFull(text, { needs: ['state'] })

    expect([rotated.digest, applied.digest, looked.digest]).toEqual(Array.from({ length: 3 }, () => planned.digest))
    expect(await digestOf(text.replace('ADMIN', 'BOSS'), { env: { BOSS: 'admin@corp.test' }, secrets: { 'my/scim': { endpoint: ENDPOINT, token: TOKEN } } })).not.toBe(planned.digest)
  })

  test('is the same for flags, variables and a file that say the same', async () => {
    const [endpoint, token, email] = [FLAT_ENV.IDPSCIM_AWS_SCIM_ENDPOINT, FLAT_ENV.IDPSCIM_AWS_SCIM_ACCESS_TOKEN, FLAT_ENV.IDPSCIM_GWS_USER_EMAIL]
    const byEnv = await load({ env: FLAT_ENV })
    const byFlags = await load({ flags: { 'aws-scim-endpoint': endpoint, 'aws-scim-access-token': token, 'gws-user-email': email } })
    const byFile = await load({ files: { '/desk/.idpscim.yaml': `aws_scim_endpoint: ${endpoint}\naws_scim_access_token: ${token}\ngws_user_email: ${email}\n` } })

    expect([byFlags.digest, byFile.digest]).toEqual([byEnv.digest, byEnv.digest])
  })
})
