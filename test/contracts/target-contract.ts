/** What every target promises at its door (src/targets/target.ts): called once for each adapter, against whatever stands behind it. */
import { afterEach, describe, expect, it } from 'vitest'
import type { Capabilities } from '../../src/model/capabilities.js'
import type { GroupAttributes } from '../../src/model/group.js'
import type { UserAttributes } from '../../src/model/user.js'
import type { Target, TargetReader } from '../../src/targets/target.js'
import { crew, numbers, person } from '../support/people.js'

export interface WorldContent {
  users?: readonly { id: string; attributes: UserAttributes }[]
  groups?: readonly { id: string; attributes: GroupAttributes; members?: readonly string[] }[]
}

export interface TargetWorld {
  target: Target
  /** The id under which the store holds what the content calls so; itself, where a store takes ids. */
  id?(contentId: string): string
  /** Another target on the same store, as a second process would have. */
  again(): Target
  /** From now on the answer to the next write is lost: after the doing, or, where the adapter can, before it. */
  loseNextAnswer?(): void
  stop(): Promise<void>
}

function without<T extends { externalId?: string | undefined }>(attributes: T): T {
  const { externalId: _, ...rest } = attributes
  return rest as T
}

/** Everything one reading can tell, by id. */
async function everything(reader: TargetReader) {
  const { users, groups, evidence } = await reader.read({ membersOf: () => true, known: { users: [], groups: [] } })
  return {
    users: new Map(users.map(({ id, attributes }) => [id, attributes])),
    groups: new Map(groups.map(({ id, attributes }) => [id, attributes])),
    members: new Map(groups.map(({ id, members }) => [id, members])),
    evidence,
  }
}

const free = () => undefined

/** What the far side cannot do, whoever calls it: promises that need it are not asked for there. */
export type Lack = 'updates' | 'external ids' | 'strict uniqueness' | 'lost answers' | 'extensions' | 'unknown groups told apart' | 'a membership once'

export interface Subject {
  capabilities: Capabilities
  lacks?: readonly Lack[]
}

