import { describe, expect, it } from 'vitest'
import { StoppedDead } from '../../../src/targets/memory/faults.js'
import { MEMORY } from '../../../src/targets/memory/capabilities.js'
import { createMemoryTarget } from '../../../src/targets/memory/memory-target.js'
import { testTarget } from '../../contracts/target-contract.js'
import { crew, person } from '../../support/people.js'

testTarget('the memory target', { capabilities: MEMORY }, (content) => {
  const target = createMemoryTarget(content)
  let armed = false
  target.fault = (call, when) => {
    if (!armed || when === 'before' || call.operation === 'read' || call.operation === 'look') return undefined
    armed = false
    return 'lose'
  }
  return Promise.resolve({ target, again: () => target, loseNextAnswer: () => void (armed = true), stop: () => Promise.resolve() })
})

describe('the memory target', () => {
  it('gives ids in order and never one twice', async () => {
    const target = createMemoryTarget({ users: [{ id: 'u2', attributes: person(2) }] })
    const writer = target.writer(() => undefined)

    const first = await writer.createUser(person(1))
    const second = await writer.createUser(person(3))
    await writer.deleteUser(second)
    const third = await writer.createUser(person(4))

    expect([first, second, third]).toEqual(['u1', 'u3', 'u4'])
  })

  it('stops dead on either side of the doing, and a successor finds what was done', async () => {
    const target = createMemoryTarget()
    target.fault = (call, when) => (when === (call.operation === 'CreateUser' ? 'before' : 'after') ? 'stop' : undefined)

    await expect(target.writer(() => undefined).createUser(person(1))).rejects.toBeInstanceOf(StoppedDead)
    await expect(target.writer(() => undefined).createGroup(crew(1))).rejects.toBeInstanceOf(StoppedDead)

    expect([target.users.size, target.groups.size]).toEqual([0, 1])
    expect(target.calls.map(({ operation }) => operation)).toEqual(['CreateUser', 'CreateGroup'])
  })

  it('refuses in the middle of a large membership change and tells how many were done', async () => {
    const ids = Array.from({ length: 150 }, (_, n) => `u${n}`)
    const target = createMemoryTarget({ users: ids.map((id, n) => ({ id, attributes: person(n) })), groups: [{ id: 'g', attributes: crew(1) }] })
    target.users.delete('u120')

    const adding = target.writer(() => undefined).addMembers('g', ids)

    await expect(adding).rejects.toMatchObject({ facts: { missing: true, written: 100 } })
    expect(target.members.get('g')?.size).toBe(100)
  })
})
