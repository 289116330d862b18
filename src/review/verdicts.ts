/** What stands between a plan and its apply, and what a person can do about it. */
import { limitsPassed } from '../plan/lifting.js'
import type { Verdict } from '../plan/plan.js'
import { safe } from '../report/safe.js'

/** Each limit that a plan passes, as a sentence. */
export function limitSentences(verdicts: readonly Verdict[]): string[] {
  return limitsPassed(verdicts).map(({ verdict: { rule, subject, summary } }) => `${safe(rule)}${subject === undefined ? '' : ` for ${safe(subject)}`}: ${safe(summary)}`)
}

/** Whether it is blocked, and by nothing but people's word that is missing. */
export function lacksOnlyApproval(verdicts: readonly Verdict[]): boolean {
  const failing = verdicts.filter(({ ok }) => !ok)
  return failing.length > 0 && failing.every(({ approvals }) => approvals !== undefined)
}
