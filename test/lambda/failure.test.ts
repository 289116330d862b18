import { describe, expect, test } from 'vitest'
import { IdpscimError } from '../../src/errors.js'
import { DeadlineReached } from '../../src/lambda/deadline.js'
import { FailedInvocation, failureOf } from '../../src/lambda/failure.js'
import { Secret } from '../../src/model/secret.js'

const failed = (cause: unknown) => new FailedInvocation(failureOf(cause))
const wrong = (line: number) => ({ severity: 'error' as const, summary: `key ${line} is wrong`, detail: 'Mend it.', place: { file: '/var/task/staff.yaml', line, column: 3 } })

describe('a failed invocation', () => {
  test('is known by the code of the error, and says what to do', () => {
    const { name, message, stack } = failed(new IdpscimError('LeaseHeld', 'somebody holds it', { suggestions: ['wait', 'unlock it'] }))

    expect([name, message]).toEqual(['LeaseHeld', 'somebody holds it\ntry: wait\ntry: unlock it'])
    expect(stack).toBe(`LeaseHeld: ${message}`)
  })

  test('says of a configuration every problem at its place, a single one once', () => {
    const one = failed(new IdpscimError('BadConfig', 'x has one problem: key 1 is wrong', { facts: { diagnostics: [wrong(1), { severity: 'warning', summary: 'never mind' }] } }))
    const two = failed(new IdpscimError('BadConfig', 'x has 2 problems: key 1 is wrong, and more', { facts: { diagnostics: [wrong(1), wrong(2)] } }))

    expect(one.message).toBe('/var/task/staff.yaml:1:3: key 1 is wrong. Mend it.')
    expect(two.message.split('\n')).toEqual(['x has 2 problems: key 1 is wrong, and more', '/var/task/staff.yaml:1:3: key 1 is wrong. Mend it.', '/var/task/staff.yaml:2:3: key 2 is wrong. Mend it.'])
  })

  test('of a time-out that came too soon says that nothing was changed, and which knob to turn', () => {
    expect(failed(new DeadlineReached())).toMatchObject({ name: 'DeadlineReached', message: expect.stringMatching(/this run changed nothing\ntry: raise the function's timeout/) as string })
  })

  test('of ours keeps its stack; nothing shows a secret', () => {
    const secret = new Secret('a-very-long-secret-value', 'here')
    const bug = failed(new TypeError(`undefined is not ${secret.reveal()}`))

    expect(bug).toMatchObject({ name: 'Internal', message: 'undefined is not [secret]' })
    expect(bug.stack).toMatch(/failure\.test/)
  })
})