export function testTarget(name: string, { capabilities, lacks = [] }: Subject, makeWorld: (content: WorldContent) => Promise<TargetWorld>): void {
  const can = (what: Lack) => !lacks.includes(what)
  /** What becomes of attributes that are written; and of those that were there before, by whatever means. */
  const kept = <T extends { externalId?: string | undefined }>(attributes: T): T => (capabilities.externalId ? attributes : without(attributes))
  const held = <T extends { externalId?: string | undefined }>(attributes: T): T => (can('external ids') ? attributes : without(attributes))

  describe(`${name} keeps the target's promises`, () => {
    const worlds: TargetWorld[] = []
    const open = async (content: WorldContent = {}) => {
      const world = await makeWorld(content)
      worlds.push(world)
      expect(world.target.reader.capabilities).toEqual(capabilities)
      return { id: (contentId: string) => contentId, ...world }
    }
    afterEach(async () => {
      await Promise.all(worlds.splice(0).map((world) => world.stop()))
    })

    const users = (count: number) => numbers(count).map((n) => ({ id: `user-${n}`, attributes: person(n) }))
    const small: WorldContent = {
      users: users(3),
      groups: [
        { id: 'group-1', attributes: crew(1), members: ['user-1', 'user-2'] },
        { id: 'group-2', attributes: crew(2) },
      ],
    }

    describe('reading', () => {
      it('gives every user and group past the first pages, and who is in which', async () => {
        const people = users(205)
        const groups = numbers(250).map((n) => ({ id: `group-${n}`, attributes: crew(n), members: n === 7 ? people.slice(0, 130).map(({ id }) => id) : [`user-${n % 205 + 1}`] }))
        const { target, id } = await open({ users: people, groups })
        const [seven, eight] = [id('group-7'), id('group-8')]

        const read = await target.reader.read({ membersOf: (group) => [seven, eight].includes(group.id), known: { users: [], groups: [] } })

        expect(read.users).toHaveLength(205)
        expect(read.groups).toHaveLength(250)
        expect(read.groups.find((group) => group.id === seven)?.members).toEqual(people.slice(0, 130).map((user) => id(user.id)).sort())
        expect(read.groups.find((group) => group.id === eight)?.members).toEqual([id('user-9')])
        expect(read.groups.filter(({ members }) => members !== undefined)).toHaveLength(2)
        expect(read.evidence).toMatchObject({ users: 205, groups: 250, memberships: 131 })
      })

      it('gives an empty store as empty, not as an error', async () => {
        const { target } = await open()

        const { users: nobody, groups: none } = await target.reader.read({ membersOf: () => true, known: { users: ['gone'], groups: ['gone'] } })

        expect(nobody).toEqual([])
        expect(none).toEqual([])
      })

      it('names its store alike for every process', async () => {
        const world = await open()

        expect(world.again().reader.fingerprint).toBe(world.target.reader.fingerprint)
      })
    })

    describe('looking', () => {
      it('finds objects by id, by name and by external id, and leaves out what is not there', async () => {
        const { target, id } = await open(small)
        const third = can('external ids') ? { name: 'nobody', externalId: 'src-3' } : { name: 'p3@example.com' }

        const answers = await target.reader.look({
          users: [{ id: id('user-1') }, { name: 'p2@example.com' }, third, { id: 'gone' }],
          groups: [{ id: id('group-1') }, { name: 'crew-2', externalId: 'grp-9' }, { id: 'gone' }],
          members: [],
          expected: { users: 3000, groups: 3000 },
        })

        expect(answers.users.map((user) => user.id)).toEqual(expect.arrayContaining([id('user-1'), id('user-2'), id('user-3')]))
        expect(answers.users.find((user) => user.id === id('user-1'))?.attributes).toEqual(held(person(1)))
        expect(answers.groups.find((group) => group.id === id('group-1'))?.attributes).toEqual(held(crew(1)))
        expect(answers.groups.map((group) => group.id)).toEqual(expect.arrayContaining([id('group-1'), id('group-2')]))
        expect([...answers.users, ...answers.groups].map((object) => object.id)).not.toContain('gone')
      })

      it('finds an object by its name alone', async () => {
        const { target, id } = await open(small)

        const { users: found, groups } = await target.reader.look({ users: [{ name: 'p2@example.com' }, { name: 'nobody' }], groups: [{ name: 'crew-2' }], members: [], expected: { users: 3000, groups: 3000 } })

        expect(found.map((user) => user.id)).toContain(id('user-2'))
        expect(groups.map((group) => group.id)).toContain(id('group-2'))
      })

      it('tells which of the asked people are in, and has no entry for a group that is gone', async () => {
        const { target, id } = await open(small)
        const [one, two, three] = [id('user-1'), id('user-2'), id('user-3')]

        const { members } = await target.reader.look({
          users: [],
          groups: [],
          members: [
            { groupId: id('group-1'), userIds: [one, two, three] },
            { groupId: id('group-2'), userIds: [one] },
            { groupId: 'gone', userIds: [one] },
          ],
          expected: { users: 3, groups: 2 },
        })

        const gone = can('unknown groups told apart') ? [] : [['gone', new Set()] as const]
        expect(members).toEqual(new Map([[id('group-1'), new Set([one, two])], [id('group-2'), new Set()], ...gone]))
      })

      it('tells all groups of one person, and none of somebody who is gone', async () => {
        const groups = numbers(3).map((n) => ({ id: `group-${n}`, attributes: crew(n), members: n === 2 ? ['user-2'] : ['user-1', 'user-2'] }))
        const { target, id } = await open({ users: users(3), groups })

        expect(await target.reader.groupsOf(id('user-1'))).toEqual([id('group-1'), id('group-3')].sort())
        expect(await target.reader.groupsOf(id('user-3'))).toEqual([])
        expect(await target.reader.groupsOf('gone')).toEqual([])
      })
    })

    describe('writing', () => {
      it('creates what reads back as it was asked', async () => {
        const { target } = await open()
        const full = person(1, {
          title: 'Engineer', nickName: 'Ada', userType: 'employee', locale: 'en_GB', timezone: 'Europe/London', preferredLanguage: 'en',
          phoneNumbers: [{ value: '+44 1', type: 'work' }],
          addresses: [{ formatted: '1 Street', country: 'UK', type: 'work' }],
          ...(can('extensions') ? { enterprise: { department: 'Engines', costCenter: '7', manager: { value: 'm-1' } } } : {}),
        })

        const userId = await target.writer(free).createUser(full)
        const groupId = await target.writer(free).createGroup(crew(1))

        const now = await everything(target.reader)
        expect(now.users).toEqual(new Map([[userId, kept(full)]]))
        expect(now.groups).toEqual(new Map([[groupId, kept(crew(1))]]))
      })

      if (can('updates')) {
        it('changes what differs, takes away what shall be absent, and leaves alone what neither side names', async () => {
          const before = person(1, { title: 'Engineer', nickName: 'Ada', enterprise: { department: 'Engines', division: 'North' } })
          const { target, id } = await open({ users: [{ id: 'user-1', attributes: { ...before, locale: 'en_GB' } }] })
          const after = person(1, {
            displayName: 'Ada L.', name: { familyName: 'Lovelace', givenName: 'Given1' }, title: 'Countess',
            phoneNumbers: [{ value: '+44 1', type: 'work' }], enterprise: { department: 'Notes' },
          })

          await target.writer(free).updateUser(id('user-1'), before, after)

          expect((await everything(target.reader)).users.get(id('user-1'))).toEqual(held({ ...after, locale: 'en_GB' }))
        })

        it('renames the same object, with memberships kept', async () => {
          const { target, id } = await open(small)
          const writer = target.writer(free)
          const renamed = person(1, { userName: 'ada@example.com', emails: [{ value: 'ada@example.com', type: 'work', primary: true }] })

          await writer.updateUser(id('user-1'), person(1), renamed)
          await writer.updateGroup(id('group-1'), crew(1), crew(1, { displayName: 'admins' }))

          const now = await everything(target.reader)
          expect(now.users.get(id('user-1'))).toEqual(held(renamed))
          expect(now.groups.get(id('group-1'))).toEqual(held(crew(1, { displayName: 'admins' })))
          expect(now.members.get(id('group-1'))).toEqual([id('user-1'), id('user-2')].sort())
        })
      }

      if (capabilities.deactivate) {
        it('switches a person off and on again, with memberships kept', async () => {
          const { target, id } = await open(small)
          const writer = target.writer(free)

          await writer.updateUser(id('user-1'), person(1), person(1, { active: false }))

          const off = await everything(target.reader)
          expect(off.users.get(id('user-1'))).toEqual(person(1, { active: false }))
          expect(off.members.get(id('group-1'))).toEqual([id('user-1'), id('user-2')].sort())

          await writer.updateUser(id('user-1'), person(1, { active: false }), person(1))

          expect((await everything(target.reader)).users.get(id('user-1'))).toEqual(person(1))
        })
      }

      it('deletes, and takes deleting what is gone for success', async () => {
        const { target, id } = await open(small)
        const writer = target.writer(free)

        await writer.deleteUser(id('user-1'))
        await writer.deleteUser(id('user-1'))
        await writer.deleteGroup(id('group-2'))
        await writer.deleteGroup(id('group-2'))

        const now = await everything(target.reader)
        expect([...now.users.keys()]).toEqual([id('user-2'), id('user-3')].sort())
        expect(now.members).toEqual(new Map([[id('group-1'), [id('user-2')]]]))
      })

      it('adds and removes people, and does no harm when it is asked twice', async () => {
        const { target, id } = await open(small)
        const writer = target.writer(free)
        const group = id('group-1')

        await writer.addMembers(group, [id('user-2'), id('user-3')])
        await writer.addMembers(group, [id('user-3')])
        await writer.removeMembers(group, [id('user-1')])
        await writer.removeMembers(group, [id('user-1')])

        const members = (await everything(target.reader)).members.get(group)
        expect(can('a membership once') ? members : [...new Set(members)]).toEqual([id('user-2'), id('user-3')].sort())
      })

      it('asks its guard once before each request that adding 250 people needs', async () => {
        const { target, id } = await open({ users: users(250), groups: [{ id: 'group-1', attributes: crew(1) }] })
        let asked = 0
        const counting = () => {
          asked++
        }

        await target.writer(counting).addMembers(id('group-1'), users(250).map((user) => id(user.id)))

        expect(asked).toBe(Math.ceil(250 / capabilities.membersPerRequest))
        expect((await everything(target.reader)).members.get(id('group-1'))).toHaveLength(250)
      })

      it('does nothing once its guard throws, and passes that error on as it is', async () => {
        const { target, id } = await open(small)
        const over = new Error('the lease is over')
        const writer = target.writer(() => Promise.reject(over))

        await expect(writer.createUser(person(9))).rejects.toBe(over)
        await expect(writer.deleteGroup(id('group-1'))).rejects.toBe(over)
        await expect(writer.addMembers(id('group-2'), [id('user-1')])).rejects.toBe(over)

        const now = await everything(target.reader)
        expect(now.users.size).toBe(3)
        expect(now.members).toEqual(new Map([[id('group-1'), [id('user-1'), id('user-2')].sort()], [id('group-2'), []]]))
      })
    })

    describe('refusing', () => {
      it.each<readonly [string, UserAttributes]>([
        ['name', person(9, { userName: can('strict uniqueness') ? 'P1@Example.com' : 'p1@example.com' })],
        ...(can('strict uniqueness') ? [['mail', person(9, { emails: [{ value: 'p1@example.com', type: 'work', primary: true }] })] as const] : []),
        ...(capabilities.externalId ? [['external id', person(9, { externalId: 'src-1' })] as const] : []),
      ])("says conflict for a user whose %s is another's", async (_what, user) => {
        const { target, id } = await open(small)

        await expect(target.writer(free).createUser(user)).rejects.toMatchObject({ code: 'TargetRefused', facts: { conflict: true, status: expect.any(Number) as number } })
        if (can('updates')) {
          await expect(target.writer(free).updateUser(id('user-2'), person(2), { ...user, displayName: 'Nine' })).rejects.toMatchObject({ code: 'TargetRefused', facts: { conflict: true } })
        }

        expect((await everything(target.reader)).users.get(id('user-2'))).toEqual(held(person(2)))
      })

      it("says conflict for a group whose name is another's", async () => {
        const { target, id } = await open(small)

        await expect(target.writer(free).createGroup(crew(9, { displayName: 'crew-1' }))).rejects.toMatchObject({ code: 'TargetRefused', facts: { conflict: true } })
        if (can('updates')) await expect(target.writer(free).updateGroup(id('group-2'), crew(2), crew(2, { displayName: 'crew-1' }))).rejects.toMatchObject({ facts: { conflict: true } })
      })

      it('says missing for what is gone', async () => {
        const { target, id } = await open(small)
        const writer = target.writer(free)
        const missing = { code: 'TargetRefused', facts: { missing: true, status: expect.any(Number) as number } }

        if (can('updates')) {
          await expect(writer.updateUser('gone', person(9), person(9, { displayName: 'Nine' }))).rejects.toMatchObject(missing)
          await expect(writer.updateGroup('gone', crew(9), crew(9, { displayName: 'nine' }))).rejects.toMatchObject(missing)
        }
        await expect(writer.addMembers('gone', [id('user-1')])).rejects.toMatchObject(missing)
        await expect(writer.addMembers(id('group-2'), [id('user-1'), 'gone'])).rejects.toMatchObject(missing)

        // One request is done whole or not at all; several of one person each are not.
        expect((await everything(target.reader)).members.get(id('group-2'))).toEqual(capabilities.membersPerRequest === 1 ? [id('user-1')] : [])
      })
    })

    if (can('lost answers')) {
      describe('losing answers', () => {
        it('says that it does not know, when a create was done and its answer lost', async () => {
          const world = await open()
          world.loseNextAnswer?.()

          await expect(world.target.writer(free).createUser(person(1))).rejects.toMatchObject({ code: 'AnswerLost' })

          expect([...(await everything(world.target.reader)).users.values()]).toEqual([kept(person(1))])
        })

        it('does not repeat such a create by itself', async () => {
          const world = await open()
          world.loseNextAnswer?.()
          let asked = 0
          const counting = () => {
            asked++
          }

          await expect(world.target.writer(counting).createGroup(crew(1))).rejects.toMatchObject({ code: 'AnswerLost' })

          expect(asked).toBe(1)
          expect((await everything(world.target.reader)).groups.size).toBe(1)
        })
      })
    }
  })
}
