/** The policy's judgement of a plan: protected names, limits, rules and approvals, each a verdict with the numbers it rests on. */
import type { Change, Drift } from '../model/change.js'
import { type Approved, lifts } from '../model/approval.js'
import type { Policy } from '../model/policy.js'
import type { Impact } from '../model/impact.js'
import type { State } from '../model/state.js'
import { approvalVerdict } from './approval-verdict.js'
import { protection } from './diff-rules.js'
import { limitOf } from './lifting.js'
import { judgeLimits } from './limits.js'
import type { Plan, Verdict } from './plan.js'
import { judgeRules } from './rules.js'

export interface Judged {
  changes: readonly Change[]
  state: State | undefined
  policy: Policy
  /** ISO 8601: what was taken within the window before it counts. */
  now: string
  given: Given
  /** What the changes are worth, where somebody looked. */
  impact?: Impact | undefined
  drift?: readonly Drift[]
}

/** What people said of this very plan. */
export interface Given {
  /** Verified signatures: each approver once. */
  approved: readonly Approved[]
  /** Overrides typed at the terminal of apply, where nobody's signature counts; they approve nothing. */
  typed: readonly Approved[]
}

/** Nobody has said anything of a plan that is being made. */
export type Asked = Omit<Judged, 'given'> & { given?: Given }

export const NOTHING_GIVEN: Given = { approved: [], typed: [] }

/** Every rule's verdict. Judged when planning and again, with that day's policy and state, before applying. */
export function judge(asked: Asked): Verdict[] {
  const judged: Judged = { given: NOTHING_GIVEN, ...asked }
  const { changes, policy, given } = judged
  const { required } = policy.approval
  return [
    ...protectedNames(judged),
    ...judgeLimits(judged),
    ...judgeRules(judged),
    ...driftVerdict(judged),
    ...(required === 0 ? [] : [approvalVerdict({ rule: 'approval.required', required, changes, given })]),
  ]
}

/** What blocked the plan when it was made, and what nobody has answered of that. */
export function unanswered({ policy }: Pick<Plan, 'policy'>, given: Given): Verdict[] {
  return policy.verdicts.filter((verdict) => !verdict.ok && !isAnswered(verdict, given))
}

/** Today's verdicts of a plan that was made before, and those that blocked it then and that nobody has answered since. */
export function judgeAgain(plan: Plan, judged: Omit<Judged, 'changes' | 'impact' | 'drift'>): Verdict[] {
  const today = judge({ ...judged, changes: plan.changes, impact: plan.impact, drift: plan.drift })
  const blocking = new Set(today.filter(({ ok }) => !ok).map(nameOf))
  return [...today, ...unanswered(plan, judged.given).filter((then) => !blocking.has(nameOf(then)))]
}

export function isBlocked(verdicts: readonly Verdict[]): boolean {
  return verdicts.some((verdict) => !verdict.ok)
}

function isAnswered(verdict: Verdict, given: Given): boolean {
  if (verdict.approvals !== undefined) return given.approved.length >= verdict.approvals.required
  const passed = limitOf(verdict)
  return passed !== undefined && [...given.approved, ...given.typed].some(({ overrides }) => overrides.some((override) => lifts(override, passed.limit, passed.group)))
}

function nameOf({ rule, subject = '' }: Verdict): string {
  return `${rule}\u0000${subject}`
}

/** Only where the policy asks: what the plan would take back, and nobody has decided upon. */
function driftVerdict({ drift = [], policy }: Judged): Verdict[] {
  if (policy.onDrift !== 'block') return []
  const open = drift.filter(({ answer }) => answer === 'revert')
  const [some, ...others] = open
  return [
    {
      rule: 'on_drift',
      ok: some === undefined,
      planned: open.length,
      summary: some === undefined ? 'nothing that somebody else changed is taken back' : `the plan takes back what somebody else changed in the target (${some.key}${others.length === 0 ? '' : ` and ${others.length} more`})`,
      ...(some === undefined ? {} : { remedy: 'Decide upon each: accept it or hold it back in idpscim review. To take it back, set policy.on_drift to revert for one run.' }),
      changes: [...new Set(open.flatMap(({ change }) => change ?? []))],
    },
  ]
}

function protectedNames({ changes, policy }: Judged): Verdict[] {
  const groups = protection(policy.protect.groups)
  const users = protection(policy.protect.users)
  const touches = (change: Change): boolean => {
    switch (change.kind) {
      case 'user':
        return users(change.key, change.before?.userName, change.after?.userName)
      case 'group':
        return groups(change.key, change.before?.displayName, change.after?.displayName)
      case 'membership':
        return groups(change.key) || change.members.some((member) => users(member))
    }
  }
  const touched = changes.filter(touches)
  const names = [...new Set(touched.map((change) => change.key))]
  return [
    {
      rule: 'protect',
      ok: touched.length === 0,
      summary: touched.length === 0 ? 'no protected name is touched' : `the plan changes what policy protects: ${names.slice(0, 10).join(', ')}`,
      ...(touched.length === 0 ? {} : { remedy: 'Plan again: what is protected now is left out. Or take the name out of policy.protect.' }),
      changes: touched.map((change) => change.id),
    },
  ]
}
