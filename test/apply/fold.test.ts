import { describe, expect, it } from 'vitest'
import { fold } from '../../src/apply/fold.js'
import { takenAfter } from '../../src/apply/taken.js'
import type { Change } from '../../src/model/change.js'
import { crew, numbers, person } from '../support/people.js'
import { groupChange, managedGroup, managedUser, membershipChange, stateWith, userChange } from '../support/plans.js'

const key = (n: number) => person(n).userName
const [alice, bob, carol] = [managedUser('a', person(1)), managedUser('b', person(2)), managedUser('c', person(3))]
const state = stateWith({ users: [alice, bob, carol], groups: [managedGroup('g', crew(1), [key(1), key(2)]), managedGroup('h', crew(2), [key(1), 'guest@example.com'])] })

const did = (...changes: Change[]) => changes.map((change) => ({ change, outcome: change.kind === 'membership' ? { members: change.members } : {} }))
const membersOf = (folded: typeof state) => Object.fromEntries(folded.groups.map((group) => [group.targetId, group.members]))

describe('what the state remembers', () => {
  it('leaves the state before as it was', () => {
    const before = structuredClone(state)

    fold(state, did(userChange('delete', key(1), { targetId: 'a' }), membershipChange('remove', 'crew-1', { [key(2)]: { id: 'b' } }, { targetId: 'g' })))

    expect(state).toEqual(before)
  })

  it('carries a new name into every group', () => {
    const folded = fold(state, did(userChange('update', 'Zed@example.com', { sourceId: alice.sourceId, targetId: 'a', after: person(1, { userName: 'Zed@example.com' }) })))

    expect(membersOf(folded)).toEqual({ g: ['Zed@example.com', key(2)].sort(), h: ['Zed@example.com', 'guest@example.com'] })
    expect(folded.users.map((user) => user.key)).toEqual([key(2), key(3), 'Zed@example.com'])
  })

  it('keeps people apart who take each other\'s names', () => {
    const rename = (id: string, n: number, userName: string) => userChange('update', userName, { sourceId: `src-${key(n)}`, targetId: id, after: person(n, { userName }) })
    const groups = [managedGroup('g', crew(1), [key(1)]), managedGroup('h', crew(2), [key(2)])]

    const folded = fold({ ...state, groups }, did(rename('a', 1, 'aside'), rename('b', 2, key(1)), rename('a', 1, key(2))))

    expect(membersOf(folded)).toEqual({ g: [key(2)], h: [key(1)] })
  })

  it('takes whoever is deleted or forgotten out of every group', () => {
    const folded = fold(state, did(userChange('delete', key(1), { targetId: 'a' }), userChange('forget', key(2), { targetId: 'b' })))

    expect(membersOf(folded)).toEqual({ g: [], h: ['guest@example.com'] })
    expect(folded.users).toEqual([carol])
  })

  it('puts an object that was made anew in the place of the one that somebody deleted', () => {
    const user = userChange('create', key(1), { after: person(1) })
    const group = groupChange('create', 'crew-2', { after: crew(2) })

    const folded = fold(state, [
      { change: user, outcome: { targetId: 'a2' } },
      { change: group, outcome: { targetId: 'h2' } },
      { change: membershipChange('add', 'crew-2', { [key(1)]: { by: user.id } }), outcome: { members: [key(1)] } },
    ])

    expect(folded.users.map((one) => one.targetId)).toEqual(['a2', 'b', 'c'])
    expect(membersOf(folded)).toEqual({ g: [key(2)], h2: [key(1)] })
  })

  it('keeps, moves and ends the deletion clock', () => {
    const since = '2026-01-01T00:00:00.000Z'
    const due = '2026-02-01T00:00:00.000Z'
    const scheduled = fold(state, did(userChange('schedule', key(1), { targetId: 'a', since, due }), userChange('deactivate', key(1), { targetId: 'a', after: person(1, { active: false }) })))
    const called = fold(scheduled, did(userChange('unschedule', key(1), { targetId: 'a' })))

    expect(scheduled.users[0]).toMatchObject({ deletion: { since, due }, attributes: { active: false } })
    expect(called.users[0]).not.toHaveProperty('deletion')
  })

  it('moves an object to its new source, and keeps its name until it is renamed', () => {
    const folded = fold(state, did(userChange('transfer', 'new@example.com', { targetId: 'a', source: 'entra', sourceId: 'e-1' }), groupChange('transfer', 'crew-new', { targetId: 'g', source: 'entra', sourceId: 'e-2' })))

    expect(folded.users[0]).toEqual({ ...alice, source: 'entra', sourceId: 'e-1' })
    expect(folded.groups[0]).toMatchObject({ key: 'crew-1', source: 'entra', sourceId: 'e-2' })
  })

  it('remembers of a membership only those for whom it is done', () => {
    const change = membershipChange('add', 'crew-1', { [key(3)]: { id: 'c' }, 'other@example.com': { id: 'x' } }, { targetId: 'g' })

    const folded = fold(state, [{ change, outcome: { members: [key(3)] } }])

    expect(membersOf(folded)['g']).toEqual([key(1), key(2), key(3)])
  })

  it('adopts a group with those who are in it and shall be', () => {
    const folded = fold(state, did(groupChange('adopt', 'crew-3', { targetId: 'i', after: crew(3), members: [key(2), key(1)], extra: ['guest@example.com'] })))

    expect(membersOf(folded)['i']).toEqual([key(1), key(2)])
  })
})

