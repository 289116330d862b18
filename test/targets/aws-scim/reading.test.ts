import { afterEach, describe, expect, it } from 'vitest'
import { toGroup, toUser } from '../../../src/targets/scim/resource.js'
import type { WorldContent } from '../../contracts/target-contract.js'
import { crew, numbers, person } from '../../support/people.js'
import { openScimWorld, TOKEN, type ScimWorld } from '../../support/scim-world.js'

const worlds: ScimWorld[] = []
const open = async (...args: Parameters<typeof openScimWorld>) => {
  const world = await openScimWorld(...args)
  worlds.push(world)
  return world
}
afterEach(async () => {
  await Promise.all(worlds.splice(0).map((world) => world.stop()))
})

const content = (users: number, groups: number): WorldContent => ({
  users: numbers(users).map((n) => ({ id: `user-${n}`, attributes: person(n) })),
  groups: numbers(groups).map((n) => ({ id: `group-${n}`, attributes: crew(n), members: n === 1 ? numbers(users).map((m) => `user-${m}`) : [] })),
})
const nothingKnown = { users: [], groups: [] }
const all = { membersOf: () => true, known: nothingKnown }
const none = { membersOf: () => false, known: nothingKnown }

describe('reading aws-scim', () => {
  it('costs one call for each page and each group, none more', async () => {
    const world = await open(content(205, 3))

    const { evidence } = await world.target.reader.read(all)

    expect(world.calls()).toEqual({ ListUsers: 3 + 3 + 2, ListGroups: 1 })
    expect(evidence.pages).toBe(9)
  })

  it('tells when an object was last changed; a stamp of another form is none', async () => {
    const world = await open(content(1, 1))

    const { users, groups } = await world.target.reader.read(all)

    for (const { changed } of [...users, ...groups]) expect(changed).toEqual({ at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string })
    const resource = { id: 'u', userName: 'ann', active: true, displayName: 'Ann' }
    expect(toUser({ ...resource, meta: { lastModified: '2026-01-01T01:00:00.5+01:00' } }).changed).toEqual({ at: '2026-01-01T00:00:00.500Z' })
    for (const meta of [{ lastModified: 'yesterday' }, { lastModified: 7 }, 'none', null]) {
      expect(toUser({ ...resource, meta })).toEqual(toUser(resource))
      expect(toGroup({ ...resource, meta })).toEqual(toGroup(resource))
    }
  })

  it('asks person by person where that is fewer calls, and finds the same', async () => {
    const small = content(4, 30)
    const world = await open(small)

    const byPerson = await world.target.reader.read(all)

    expect(world.calls()).toEqual({ ListUsers: 1, ListGroups: 1 + 4 })
    const byGroup = await world.again({ read: 'groups' }).reader.read(all)
    expect(world.calls()).toEqual({ ListUsers: 1 + 30, ListGroups: 1 })
    expect(byPerson.groups).toEqual(byGroup.groups)
    expect(byPerson.users).toEqual(byGroup.users)
  })

  it('is whole when what we know is really gone', async () => {
    const world = await open(content(3, 1))

    const { users } = await world.target.reader.read({ membersOf: () => false, known: { users: ['user-1', 'gone'], groups: ['gone'] } })

    expect(users).toHaveLength(3)
    expect(world.calls()).toEqual({ ListUsers: 1, ListGroups: 1, GetUser: 1, GetGroup: 1 })
  })

  it('refuses a list that lost a page with somebody we know on it', async () => {
    const world = await open(content(205, 1))
    world.faults({ operation: 'ListUsers', kind: 'drop-page', at: 2 })

    const reading = world.target.reader.read({ membersOf: () => false, known: { users: numbers(205).map((n) => `user-${n}`), groups: [] } })

    await expect(reading).rejects.toMatchObject({ code: 'TargetIncomplete', facts: { resource: 'User' } })
  })

  it('refuses a list that lost a page with somebody who turns up in a group', async () => {
    const world = await open(content(205, 1))
    world.faults({ operation: 'ListUsers', kind: 'drop-page', at: 2 })

    await expect(world.target.reader.read(all)).rejects.toMatchObject({ code: 'TargetIncomplete' })
  })

  it('refuses a last page that says that it has rows and has none', async () => {
    const world = await open(content(5, 1))
    world.faults({ operation: 'ListUsers', kind: 'drop-page', at: 1 })

    await expect(world.target.reader.read(none)).rejects.toMatchObject({ code: 'TargetIncomplete' })
  })

  it('refuses a cursor that comes back instead of walking in circles', async () => {
    const world = await open(content(205, 1))
    world.faults({ operation: 'ListUsers', kind: 'repeat-page', at: 2, times: 100 })

    await expect(world.target.reader.read(none)).rejects.toMatchObject({ code: 'TargetIncomplete', message: expect.stringContaining('same cursor') as string })
  })

  it('takes rows that come twice once', async () => {
    const world = await open(content(205, 1))
    world.faults({ operation: 'ListUsers', kind: 'repeat-page', at: 2 })

    expect((await world.target.reader.read(none)).users).toHaveLength(205)
    expect(world.calls()).toEqual({ ListUsers: 4, ListGroups: 1 })
  })

  it('lists once more when a later page is refused, and gives up when that happens again', async () => {
    const world = await open(content(205, 1))
    world.faults({ operation: 'ListUsers', kind: 'error', status: 400, at: 2 })

    const { users } = await world.target.reader.read(none)

    expect(users).toHaveLength(205)
    expect(world.calls()).toEqual({ ListUsers: 2 + 3, ListGroups: 1 })
    world.faults({ operation: 'ListUsers', kind: 'error', status: 400, at: 2 }, { operation: 'ListUsers', kind: 'error', status: 400, at: 4 })
    await expect(world.target.reader.read(none)).rejects.toMatchObject({ code: 'TargetIncomplete' })
  })

  it.each(['reset', 'lost-answer', 'truncate-body', 'throttle'] as const)('reads whole in spite of one %s', async (kind) => {
    const world = await open(content(120, 2))
    world.faults({ operation: 'ListUsers', kind, at: 2 })

    const { users } = await world.target.reader.read(none)

    expect(users).toHaveLength(120)
    expect(world.calls()).toEqual({ ListUsers: 3, ListGroups: 1 })
  })

  it('is incomplete, never empty, when the endpoint keeps failing', async () => {
    const world = await open(content(5, 1))
    world.faults({ operation: 'ListUsers', kind: 'error', status: 500 })

    await expect(world.target.reader.read(none)).rejects.toMatchObject({ code: 'TargetIncomplete', retryable: true, facts: { status: 500 } })
  })

  it('says what may be wrong with a token that is refused, without showing it', async () => {
    const world = await open(content(1, 1))
    world.faults({ kind: 'error', status: 401 })

    const error = await world.target.reader.read(none).catch((caught: unknown) => caught)

    expect(error).toMatchObject({ code: 'TargetRefused', facts: { status: 401 } })
    expect((error as { suggestions: string[] }).suggestions.join()).toContain('expired')
    expect(JSON.stringify([error, String(error), (error as Error).stack, world.events])).not.toContain(TOKEN)
  })
})

