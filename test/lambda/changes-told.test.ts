import { describe, expect, test } from 'vitest'
import { changesOf } from '../../src/lambda/changes-told.js'
import { person } from '../support/people.js'
import { groupChange, membershipChange, userChange } from '../support/plans.js'

describe('the lists of an answer', () => {
  test('tell who is added, changed and removed, by name, and leave out what only the state remembers', () => {
    const told = changesOf([
      userChange('create', 'ann'),
      userChange('update', 'ben', { before: { userName: 'benjamin' }, after: person(1) }),
      userChange('deactivate', 'cid'),
      userChange('reactivate', 'dot'),
      userChange('adopt', 'eve', { patch: [{ op: 'add', path: '/externalId', value: 'x' }] }),
      userChange('adopt', 'fay', { patch: [] }),
      userChange('schedule', 'gus'),
      groupChange('delete', 'Red'),
      membershipChange('add', 'Blue', { ann: { id: '1' }, ben: { id: '2' } }),
      membershipChange('remove', 'Red', { cid: { id: '3' } }),
    ])

    expect(told).toEqual({
      added: ['user ann', 'ann in Blue', 'ben in Blue'],
      changed: ['user ben, renamed from benjamin', 'user dot (reactivated)', 'user eve (adopted)'],
      removed: ['user cid (deactivated)', 'group Red', 'cid in Red'],
    })
  })

  test('of a great plan stay small, and say exactly how many they leave out', () => {
    const people = Object.fromEntries(Array.from({ length: 40_000 }, (_, index) => [`somebody.${index}@example.com`, { id: String(index) }]))

    const told = changesOf([userChange('delete', 'zoe'), membershipChange('add', 'All', people)])

    expect(Buffer.byteLength(JSON.stringify(told))).toBeLessThan(21_000)
    expect(told.removed).toEqual(['user zoe'])
    expect(told.more).toEqual({ added: 40_000 - told.added.length, changed: 0, removed: 0 })
  })
})
