import { describe, expect, it } from 'vitest'
import { IdpscimError } from '../../../src/errors.js'
import { alice, enterprise, filtered, namesIn, patch, startScim } from './calls.js'

const dumped = (seed: unknown) => startScim({ seed }).emulator.dump()

describe('a seed', () => {
  it('may name its users and nothing more', () => {
    expect(
      dumped({ users: [{ userName: 'alice.smith@example.com' }, { userName: 'bob@example.com' }, { userName: 'root' }] }),
    ).toMatchObject({
      users: [
        {
          userName: 'alice.smith@example.com',
          name: { givenName: 'Alice', familyName: 'Smith' },
          displayName: 'Alice Smith',
          emails: [{ value: 'alice.smith@example.com', type: 'work', primary: true }],
          active: true,
        },
        { userName: 'bob@example.com', name: { givenName: 'Bob', familyName: 'Example' }, displayName: 'Bob Example' },
        {
          userName: 'root',
          name: { givenName: 'Root', familyName: 'Example' },
          emails: [{ value: 'root@example.com', type: 'work', primary: true }],
        },
      ],
      groups: [],
    })
  })

  it('keeps what it says', () => {
    const said = {
      id: 'u1',
      ...alice,
      active: false,
      displayName: 'Al',
      [enterprise]: { department: 'Tours' },
      profileUrl: 'https://example.com/al',
    }

    expect(dumped({ users: [said] })).toEqual({ users: [said], groups: [] })
  })

  it('takes the name from the displayName, and the other way round', () => {
    expect(
      dumped({
        users: [
          { userName: 'a', displayName: 'Ada de la Cruz' },
          { userName: 'b', name: { givenName: 'Bo', familyName: 'Li' } },
        ],
      }),
    ).toMatchObject({
      users: [{ name: { givenName: 'Ada', familyName: 'de la Cruz' } }, { displayName: 'Bo Li' }],
    })
  })

  it('may hold users as made by hand, without a mail or with an odd one', async () => {
    const { call, emulator } = startScim({
      seed: {
        users: [
          { id: 'u1', userName: 'root', emails: [] },
          { id: 'u2', userName: 'aws', emails: [{ value: 'aws@example.com' }] },
        ],
      },
    })

    expect((await call('GET', '/Users/u1')).body).not.toHaveProperty('emails')
    expect((await call('GET', '/Users/u2')).body).toMatchObject({ emails: [{ value: 'aws@example.com' }] })
    expect(emulator.dump()).toMatchObject({ users: [{ emails: [] }, { emails: [{ value: 'aws@example.com' }] }] })
  })

  it('gives the same ids every time, in the form of UUIDs', () => {
    const seed = { users: [{ userName: 'alice' }, { userName: 'bob' }], groups: [{ displayName: 'alice' }] }
    const ids = (content: unknown) => {
      const { users, groups } = content as Record<'users' | 'groups', { id: string }[]>
      return [...users, ...groups].map(({ id }) => id)
    }

    expect(ids(dumped(seed))).toEqual(ids(dumped(seed)))
    expect(new Set(ids(dumped(seed))).size).toBe(3)
    for (const id of ids(dumped(seed))) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  it('makes no id that somebody renamed still holds', () => {
    const before = dumped({ users: [{ userName: 'alice' }] }) as { users: { id: string }[] }
    const id = before.users[0]?.id

    const after = dumped({
      users: [
        { userName: 'alice', emails: [] },
        { id, userName: 'alicia' },
      ],
    }) as { users: { id: string }[] }

    expect(after.users[1]?.id).toBe(id)
    expect(after.users[0]?.id).not.toBe(id)
  })

  it('goes round through dump and load unchanged, after changes too', async () => {
    const first = startScim({
      seed: {
        users: [{ userName: 'alice' }, { userName: 'root', emails: [] }],
        groups: [{ displayName: 'admins', externalId: 'x', members: ['ALICE'] }, { displayName: 'empty' }],
      },
    })
    await first.call('POST', '/Users', {
      ...alice,
      profileUrl: 'https://example.com/alice',
      [enterprise]: { manager: { value: 'm', $ref: '../Users/m' } },
    })
    await first.call('POST', '/Groups', { displayName: 'ops' })
    const content = first.emulator.dump()

    const second = startScim({ seed: content })

    expect(second.emulator.dump()).toEqual(content)
    expect(content).toMatchObject({
      groups: [{ displayName: 'admins', externalId: 'x', members: ['alice'] }, { members: [] }, { displayName: 'ops' }],
    })
  })

  it('replaces everything that was there', async () => {
    const { call, emulator } = startScim({ seed: { users: [{ userName: 'alice@example.com' }], groups: [{ displayName: 'admins' }] } })

    emulator.load(undefined)

    expect(emulator.dump()).toEqual({ users: [], groups: [] })
    expect((await call('POST', '/Users', alice)).status).toBe(201)
  })

  it('keeps members that are named by id through a rename, and lets go of those who are gone', async () => {
    const { call, emulator } = startScim({
      seed: {
        users: [
          { id: 'u1', userName: 'alice' },
          { id: 'u2', userName: 'bob' },
        ],
        groups: [{ id: 'g1', displayName: 'admins', members: ['alice', 'bob'] }],
      },
    })
    const content = emulator.dump('id') as { groups: { members: unknown[] }[] }
    expect(content.groups[0]?.members).toEqual([
      { id: 'u1', userName: 'alice' },
      { id: 'u2', userName: 'bob' },
    ])

    emulator.load({ ...content, users: [{ id: 'u1', userName: 'alicia' }] })

    expect(namesIn(await call('GET', `/Users${filtered('groups.value eq "g1"')}`))).toEqual(['alicia'])
  })

  it('is readable at once by what the API would say', async () => {
    const { call } = startScim({ seed: { users: [{ id: 'u1', userName: 'alice' }], groups: [{ id: 'g1', displayName: 'admins' }] } })

    expect((await call('PATCH', '/Groups/g1', patch({ op: 'add', path: 'members', value: [{ value: 'u1' }] }))).status).toBe(204)
  })

  it.each([
    ['a user without a name', { users: [{ id: 'u1' }] }, /aws\.users\[0\]: userName is missing/],
    ['a blank in a name', { users: [{ userName: 'alice smith' }] }, /aws\.users\[0\]: .*userName/],
    ['an attribute of nobody', { users: [{ userName: 'alice', shoeSize: 42 }] }, /aws\.users\[0\]: there is no attribute shoeSize/],
    ['one name twice', { users: [{ userName: 'alice' }, { userName: 'Alice', emails: [] }] }, /aws\.users\[1\]: userName alice is taken/],
    [
      'one mail twice',
      { users: [{ userName: 'alice@example.com' }, { userName: 'alice' }] },
      /aws\.users\[1\]: email alice@example\.com is taken/,
    ],
    [
      'one id twice',
      {
        users: [
          { id: 'u1', userName: 'alice' },
          { id: 'u1', userName: 'bob' },
        ],
      },
      /aws\.users\[1\]: id u1 is taken/,
    ],
    ['a group without a name', { groups: [{ id: 'g1' }] }, /aws\.groups\[0\]: displayName is missing/],
    ['a member nobody knows', { groups: [{ displayName: 'admins', members: ['nobody'] }] }, /aws\.groups\[0\]: members names "nobody"/],
    ['users that are no list', { users: { userName: 'alice' } }, /aws\.users: is not a list/],
  ])('is refused with the place for %s, and then changes nothing', (_case, seed, message) => {
    const { emulator } = startScim({ seed: { users: [{ id: 'kept', userName: 'kept' }] } })

    const load = () => emulator.load(seed)

    expect(load).toThrow(IdpscimError)
    expect(load).toThrow(message)
    expect(emulator.dump()).toMatchObject({ users: [{ id: 'kept' }] })
  })
})
