/** The configuration's own rules: each condition asked of each change once, and what follows where it holds. */
import { isStateOnly, type Change } from '../model/change.js'
import { impactOf } from '../model/impact.js'
import type { Rule } from '../model/policy.js'
import { AttributeFacts, ChangeFacts, ImpactFacts, PlanFacts } from '../model/rule-facts.js'
import { approvalVerdict } from './approval-verdict.js'
import type { Verdict } from './plan.js'
import type { Judged } from './policy.js'
import { summarise } from './summary.js'
import { wayAroundRule } from './ways-out.js'

/** Whom a rule holds for. What cannot be told counts: an answer that is missing must not let anything through. */
interface Hits {
  rule: Rule
  changes: Change[]
  /** How many of them it could not be told of, and why of the first. */
  untold: number
  why?: string
}

export function judgeRules(judged: Judged): Verdict[] {
  const { policy, changes } = judged
  if (policy.rules.length === 0) return []
  const found = policy.rules.map((rule): Hits => ({ rule, changes: [], untold: 0 }))
  const plan = planFacts(judged)
  const unknown = new ImpactFacts(impactOf(undefined, ''))
  for (const change of changes) {
    const facts = { change: changeFacts(change), plan, impact: judged.impact === undefined ? unknown : new ImpactFacts(impactOf(judged.impact, change.id)) }
    for (const hits of found) {
      const answer = hits.rule.condition(facts)
      if (answer === false) continue
      hits.changes.push(change)
      if (answer === true) continue
      hits.untold += 1
      hits.why ??= `of ${change.id}: ${answer.unknown}`
    }
  }
  return found.map((hits) => verdictOf(hits, judged))
}

function verdictOf({ rule, changes, untold, why }: Hits, { given, impact }: Judged): Verdict {
  const name = `rules.${rule.name}`
  const unseen = impact?.known !== true && /\bimpact\b/.test(rule.when)
  const doubt = why === undefined ? '' : `; of ${untold} it cannot be told (${why}), which counts as if it held: ${unseen ? 'nobody looked what the changes are worth' : 'ask has(…) first'}`
  if (rule.approvals !== undefined) return approvalVerdict({ rule: name, required: rule.approvals, changes, given, doubt })
  const ok = changes.length === 0
  return {
    rule: name,
    ok,
    summary: ok ? 'no change is of the kind that it forbids' : `${changes.length} ${changes.length === 1 ? 'change is' : 'changes are'} of the kind that it forbids${doubt}`,
    ...(ok ? {} : { remedy: wayAroundRule(changes, 'policy.rules') }),
    changes: changes.map(({ id }) => id),
  }
}

function planFacts({ changes, state }: Judged): PlanFacts {
  const groups = state?.groups ?? []
  return new PlanFacts({
    changes: changes.length,
    summary: summarise(changes),
    managed: { users: state?.users.length ?? 0, groups: groups.length, memberships: groups.reduce((sum, { members }) => sum + members.length, 0) },
  })
}

const NOTHING = new AttributeFacts()

function changeFacts(change: Change): ChangeFacts {
  const { id, kind, action, key, source, sourceId, targetId, reason } = change
  const { before, after } = change.kind === 'membership' ? {} : change
  return new ChangeFacts({
    id,
    kind,
    action,
    key,
    source,
    sourceId,
    ...(targetId === undefined ? {} : { targetId }),
    reason,
    members: ('members' in change ? change.members : undefined) ?? [],
    extra: ('extra' in change ? change.extra : undefined) ?? [],
    before: before === undefined ? NOTHING : new AttributeFacts(before),
    after: after === undefined ? NOTHING : new AttributeFacts(after),
    stateOnly: isStateOnly(change),
  })
}