describe('looking in aws-scim', () => {
  it('asks singly where that is fewer calls than pages', async () => {
    const world = await open(content(205, 5))

    await world.target.reader.look({
      users: [{ id: 'user-1' }, { name: 'p2@example.com', externalId: 'src-2' }], groups: [{ id: 'group-1' }], members: [], expected: { users: 205, groups: 5 },
    })

    expect(world.calls()).toEqual({ GetUser: 1, ListUsers: 2, ListGroups: 1 })
  })

  it('lists where that is fewer calls, and settles by itself what a list lacks', async () => {
    const world = await open(content(205, 5))

    const answers = await world.target.reader.look({
      users: [...numbers(4).map((n) => ({ id: `user-${n}` })), { id: 'gone' }], groups: [], members: [], expected: { users: 205, groups: 5 },
    })

    expect(answers.users).toHaveLength(205)
    expect(world.calls()).toEqual({ ListUsers: 3, GetUser: 1 })
  })

  it('never puts a name into a filter that cannot hold it', async () => {
    const quoted = { id: 'group-1', attributes: { displayName: 'the "A" team' } }
    const world = await open({ groups: [quoted, { id: 'group-2', attributes: { displayName: 'Zürich' } }] })

    const answers = await world.target.reader.look({ users: [], groups: [{ name: 'the "A" team' }], members: [], expected: { users: 0, groups: 900 } })

    expect(answers.groups).toHaveLength(2)
    expect(world.calls()).toEqual({ ListGroups: 1 })
  })

  it('tests one person by one call, and lists a group for several', async () => {
    const world = await open(content(205, 2))
    const look = (userIds: string[]) => world.target.reader.look({ users: [], groups: [], members: [{ groupId: 'group-1', userIds }], expected: { users: 205, groups: 2 } })

    expect((await look(['user-7'])).members.get('group-1')).toEqual(new Set(['user-7']))
    expect(world.calls()).toEqual({ ListGroups: 1 })
    const ids = numbers(205).map((n) => `user-${n}`)
    expect((await look(ids)).members.get('group-1')?.size).toBe(205)
    expect(world.calls()).toEqual({ ListUsers: 3 })
  })

  it('stops listing a large group once testing the rest is cheaper', async () => {
    const world = await open(content(505, 2))
    const asked = ['gone-1', 'user-505']

    const { members } = await world.target.reader.look({ users: [], groups: [], members: [{ groupId: 'group-1', userIds: asked }], expected: { users: 505, groups: 2 } })

    expect(members.get('group-1')).toEqual(new Set(['user-505']))
    const { ListUsers = 0, ListGroups = 0 } = world.calls()
    expect(ListUsers + ListGroups).toBeLessThanOrEqual(2 * asked.length)
  })

  it('waits for a group that exists and is not listed yet', async () => {
    const world = await open({}, { visibilityDelayMs: 3000 })
    const id = await world.target.writer(() => undefined).createGroup(crew(1))

    const { groups } = await world.target.reader.look({ users: [], groups: [{ id }], members: [], expected: { users: 0, groups: 200 } })

    expect(groups).toMatchObject([{ id, attributes: crew(1) }])
  })
})
