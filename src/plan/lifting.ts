/** Which verdicts a person's override lifts: those of limits, and no others. */
import { LIMIT_NAMES, type Override } from '../model/approval.js'
import type { Verdict } from './plan.js'

/** What an override of this verdict would name; undefined for what no override lifts. */
export function limitOf({ rule, subject }: Verdict): Pick<Override, 'limit' | 'group'> | undefined {
  const limit = LIMIT_NAMES.find((name) => rule === `limits.${name}`)
  if (limit === undefined) return undefined
  return subject === undefined ? { limit } : { limit, group: subject }
}

/** The limits that block, as overrides name them, each with its verdict. */
export function limitsPassed(verdicts: readonly Verdict[]): { verdict: Verdict; limit: Pick<Override, 'limit' | 'group'> }[] {
  return verdicts.flatMap((verdict) => {
    const limit = verdict.ok ? undefined : limitOf(verdict)
    return limit === undefined ? [] : [{ verdict, limit }]
  })
}
