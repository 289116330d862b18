/** The one table from what happened to exit codes; scripts and schedules rely on it. */
import { type ErrorCode, IdpscimError } from '../errors.js'

export const EXIT = {
  done: 0,
  error: 1,
  /** `plan --detailed-exitcode`: there are changes. */
  changes: 2,
  blocked: 3,
  stale: 4,
  locked: 5,
  incomplete: 6,
  usage: 64,
} as const

export function exitCodeOf(error: unknown): number {
  return error instanceof IdpscimError ? codeOf(error.code) : EXIT.error
}

function codeOf(code: ErrorCode): number {
  switch (code) {
    case 'BadUsage':
    case 'BadConfig':
    case 'BadPlanFile':
    case 'BadStateFile':
    case 'BadSeed':
      return EXIT.usage
    case 'PolicyBlocked':
      return EXIT.blocked
    case 'StalePlan':
    case 'StateMoved':
      return EXIT.stale
    case 'LeaseHeld':
    case 'LeaseLost':
      // Lost is overtaken in the middle: the lock is another's now, and so is the state.
      return EXIT.locked
    case 'ApplyIncomplete':
      return EXIT.incomplete
    case 'SecretsRefused':
    case 'SigningRefused':
    case 'SourceIncomplete':
    case 'SourceEmpty':
    case 'SourceRefused':
    case 'TargetIncomplete':
    case 'TargetRefused':
    case 'StateRefused':
    case 'AnswerLost':
    case 'Internal':
      return EXIT.error
  }
}
