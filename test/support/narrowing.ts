/** Narrowing a story's plan, and what is left of it. */
import fc from 'fast-check'
import type { Change } from '../../src/model/change.js'
import { narrowPlan, type Decisions } from '../../src/plan/narrow.js'
import type { Part } from '../../src/plan/parts.js'
import type { Plan } from '../../src/plan/plan.js'
import { isBlocked, judge } from '../../src/plan/policy.js'
import { CAPABILITIES, NOON, policyOf, type PlanSettings, type World } from './story.js'

export function narrow(plan: Plan, decisions: Decisions, { state }: World, settings: PlanSettings = {}, now = NOON): Plan {
  return narrowPlan(plan, decisions, {
    capabilities: CAPABILITIES,
    judge: ({ changes, drift }) => {
      const verdicts = judge({ changes, drift, state, policy: policyOf(settings), now })
      return { blocked: isBlocked(verdicts), verdicts }
    },
  })
}

/** Some parts of a plan: whole changes, and single people of memberships. */
export function somePartsOf({ changes }: Plan): fc.Arbitrary<Part[]> {
  const all = changes.flatMap((change): Part[] => [{ change: change.id }, ...(change.kind === 'membership' ? change.members.map((member) => ({ change: change.id, member })) : [])])
  return fc.subarray(all, { maxLength: Math.min(4, all.length) })
}

/** Everything that a plan does, one line for each object and each person in a group. What only a part of it, carried out, teaches is left out: ids of new objects, and what need not be waited for any more. */
export function deeds(changes: readonly Change[]): string[] {
  return changes
    .flatMap((change) => {
      if (change.kind === 'membership') return change.members.map((member) => (change.action === 'add' ? `add ${member} to ${change.key}` : `remove ${change.memberIds[member] ?? ''} from ${change.key}`))
      const { id: _, reason: __, dependsOn: ___, key, ...whole } = change
      const { extra: ____, ...rest } = { extra: undefined, ...whole }
      return [JSON.stringify(rest.targetId === undefined ? { key, ...rest } : rest)]
    })
    .sort()
}

export function without(whole: readonly string[], part: readonly string[]): string[] {
  const done = new Set(part)
  return whole.filter((deed) => !done.has(deed))
}