describe('what was taken', () => {
  const now = '2026-03-01T00:00:00.000Z'

  it('is kept for 31 days', () => {
    const old = { at: '2026-01-29T00:00:00.000Z', limit: 'delete_users' as const, count: 1 }
    const recent = { at: '2026-01-30T00:00:00.000Z', limit: 'delete_users' as const, count: 1 }

    expect(takenAfter({ ...state, taken: [old, recent] }, [], now)).toEqual([recent])
  })

  it('counts people whom no group is left to, and people for whom a removal came true', () => {
    const change = membershipChange('remove', 'crew-1', { [key(1)]: { id: 'a' }, [key(2)]: { id: 'b' } }, { targetId: 'g' })

    const both = takenAfter(state, did(change), now)
    const one = takenAfter(state, [{ change, outcome: { members: [key(1)] } }], now)
    const inTwoRuns = takenAfter(state, [{ change, outcome: { members: [key(1)] } }, { change, outcome: { members: [key(2)] } }], now)

    expect(both).toEqual([{ at: now, limit: 'remove_members', count: 2, group: 'g' }, { at: now, limit: 'remove_users', count: 1 }])
    expect(one).toEqual([{ at: now, limit: 'remove_members', count: 1, group: 'g' }])
    expect(inTwoRuns).toEqual(both)
  })
})

it('folds a hundred thousand changes without a search', () => {
  const people = numbers(50_000)
  const creates = people.map((n) => ({ change: userChange('create', key(n), { after: person(n) }), outcome: { targetId: `u${n}` } }))
  const renames = people.map((n) => ({ change: userChange('update', `q${n}@example.com`, { sourceId: `src-${key(n)}`, targetId: `u${n}`, after: person(n, { userName: `q${n}@example.com` }) }), outcome: {} }))
  const group = { change: groupChange('create', 'crew-1', { after: crew(1) }), outcome: { targetId: 'g' } }
  const join = { change: membershipChange('add', 'crew-1', Object.fromEntries(people.map((n) => [key(n), { id: `u${n}` }]))), outcome: { members: people.map(key) } }

  const folded = fold(stateWith(), [...creates, group, join, ...renames])

  expect(folded.users).toHaveLength(50_000)
  expect(folded.groups[0]?.members).toHaveLength(50_000)
  expect(folded.groups[0]?.members[0]).toBe('q10000@example.com')
})
