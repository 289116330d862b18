import { describe, expect, test } from 'vitest'
import { IdpscimError } from '../../src/errors.js'
import type { ProgressEvent } from '../../src/model/progress.js'
import { mixed, type MixedReading } from '../../src/operations/mixed-target.js'
import { createMemoryTarget } from '../../src/targets/memory/memory-target.js'
import { numbers, person } from '../support/people.js'

const content = { users: numbers(3).map((n) => ({ id: `user-${n}`, attributes: person(n) })) }
const whole = { membersOf: () => true, known: { users: ['user-1', 'user-2'], groups: ['group-1'] } }

function doors(reading: Partial<MixedReading> = {}, store = createMemoryTarget(content)) {
  const scim = createMemoryTarget(content)
  const told: ProgressEvent[] = []
  const target = mixed(scim, { store: () => Promise.resolve(store), choose: 'auto', rates: { scim: 40, store: 20 }, onProgress: (event) => told.push(event), ...reading })
  return { scim, store, target, told, read: async () => (await target.reader.read(whole)).users.length }
}

describe('a target with two doors', () => {
  test('is read by the one that is asked for, and written by SCIM', async () => {
    const { scim, store, target, read } = doors({ choose: 'identity-store' })

    expect(await read()).toBe(3)
    await target.writer(() => undefined).deleteUser('user-1')

    expect(store.calls.map(({ operation }) => operation)).toEqual(['read'])
    expect(scim.calls.map(({ operation }) => operation)).toEqual(['look', 'DeleteUser'])
    expect(target.reader.fingerprint).toBe(scim.reader.fingerprint)
  })

  test('is read by SCIM where that is the faster one, and the other is never opened', async () => {
    const { target, told, read } = doors({ store: () => Promise.reject(new Error('opened')) })

    expect(await read()).toBe(3)
    await target.reader.look({ users: [], groups: [], members: [], expected: { users: 0, groups: 0 } })
    expect(told).toEqual([expect.objectContaining({ message: 'the target is read by SCIM: about 3 calls, 1 s by SCIM or 1 s by the Identity Store API at published rates' })])
  })

  test('is read by the Identity Store API where that is faster and permitted, which is said', async () => {
    const { scim, told, read } = doors({ rates: { scim: 10, store: 20 } })

    expect(await read()).toBe(3)

    expect(scim.calls.map(({ operation }) => operation)).toEqual(['look'])
    expect(told).toEqual([expect.objectContaining({ level: 'info', message: expect.stringContaining('is read by the Identity Store API') as string })])
  })

  test('falls back to SCIM where the other is not permitted, and says why', async () => {
    const refused = new IdpscimError('TargetRefused', 'AWS Identity Store refused GetGroupId: not authorized')
    const { scim, told, read } = doors({ rates: { scim: 10, store: 20 }, store: () => Promise.reject(refused) })

    expect(await read()).toBe(3)

    expect(scim.calls.map(({ operation }) => operation)).toEqual(['read'])
    expect(told).toEqual([expect.objectContaining({ message: expect.stringContaining('not authorized') as string })])
  })

  test('is refused where the doors lead to two stores', async () => {
    const { read } = doors({ choose: 'identity-store' }, createMemoryTarget({ users: [{ id: 'stranger', attributes: person(9) }] }))

    await expect(read()).rejects.toMatchObject({ code: 'BadConfig', message: expect.stringContaining('not the one behind the SCIM endpoint') as string })
  })
})
