import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { SourceSnapshot } from '../../../src/model/snapshot.js'
import type { GoogleOptions } from '../../../src/sources/google/google-source.js'
import { judgePeople } from '../../../src/sources/google/judge-people.js'
import type { UserRow } from '../../../src/sources/google/rows.js'
import { selectPeople, type SelectPeopleOptions } from '../../../src/sources/google/select-people.js'
import { satisfiesUser } from '../../../src/sources/google/users-filter.js'
import type { SourceRequest } from '../../../src/sources/source.js'
import { admission } from '../../../src/sources/name-lists.js'
import { startGoogleWorld, type GoogleWorld } from '../../support/google-world.js'

let world: GoogleWorld
beforeAll(async () => {
  world = await startGoogleWorld()
})
afterAll(() => world.end())

const user = (name: string, more: object = {}) => ({ id: `id-${name}`, primaryEmail: `${name}@example.com`, name: { givenName: name, familyName: 'Body' }, ...more })
const group = (name: string, members: readonly string[]) => ({ id: `id-${name}`, name, email: `${name.toLowerCase()}@example.com`, members: members.map((member) => (member.includes('@') ? member : `${member}@example.com`)) })
beforeEach(() =>
  world.put({
    users: [user('ann', { orgUnitPath: '/Eng' }), user('ben', { orgUnitPath: '/Eng/Web', aliases: ['benny@example.com'] }), user('cid', { orgUnitPath: '/Sales' }), user('dot', { orgUnitPath: '/Sales', isAdmin: true })],
    groups: [group('AWS-Ops', ['ann', 'inner']), group('AWS-Dev', ['ben']), group('AWS-Test', ['cid']), group('Inner', ['ben'])],
  }),
)

const read = (options: Partial<GoogleOptions>, known: SourceRequest['known'] = { users: [], groups: [] }) => world.source({ groupsFilter: ['name:AWS*'], ...options }).read({ known })
const people = ({ users }: SourceSnapshot) => users.map(({ id }) => id.slice(3))
const groups = (snapshot: SourceSnapshot) => Object.fromEntries(snapshot.groups.map(({ name, members }) => [name, members.map(({ id }) => id.slice(3))]))
describe('groups by list', () => {
  test('by mail or by name, with globs, whatever the case; what is excluded is not even read', async () => {
    const snapshot = await read({ groups: { include: ['aws-*@EXAMPLE.com'], exclude: ['AWS-Test', 'aws-dev@*'] } })

    expect(groups(snapshot)).toEqual({ 'AWS-Ops': ['ann', 'ben'] })
    expect(people(snapshot)).toEqual(['ann', 'ben'])
    expect(world.calls()['members.list']).toBe(2)
  })

  test('an excluded group that may not be read stops nobody, and one that is nested lends its members all the same', async () => {
    world.sandbox.setFaults([{ api: 'google', operation: 'members.list', kind: 'error', status: 403, at: 3 }])

    expect(groups(await read({ groups: { include: [], exclude: ['aws-test@example.com', 'aws-dev@example.com', 'inner@example.com'] } }))).toEqual({ 'AWS-Ops': ['ann', 'ben'] })
  })

  test('one that our state holds and that is excluded now is gone, not missing', async () => {
    const snapshot = await read({ groups: { include: [], exclude: ['AWS-Test'] } }, { users: ['id-cid'], groups: ['id-AWS-Test'] })

    expect(Object.keys(groups(snapshot)).sort()).toEqual(['AWS-Dev', 'AWS-Ops'])
  })

  test('the evidence counts what each entry let in, so that one without effect is told', async () => {
    const { evidence } = await read({ groups: { include: ['aws-ops@example.com', 'aws-opps@example.com'], exclude: [] }, users: { include: ['*@example.com'], exclude: ['x@*'] } })

    expect(evidence.filter).toEqual(['name:AWS*', 'groups.include aws-ops@example.com', 'groups.include aws-opps@example.com', 'users.include *@example.com'])
    expect(evidence.matched).toEqual([3, 1, 0, 4])
  })
})

