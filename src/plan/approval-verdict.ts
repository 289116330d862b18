/** Whether so many have approved as a rule asks for. */
import type { Change } from '../model/change.js'
import type { Given } from './policy.js'
import type { Verdict } from './plan.js'
import { wayToApprove } from './ways-out.js'

/** `changes` are those that need it: without any, nothing is needed. `doubt` is said of them. */
export function approvalVerdict(about: { rule: string; required: number; changes: readonly Change[]; given: Given; doubt?: string }): Verdict {
  const { rule, required, changes, given, doubt = '' } = about
  const by = given.approved.map((approved) => approved.by)
  const ok = changes.length === 0 || by.length >= required
  const needs = `${changes.length} ${changes.length === 1 ? 'change needs' : 'changes need'} ${required} ${required === 1 ? 'approval' : 'approvals'}`
  return {
    rule,
    ok,
    approvals: { required: changes.length === 0 ? 0 : required, by },
    summary: changes.length === 0 ? 'no change needs approval' : `${needs}; ${by.length === 0 ? 'none is given' : `given by ${by.join(', ')}`}${doubt}`,
    ...(ok ? {} : { remedy: wayToApprove(changes) }),
    changes: changes.map(({ id }) => id),
  }
}
