/** What policy makes of a plan, in a sentence of ours. */
import type { Plan } from '../plan/plan.js'

export interface Standing {
  tone: 'blocked' | 'waits' | 'nothing' | 'passes'
  sentence: string
}

export function standingOf({ approvals, policy, changes }: Plan): Standing {
  if (!policy.blocked) return changes.length === 0 ? { tone: 'nothing', sentence: 'Nothing to do' } : { tone: 'passes', sentence: 'Passes policy' }
  if (approvals !== undefined && approvals.length > 0) return { tone: 'waits', sentence: 'Blocked by policy when it was made: apply judges whether the approvals answer it' }
  const waits = policy.verdicts.every((verdict) => verdict.ok || verdict.approvals !== undefined)
  return waits
    ? { tone: 'waits', sentence: 'Waits for approval: nothing of this plan is applied before' }
    : { tone: 'blocked', sentence: 'Blocked by policy: nothing of this plan will be applied' }
}
