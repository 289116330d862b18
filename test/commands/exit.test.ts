/** The table of exit codes, whole. */
import { describe, expect, it } from 'vitest'
import { exitCodeOf } from '../../src/cli/exit.js'
import { type ErrorCode, IdpscimError } from '../../src/errors.js'

const TABLE: Record<ErrorCode, number> = {
  BadUsage: 64, BadConfig: 64, BadPlanFile: 64, BadStateFile: 64, BadSeed: 64,
  PolicyBlocked: 3, StalePlan: 4, StateMoved: 4, LeaseHeld: 5, LeaseLost: 5, ApplyIncomplete: 6,
  SourceIncomplete: 1, SourceEmpty: 1, SourceRefused: 1, TargetIncomplete: 1, TargetRefused: 1, StateRefused: 1, AnswerLost: 1, SecretsRefused: 1, SigningRefused: 1, Internal: 1,
}

describe('exitCodeOf', () => {
  it.each(Object.entries(TABLE))('%s ends with %d', (code, exit) => {
    expect(exitCodeOf(new IdpscimError(code as ErrorCode, 'x'))).toBe(exit)
  })

  it('takes what it does not know for an error', () => {
    expect(exitCodeOf(new TypeError('x'))).toBe(1)
    expect(exitCodeOf('x')).toBe(1)
  })
})
