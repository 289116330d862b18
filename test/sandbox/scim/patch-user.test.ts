import { describe, expect, it } from 'vitest'
import { alice, enterprise, patch, startScim, unparsable } from './calls.js'

const bob = {
  ...alice,
  id: 'u2',
  userName: 'bob@example.com',
  externalId: 'x2',
  emails: [{ value: 'bob@example.com', type: 'work', primary: true }],
}
const known = {
  ...alice,
  id: 'u1',
  externalId: 'x1',
  title: 'Guide',
  addresses: [{ type: 'work', locality: 'Town' }],
  [enterprise]: { department: 'Tours', manager: { value: 'u2' } },
}
const start = () => startScim({ seed: { users: [known, bob] } })

describe('a PATCH of a user', () => {
  it.each([
    ['replaces a plain attribute', { op: 'replace', path: 'displayName', value: 'Al' }, { displayName: 'Al' }],
    ['adds a plain attribute', { op: 'add', path: 'nickName', value: 'Al' }, { nickName: 'Al' }],
    ['takes operations in any letters', { op: 'Replace', path: 'displayName', value: 'Al' }, { displayName: 'Al' }],
    ['deactivates by a boolean', { op: 'replace', path: 'active', value: false }, { active: false }],
    ['deactivates by the string of the guide', { op: 'replace', path: 'active', value: 'false' }, { active: false }],
    [
      'replaces within the name',
      { op: 'replace', path: 'name.givenName', value: 'Alicia' },
      { name: { givenName: 'Alicia', familyName: 'Smith' } },
    ],
    [
      'replaces parts of the name',
      { op: 'replace', path: 'name', value: { familyName: 'Jones' } },
      { name: { givenName: 'Alice', familyName: 'Jones' } },
    ],
    [
      'replaces in the extension',
      { op: 'replace', path: `${enterprise}:department`, value: 'Sales' },
      { [enterprise]: { department: 'Sales', manager: { value: 'u2' } } },
    ],
    [
      'replaces the whole extension',
      { op: 'replace', path: enterprise, value: { costCenter: '7' } },
      { [enterprise]: { costCenter: '7', department: 'Tours', manager: { value: 'u2' } } },
    ],
    [
      'replaces the manager',
      { op: 'replace', path: `${enterprise}:manager`, value: { value: 'u3' } },
      { [enterprise]: { department: 'Tours', manager: { value: 'u3' } } },
    ],
    [
      "replaces the manager's value",
      { op: 'replace', path: `${enterprise}:manager.value`, value: 'u3' },
      { [enterprise]: { department: 'Tours', manager: { value: 'u3' } } },
    ],
    [
      'takes an attribute with its schema',
      { op: 'replace', path: 'urn:ietf:params:scim:schemas:core:2.0:User:title', value: 'Chief' },
      { title: 'Chief' },
    ],
    [
      'replaces the value that a filter picks',
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'al@example.com' },
      { emails: [{ value: 'al@example.com', type: 'work', primary: true }] },
    ],
    [
      'picks by a boolean',
      { op: 'replace', path: 'emails[primary eq true].type', value: 'home' },
      { emails: [{ value: 'alice@example.com', type: 'home', primary: true }] },
    ],
    [
      'adds to a picked value',
      { op: 'add', path: 'addresses[type eq "work"].country', value: 'US' },
      { addresses: [{ locality: 'Town', country: 'US', type: 'work' }] },
    ],
    [
      'replaces a list',
      { op: 'replace', path: 'emails', value: [{ value: 'al@example.com', primary: true }] },
      { emails: [{ value: 'al@example.com', primary: true }] },
    ],
    [
      'adds the first value of a list',
      { op: 'add', path: 'phoneNumbers', value: [{ value: '1', type: 'work' }] },
      { phoneNumbers: [{ value: '1', type: 'work' }] },
    ],
    [
      'adds what is there already',
      { op: 'add', path: 'emails', value: [{ primary: true, type: 'work', value: 'alice@example.com' }] },
      { emails: alice.emails },
    ],
    ['replaces one attribute without a path', { op: 'replace', value: { title: 'Chief' } }, { title: 'Chief' }],
    [
      'adds one attribute without a path',
      { op: 'add', value: { name: { middleName: 'B' } } },
      { name: { ...alice.name, middleName: 'B' } },
    ],
    ['does not count an id without a path', { op: 'replace', value: { id: 'u1', title: 'Chief' } }, { title: 'Chief' }],
    [
      'changes the letters of its own name',
      { op: 'replace', path: 'userName', value: 'Alice@Example.com' },
      { userName: 'Alice@Example.com' },
    ],
  ])('%s and answers 200 with the whole user', async (_case, operation, expected) => {
    const { call } = start()
    const before = await call('GET', '/Users/u1')

    const patched = await call('PATCH', '/Users/u1', patch(operation))

    expect(patched).toEqual({ ...patched, status: 200, body: { ...(before.body as object), ...expected } })
    expect((await call('GET', '/Users/u1')).body).toEqual(patched.body)
  })

  it.each([
    ['a plain attribute', 'title'],
    ['the externalId', 'externalId'],
    ['a list', 'addresses'],
    ['the value that a filter picks', 'addresses[type eq "work"]'],
    ['the extension', enterprise],
  ])('removes %s', async (_case, path) => {
    const { call } = start()
    const attribute = path.replace(/\[.*/, '')

    const patched = await call('PATCH', '/Users/u1', patch({ op: 'remove', path }))

    expect(patched.status).toBe(200)
    expect(patched.body).not.toHaveProperty([attribute])
  })

  it('names the extension no longer once its last value is gone', async () => {
    const { call } = start()

    const patched = await call(
      'PATCH',
      '/Users/u1',
      patch({ op: 'remove', path: `${enterprise}:department` }, { op: 'remove', path: `${enterprise}:manager.value` }),
    )

    expect(patched.body).toMatchObject({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'] })
  })

  it('applies several operations in their order', async () => {
    const { call } = start()

    const patched = await call(
      'PATCH',
      '/Users/u1',
      patch(
        { op: 'remove', path: 'emails' },
        { op: 'add', path: 'emails', value: [{ value: 'al@example.com', primary: true }] },
        { op: 'replace', path: 'title', value: 'Chief' },
      ),
    )

    expect(patched.body).toMatchObject({ emails: [{ value: 'al@example.com', primary: true }], title: 'Chief' })
  })

  it('says when it was', async () => {
    const { call, pass } = start()
    pass(60_000)

    const patched = await call('PATCH', '/Users/u1', patch({ op: 'replace', path: 'title', value: 'Chief' }))

    expect(patched.body).toMatchObject({ meta: { created: '2026-11-03T09:30:15Z', lastModified: '2026-11-03T09:31:15Z' } })
  })

  it.each([
    ['remove without a path', [{ op: 'remove' }], 'Missing path in PATCH request'],
    [
      'two attributes without a path',
      [{ op: 'replace', value: { title: 'Chief', nickName: 'Al' } }],
      'Current PATCH support allows omitting "path" attribute only for Add and Replace operations modifying a single attribute.',
    ],
    [
      'a second mail',
      [{ op: 'add', path: 'emails', value: [{ value: 'b@example.com', primary: true }] }],
      'List attribute emails exceeds allowed limit of 1',
    ],
    [
      'two mails',
      [{ op: 'replace', path: 'emails', value: [{ value: 'a@example.com', primary: true }, { value: 'b@example.com' }] }],
      'List attribute emails exceeds allowed limit of 1',
    ],
    ['a second address', [{ op: 'add', path: 'addresses', value: [{ type: 'home' }] }], 'List attribute addresses allowed limit of 1'],
    ['a value without a path that is no object', [{ op: 'replace', value: 'Chief' }], unparsable],
    ["another's id without a path", [{ op: 'replace', value: { id: 'u2', title: 'Chief' } }], unparsable],
    ['no value', [{ op: 'replace', path: 'title' }], unparsable],
    ['null', [{ op: 'replace', path: 'title', value: null }], unparsable],
    ['another operation', [{ op: 'move', path: 'title', value: 'Chief' }], unparsable],
    ['no operation at all', [], unparsable],
    ['roles', [{ op: 'replace', path: 'roles', value: [{ value: 'buyer' }] }], unparsable],
    ['groups', [{ op: 'add', path: 'groups', value: [{ value: 'g1' }] }], unparsable],
    ['id', [{ op: 'replace', path: 'id', value: 'u9' }], unparsable],
    ['meta', [{ op: 'replace', path: 'meta.created', value: '2020-01-01T00:00:00Z' }], unparsable],
    ['password', [{ op: 'replace', path: 'password', value: 'secret' }], unparsable],
    ['an attribute of nobody', [{ op: 'replace', path: 'shoeSize', value: '42' }], unparsable],
    ['an attribute of nobody in the extension', [{ op: 'replace', path: `${enterprise}:shoeSize`, value: '42' }], unparsable],
    [
      "the manager's displayName",
      [{ op: 'replace', path: `${enterprise}:manager`, value: { value: 'u2', displayName: 'Bob' } }],
      unparsable,
    ],
    ['a path that is none', [{ op: 'replace', path: 'title..', value: 'Chief' }], unparsable],
    ['another filter operator', [{ op: 'replace', path: 'emails[type ne "work"].value', value: 'al@example.com' }], unparsable],
    ['a filter that picks nothing', [{ op: 'replace', path: 'emails[type eq "home"].value', value: 'al@example.com' }], unparsable],
    ['a mail that is no longer primary', [{ op: 'replace', path: 'emails[type eq "work"].primary', value: false }], unparsable],
    [
      'userName twice',
      [
        { op: 'replace', path: 'userName', value: 'al@example.com' },
        { op: 'replace', value: { userName: 'all@example.com' } },
      ],
      unparsable,
    ],
    [
      'active twice',
      [
        { op: 'replace', path: 'active', value: false },
        { op: 'replace', path: 'active', value: true },
      ],
      unparsable,
    ],
    ['removing userName', [{ op: 'remove', path: 'userName' }], unparsable],
    ['removing active', [{ op: 'remove', path: 'active' }], unparsable],
    ['removing displayName', [{ op: 'remove', path: 'displayName' }], unparsable],
    ['removing the name', [{ op: 'remove', path: 'name' }], unparsable],
    ['removing a part of the name that everybody has', [{ op: 'remove', path: 'name.familyName' }], unparsable],
    ['a reserved userName', [{ op: 'replace', path: 'userName', value: 'Administrator' }], unparsable],
  ])('refuses %s, and changes nothing', async (_case, operations, detail) => {
    const { call } = start()
    const before = await call('GET', '/Users/u1')

    const refused = await call(
      'PATCH',
      '/Users/u1',
      operations.length === 0 ? patch() : patch({ op: 'replace', path: 'timezone', value: 'UTC' }, ...operations),
    )

    expect(refused).toMatchObject({ status: 400, body: { detail } })
    expect((await call('GET', '/Users/u1')).body).toEqual(before.body)
  })

  it.each(['', 'a b'])('holds %j against the character class of userName', async (value) => {
    const { call } = start()

    const refused = await call('PATCH', '/Users/u1', patch({ op: 'replace', path: 'userName', value }))

    expect(refused).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining("Value at 'userName' failed to satisfy constraint") as string },
    })
  })

  it.each([
    ['userName', 'BOB@example.com'],
    ['externalId', 'x2'],
    ['emails[type eq "work"].value', 'Bob@example.com'],
  ])("answers 409 to somebody else's %s, and changes nothing", async (path, value) => {
    const { call } = start()

    expect(
      (await call('PATCH', '/Users/u1', patch({ op: 'replace', path: 'title', value: 'Chief' }, { op: 'replace', path, value }))).status,
    ).toBe(409)
    expect((await call('GET', '/Users/u1')).body).toMatchObject({
      title: 'Guide',
      userName: 'alice@example.com',
      externalId: 'x1',
      emails: alice.emails,
    })
  })

  it('answers 404 for nobody', async () => {
    const { call } = start()

    expect((await call('PATCH', '/Users/nobody', patch({ op: 'replace', path: 'title', value: 'Chief' }))).status).toBe(404)
  })

  it('asks for the schema of a PATCH only where schemas are given', async () => {
    const { call } = start()
    const { Operations } = patch({ op: 'replace', path: 'title', value: 'Chief' })

    expect((await call('PATCH', '/Users/u1', { Operations })).status).toBe(200)
    expect((await call('PATCH', '/Users/u1', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], Operations })).status).toBe(400)
  })

  it('leaves the odd mail of a user made by hand alone while something else changes', async () => {
    const { call } = startScim({ seed: { users: [{ id: 'u1', userName: 'root', emails: [{ value: 'root@example.com' }] }] } })

    expect(await call('PATCH', '/Users/u1', patch({ op: 'replace', path: 'title', value: 'Chief' }))).toMatchObject({
      status: 200,
      body: { emails: [{ value: 'root@example.com' }] },
    })
  })
})