describe('people by list', () => {
  test('who is excluded, by mail or by alias, is nobody: no member, no finding', async () => {
    const snapshot = await read({ users: { include: [], exclude: ['BENNY@example.com'] } })

    expect(groups(snapshot)).toEqual({ 'AWS-Ops': ['ann'], 'AWS-Dev': [], 'AWS-Test': ['cid'] })
    expect(people(snapshot)).toEqual(['ann', 'cid'])
    expect(snapshot.findings).toEqual([])
  })

  test('with an include list, only who is in it', async () => {
    expect(people(await read({ users: { include: ['a*@example.com', 'cid@example.com'], exclude: ['cid@*'] }, includeUsers: 'all' }))).toEqual(['ann'])
  })
})

describe('people in no group', () => {
  test('are left out unless all are included', async () => {
    expect(people(await read({}))).toEqual(['ann', 'ben', 'cid'])
    expect(people(await read({ includeUsers: 'all' }))).toEqual(['ann', 'ben', 'cid', 'dot'])
  })

  test('are those whom one of the filters selects, at one more list a filter', async () => {
    const options = { groups: { include: ['AWS-Test'], exclude: [] }, includeUsers: 'all' } as const
    const before = world.calls()['users.list'] ?? 0

    expect(people(await read({ ...options, usersFilter: ['orgUnitPath=/Eng', 'isAdmin=true'] }))).toEqual(['ann', 'ben', 'cid', 'dot'])
    expect((world.calls()['users.list'] ?? 0) - before).toBe(3)
    expect(people(await read({ ...options, usersFilter: ['orgUnitPath=/Eng/Web'] }))).toEqual(['ben', 'cid'])
  })

  test('a list that lacks somebody known who belongs in it lags, and is not believed', () => {
    const ann: UserRow = { id: 'id-ann', label: 'ann@example.com', names: ['ann@example.com'], suspended: false, record: { orgUnitPath: '/Eng' } }
    const select = (more: Partial<SelectPeopleOptions>) =>
      selectPeople({ includeUsers: 'all', chosen: { filters: ['orgUnitPath=/Eng'], lists: [[]] }, users: new Map([['id-ann', ann]]), lists: admission({ include: [], exclude: [] }), grouped: new Set(), known: ['id-ann', 'id-gone'], ...more })

    expect(() => select({})).toThrow(/the filter "orgUnitPath=\/Eng" lags: it lacks ann@example.com/)
    for (const fine of [{ known: [] }, { grouped: new Set(['id-ann']) }, { chosen: { filters: ['orgUnitPath=/Sales'], lists: [[]] } }, { lists: admission({ include: [], exclude: ['ann@*'] }) }]) expect([...select(fine)]).toEqual([])
  })

  test('who is in a filtered list and not in the list of all, and is there when asked for, makes the reading incomplete', async () => {
    const judge = (exists: boolean) =>
      judgePeople({ directory: { userExists: () => Promise.resolve(exists) }, users: new Map(), nodes: new Map(), known: [], chosen: ['id-ann'], source: 'staff' })

    await expect(judge(true)).rejects.toThrow(/lacks id-ann, who is there/)
    expect(await judge(false)).toEqual([])
  })
})

describe('a filter over people, judged without Google', () => {
  const record = { primaryEmail: 'Ann@example.com', aliases: ['an@example.com'], name: { givenName: 'Ann', familyName: 'O’Hara' }, orgUnitPath: '/Eng/Web', isAdmin: true, suspended: false }

  test.each([
    ['orgUnitPath=/Eng', true],
    ["orgUnitPath='/eng/web'", true],
    ['orgUnitPath=/', true],
    ['orgUnitPath=/En', false],
    ['isAdmin=true isSuspended=false', true],
    ['isArchived=true', false],
    ['givenName:an*', true],
    ['familyName=Hara', false],
    ['email:AN@*', true],
    ['email=else@example.com', undefined],
    ['email=else@example.com isAdmin=false', false],
    ['orgTitle:CTO', undefined],
    ['isAdmin=true orgCostCenter=7', undefined],
    ['ann', undefined],
  ])('%s', (filter, verdict) => {
    expect(satisfiesUser(filter, record)).toBe(verdict)
  })
})
