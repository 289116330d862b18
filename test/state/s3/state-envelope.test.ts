/** The state's form as an object: lines that compare, and an end that tells who wrote it. */
import { describe, expect, it } from 'vitest'
import type { State } from '../../../src/model/state.js'
import { decodeWritten, encodeWritten, wasWrittenBy } from '../../../src/state/s3/state-envelope.js'
import { aState } from '../../support/states.js'

const written = { id: '5a4db0c5-0000-4000-8000-000000000000', generation: 7 }
const linesOf = (state: State) => encodeWritten(state, written, false).toString('utf8').split('\n')

describe('a state as an object', () => {
  it('comes back with its envelope, zipped or not, and with empty lists', () => {
    const states = [aState(3), aState(3, { users: [], groups: [] })]

    for (const state of states) {
      for (const gzip of [false, true]) expect(decodeWritten(encodeWritten(state, written, gzip), 'here')).toEqual({ state, written })
    }
  })

  it('differs by one line where one group differs', () => {
    const before = aState()
    const after = aState(1, { groups: before.groups.map((group) => ({ ...group, members: [] })) })

    const [old, changed] = [linesOf(before), linesOf(after)]

    expect(changed).toHaveLength(old.length)
    expect(changed.filter((line, index) => line !== old[index])).toEqual([expect.stringContaining('"members":[]')])
  })

  it('longer than one piece comes back whole, names beyond ASCII too', () => {
    const [user] = aState().users
    const users = Array.from({ length: 3_000 }, (_, index) => ({ ...user, key: `zoë-${index}@example.com` })) as State['users']
    const state = aState(1, { users })

    expect(decodeWritten(encodeWritten(state, written, false), 'here').state).toEqual(state)
  })

  it('is never written where a part does not fit', () => {
    const spoiled = aState(1, { groups: [{ ...aState().groups[0], members: [7] }] as never })

    expect(() => encodeWritten(spoiled, written, false)).toThrow('groups[0].members[0]')
  })

  it.each(['users', 'groups'] as const)('is damaged where one of its %s says more than it may', (list) => {
    const state = aState()
    const text = JSON.stringify({ ...state, [list]: [{ ...state[list][0], more: 1 }], written })

    expect(() => decodeWritten(Buffer.from(text), 'here')).toThrow(`here is not a state: at ${list}[0]`)
  })

  it('tells who wrote it, also in a form that another program gave it', () => {
    const ours = encodeWritten(aState(), written, false)
    const reformed = Buffer.from(JSON.stringify(JSON.parse(ours.toString('utf8')), null, 4))

    expect([ours, reformed].map((bytes) => wasWrittenBy(bytes, written.id))).toEqual([true, true])
    expect([ours, reformed, Buffer.from('{')].map((bytes) => wasWrittenBy(bytes, 'another'))).toEqual([false, false, false])
    expect(decodeWritten(reformed, 'here')).toEqual({ state: aState(), written })
  })
})
