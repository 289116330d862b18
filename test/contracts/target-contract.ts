/** What every target promises at its door (src/targets/target.ts): called once for each adapter, against whatever stands behind it. */
import { afterEach, describe, expect, it } from 'vitest'
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
  /** Another target on the same store, as a second process would have. */
  again(): Target
  /** From now on the answer to the next write is lost: after the doing, or, where the adapter can, before it. */
  loseNextAnswer(): void
  stop(): Promise<void>
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

export function testTarget(name: string, makeWorld: (content: WorldContent) => Promise<TargetWorld>): void {
  describe(`${name} keeps the target's promises`, () => {
    const worlds: TargetWorld[] = []
    const open = async (content: WorldContent = {}) => {
      const world = await makeWorld(content)
      worlds.push(world)
      return world
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
        const { target } = await open({ users: people, groups })

        const read = await target.reader.read({ membersOf: ({ id }) => ['group-7', 'group-8'].includes(id), known: { users: [], groups: [] } })

        expect(read.users).toHaveLength(205)
        expect(read.groups).toHaveLength(250)
        expect(read.groups.find(({ id }) => id === 'group-7')?.members).toEqual(people.slice(0, 130).map(({ id }) => id).sort())
        expect(read.groups.find(({ id }) => id === 'group-8')?.members).toEqual(['user-9'])
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
        const { target } = await open(small)

        const answers = await target.reader.look({
          users: [{ id: 'user-1' }, { name: 'p2@example.com' }, { name: 'nobody', externalId: 'src-3' }, { id: 'gone' }],
          groups: [{ id: 'group-1' }, { name: 'crew-2', externalId: 'grp-9' }, { id: 'gone' }],
          members: [],
          expected: { users: 3000, groups: 3000 },
        })

        expect(answers.users.map(({ id }) => id)).toEqual(expect.arrayContaining(['user-1', 'user-2', 'user-3']))
        expect(answers.users.find(({ id }) => id === 'user-1')?.attributes).toEqual(person(1))
        expect(answers.groups.find(({ id }) => id === 'group-1')?.attributes).toEqual(crew(1))
        expect(answers.groups.map(({ id }) => id)).toEqual(expect.arrayContaining(['group-1', 'group-2']))
        expect([...answers.users, ...answers.groups].map(({ id }) => id)).not.toContain('gone')
      })

      it('tells which of the asked people are in, and has no entry for a group that is gone', async () => {
        const { target } = await open(small)

        const { members } = await target.reader.look({
          users: [],
          groups: [],
          members: [
            { groupId: 'group-1', userIds: ['user-1', 'user-2', 'user-3'] },
            { groupId: 'group-2', userIds: ['user-1'] },
            { groupId: 'gone', userIds: ['user-1'] },
          ],
          expected: { users: 3, groups: 2 },
        })

        expect(members).toEqual(new Map([['group-1', new Set(['user-1', 'user-2'])], ['group-2', new Set()]]))
      })
    })

    describe('writing', () => {
      it('creates what reads back as it was asked', async () => {
        const { target } = await open()
        const full = person(1, {
          title: 'Engineer', nickName: 'Ada', userType: 'employee', locale: 'en_GB', timezone: 'Europe/London', preferredLanguage: 'en',
          phoneNumbers: [{ value: '+44 1', type: 'work' }],
          addresses: [{ formatted: '1 Street', country: 'UK', type: 'work' }],
          enterprise: { department: 'Engines', costCenter: '7', manager: { value: 'm-1' } },
        })

        const userId = await target.writer(free).createUser(full)
        const groupId = await target.writer(free).createGroup(crew(1))

        const held = await everything(target.reader)
        expect(held.users).toEqual(new Map([[userId, full]]))
        expect(held.groups).toEqual(new Map([[groupId, crew(1)]]))
      })

      it('changes what differs, takes away what shall be absent, and leaves alone what neither side names', async () => {
        const before = person(1, { title: 'Engineer', nickName: 'Ada', enterprise: { department: 'Engines', division: 'North' } })
        const { target } = await open({ users: [{ id: 'user-1', attributes: { ...before, locale: 'en_GB' } }] })
        const after = person(1, {
          displayName: 'Ada L.', name: { familyName: 'Lovelace', givenName: 'Given1' }, title: 'Countess',
          phoneNumbers: [{ value: '+44 1', type: 'work' }], enterprise: { department: 'Notes' },
        })

        await target.writer(free).updateUser('user-1', before, after)

        const { users: held } = await everything(target.reader)
        expect(held.get('user-1')).toEqual({ ...after, locale: 'en_GB' })
      })

      it('renames the same object, and switches a person off and on again with memberships kept', async () => {
        const { target } = await open(small)
        const writer = target.writer(free)
        const renamed = person(1, { userName: 'ada@example.com', emails: [{ value: 'ada@example.com', type: 'work', primary: true }] })

        await writer.updateUser('user-1', person(1), renamed)
        await writer.updateUser('user-1', renamed, { ...renamed, active: false })
        await writer.updateGroup('group-1', crew(1), crew(1, { displayName: 'admins' }))

        const held = await everything(target.reader)
        expect(held.users.get('user-1')).toEqual({ ...renamed, active: false })
        expect(held.groups.get('group-1')).toEqual(crew(1, { displayName: 'admins' }))
        expect(held.members.get('group-1')).toEqual(['user-1', 'user-2'])

        await writer.updateUser('user-1', { ...renamed, active: false }, renamed)

        expect((await everything(target.reader)).users.get('user-1')).toEqual(renamed)
      })

      it('deletes, and takes deleting what is gone for success', async () => {
        const { target } = await open(small)
        const writer = target.writer(free)

        await writer.deleteUser('user-1')
        await writer.deleteUser('user-1')
        await writer.deleteGroup('group-2')
        await writer.deleteGroup('group-2')

        const held = await everything(target.reader)
        expect([...held.users.keys()]).toEqual(['user-2', 'user-3'])
        expect(held.members).toEqual(new Map([['group-1', ['user-2']]]))
      })

      it('adds and removes people, and does no harm when it is asked twice', async () => {
        const { target } = await open(small)
        const writer = target.writer(free)

        await writer.addMembers('group-1', ['user-2', 'user-3'])
        await writer.addMembers('group-1', ['user-3'])
        await writer.removeMembers('group-1', ['user-1'])
        await writer.removeMembers('group-1', ['user-1'])

        expect((await everything(target.reader)).members.get('group-1')).toEqual(['user-2', 'user-3'])
      })

      it('asks its guard once before each request: 250 people are 3', async () => {
        const { target } = await open({ users: users(250), groups: [{ id: 'group-1', attributes: crew(1) }] })
        let asked = 0
        const counting = () => {
          asked++
        }

        await target.writer(counting).addMembers('group-1', users(250).map(({ id }) => id))

        expect(asked).toBe(3)
        expect((await everything(target.reader)).members.get('group-1')).toHaveLength(250)
      })

      it('does nothing once its guard throws, and passes that error on as it is', async () => {
        const { target } = await open(small)
        const over = new Error('the lease is over')
        const writer = target.writer(() => Promise.reject(over))

        await expect(writer.createUser(person(9))).rejects.toBe(over)
        await expect(writer.deleteGroup('group-1')).rejects.toBe(over)
        await expect(writer.addMembers('group-2', ['user-1'])).rejects.toBe(over)

        const held = await everything(target.reader)
        expect(held.users.size).toBe(3)
        expect(held.members).toEqual(new Map([['group-1', ['user-1', 'user-2']], ['group-2', []]]))
      })
    })

    describe('refusing', () => {
      it.each([
        ['name', person(9, { userName: 'P1@Example.com' })],
        ['mail', person(9, { emails: [{ value: 'p1@example.com', type: 'work', primary: true }] })],
        ['external id', person(9, { externalId: 'src-1' })],
      ])("says conflict for a user whose %s is another's", async (_what, user) => {
        const { target } = await open(small)

        await expect(target.writer(free).createUser(user)).rejects.toMatchObject({ code: 'TargetRefused', facts: { conflict: true, status: 409 } })
        await expect(target.writer(free).updateUser('user-2', person(2), { ...user, displayName: 'Nine' })).rejects.toMatchObject({ code: 'TargetRefused', facts: { conflict: true } })

        expect((await everything(target.reader)).users.get('user-2')).toEqual(person(2))
      })

      it("says conflict for a group whose name is another's", async () => {
        const { target } = await open(small)

        await expect(target.writer(free).createGroup(crew(9, { displayName: 'crew-1' }))).rejects.toMatchObject({ code: 'TargetRefused', facts: { conflict: true } })
        await expect(target.writer(free).updateGroup('group-2', crew(2), crew(2, { displayName: 'crew-1' }))).rejects.toMatchObject({ facts: { conflict: true } })
      })

      it('says missing for what is gone', async () => {
        const { target } = await open(small)
        const writer = target.writer(free)
        const missing = { code: 'TargetRefused', facts: { missing: true, status: 404 } }

        await expect(writer.updateUser('gone', person(9), person(9, { displayName: 'Nine' }))).rejects.toMatchObject(missing)
        await expect(writer.updateGroup('gone', crew(9), crew(9, { displayName: 'nine' }))).rejects.toMatchObject(missing)
        await expect(writer.addMembers('gone', ['user-1'])).rejects.toMatchObject(missing)
        await expect(writer.addMembers('group-2', ['user-1', 'gone'])).rejects.toMatchObject(missing)

        expect((await everything(target.reader)).members.get('group-2')).toEqual([])
      })
    })

    describe('losing answers', () => {
      it('says that it does not know, when a create was done and its answer lost', async () => {
        const world = await open()
        world.loseNextAnswer()

        await expect(world.target.writer(free).createUser(person(1))).rejects.toMatchObject({ code: 'AnswerLost' })

        expect([...(await everything(world.target.reader)).users.values()]).toEqual([person(1)])
      })

      it('does not repeat such a create by itself', async () => {
        const world = await open()
        world.loseNextAnswer()
        let asked = 0
        const counting = () => {
          asked++
        }

        await expect(world.target.writer(counting).createGroup(crew(1))).rejects.toMatchObject({ code: 'AnswerLost' })

        expect(asked).toBe(1)
        expect((await everything(world.target.reader)).groups.size).toBe(1)
      })
    })
  })
}
