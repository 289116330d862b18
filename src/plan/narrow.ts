/** A part of a plan as a plan of its own: closed over what its changes need, judged anew, and saying what it leaves for the next. */
import { IdpscimError } from '../errors.js'
import type { Capabilities } from '../model/capabilities.js'
import type { Change, MembershipChange } from '../model/change.js'
import type { Impact } from '../model/impact.js'
import { changesDigest } from './build-plan.js'
import { answersOf } from './drift-answers.js'
import { estimate, NOTHING_THERE } from './estimate.js'
import { letStand, type DriftPart, type LetStand } from './narrow-drift.js'
import { recordOf } from './narrow-record.js'
import { orderChanges } from './order.js'
import { hasPart, heldWith, neededBy, weave, type Part, type Parts, type Web } from './parts.js'
import { partsOf } from './plan-keys.js'
import { sealPlan } from './plan-file.js'
import type { Plan } from './plan.js'
import { summarise } from './summary.js'

/** What a person, or policy, decides about a plan. Nothing decided leaves it as it is. */
export interface Decisions {
  /** Keys, `user:NAME` or `group:NAME`: these and what they need. */
  only?: readonly string[]
  /** Keys: neither these nor what depends on them. */
  exclude?: readonly string[]
  /** Changes, or single people of membership changes: neither these nor what depends on them. */
  hold?: readonly Part[]
  /** Drift that stays: the state takes the target's value until the source changes. What would have reverted it goes. */
  accept?: readonly DriftPart[]
}

export interface NarrowRules {
  /** Today's policy over what is left; it needs the state, which a plan does not hold. */
  judge: (plan: Omit<Plan, 'id' | 'policy'>) => Plan['policy']
  capabilities: Capabilities
  /** What the rest is worth, where that can be told anew; what one change is worth depends on the others. Absent: it is unknown then. */
  impact?: (changes: readonly Change[]) => Impact | undefined
}

/**
 * Pure. The new plan rests on what the old one rests on and expires with it: applied, the state moves, and the next plan holds exactly the rest.
 * What is held wins over what is asked for. Approvals of the larger plan do not carry over.
 *
 * @throws IdpscimError `BadUsage` for a key or a change that is none, and for drift that cannot be accepted; a key of which the plan knows
 *   nothing selects nothing
 */
export function narrowPlan(plan: Plan, decisions: Decisions, { judge, capabilities, impact = (changes) => impactLeft(plan, changes) }: NarrowRules): Plan {
  if (!decides(decisions)) return plan
  const decided = decide(plan, decisions, weave(plan.changes))
  const split = plan.changes.map((change) => splitOf(change, decided))
  const changes = orderChanges([...split.flatMap(({ kept }) => kept), ...[...decided.stand.entries.values()].map(({ change }) => change)])
  const drift = answersOf(plan.drift, changes, decided.stand)
  const target = plan.base.snapshots.find(({ role }) => role === 'target')
  const { id: _, policy: __, approvals: ___, impact: ____, ...rest } = plan
  const worth = impact(changes)
  const unjudged: Omit<Plan, 'id' | 'policy'> = {
    ...rest,
    changesDigest: changesDigest({ changes, drift, warnings: plan.warnings }),
    summary: summarise(changes),
    estimate: estimate(changes, capabilities, target?.evidence ?? NOTHING_THERE),
    drift,
    changes,
    unmanaged: unmanagedNow(plan, changes),
    ...(worth === undefined ? {} : { impact: worth }),
    narrowed: [...(plan.narrowed ?? []), recordOf(plan, decisions, { ...decided, rest: summarise(split.flatMap(({ left }) => left)) })],
  }
  return sealPlan({ ...unjudged, policy: judge(unjudged) })
}

export function decides({ only, exclude = [], hold = [], accept = [] }: Decisions): boolean {
  return only !== undefined || exclude.length + hold.length + accept.length > 0
}

export interface Decided {
  /** Undefined: everything. */
  taken: Parts | undefined
  held: Parts
  stand: LetStand
  /** Of `held`: what nobody shall be told to expect of the next plan. */
  answered: Pick<Parts, 'changes' | 'members'>
}

function decide({ changes, drift }: Plan, { only, exclude = [], hold = [], accept = [] }: Decisions, web: Web): Decided {
  for (const part of hold) refuseUnknown(part, web)
  const stand = letStand(drift, accept, web)
  const held = heldWith(web, [...partsOf(changes, exclude), ...hold, ...stand.hold])
  // Nothing is needed for the sake of what is held.
  const wanted = only === undefined ? undefined : partsOf(changes, only).flatMap((part) => withoutHeld(part, held, web))
  return { held, stand, taken: wanted === undefined ? undefined : neededBy(web, wanted), answered: gathered(stand.answered) }
}

export function gathered(parts: readonly Part[]): Pick<Parts, 'changes' | 'members'> {
  const members = new Map<string, Set<string>>()
  for (const { change, member } of parts) if (member !== undefined) members.set(change, (members.get(change) ?? new Set()).add(member))
  return { members, changes: new Set(parts.flatMap(({ change, member }) => (member === undefined ? [change] : []))) }
}

function withoutHeld(part: Part, held: Parts, { changes }: Web): Part[] {
  if (hasPart(held, part)) return []
  const change = changes.get(part.change)
  if (part.member !== undefined || change?.kind !== 'membership' || !held.members.has(part.change)) return [part]
  return change.members.map((member) => ({ change: part.change, member })).filter((one) => !hasPart(held, one))
}

function refuseUnknown({ change: id, member }: Part, { changes }: Web): void {
  const change = changes.get(id)
  if (change === undefined) throw new IdpscimError('BadUsage', `the plan has no change ${id}`)
  if (member === undefined) return
  if (change.kind !== 'membership' || !change.members.includes(member)) throw new IdpscimError('BadUsage', `${member} is nobody in the change ${id}`)
}

/** What of a change goes into the new plan, and what is left for another. */
export function splitOf(change: Change, { taken, held, stand, answered }: Decided): { kept: Change[]; left: Change[] } {
  const goes = (part: Part) => (taken === undefined || hasPart(taken, part)) && !hasPart(held, part)
  const { id } = change
  if (change.kind !== 'membership') {
    if (goes({ change: id })) return { kept: [stand.remainders.get(id) ?? change], left: [] }
    return { kept: [], left: answered.changes.has(id) ? [] : [change] }
  }
  if (goes({ change: id }) && !held.members.has(id)) return { kept: [change], left: [] }
  const kept = change.members.filter((member) => goes({ change: id, member }))
  const going = new Set(kept)
  const left = change.members.filter((member) => !going.has(member) && !hasPart(answered, { change: id, member }))
  return { kept: withMembers(change, kept), left: withMembers(change, left) }
}

function withMembers(change: MembershipChange, members: string[]): MembershipChange[] {
  if (members.length === 0) return []
  const of = <T>(all: Readonly<Record<string, T>>) => Object.fromEntries(members.flatMap((member) => (member in all ? [[member, all[member] as T]] : [])))
  return [{ ...change, members, memberIds: of(change.memberIds), memberDependsOn: of(change.memberDependsOn) }]
}

/** What dies with a group dies whatever else is held; what people gain and lose is net of what the other changes do. */
function impactLeft({ impact }: Plan, changes: readonly Change[]): Impact | undefined {
  if (impact === undefined) return undefined
  const deleted = changes.flatMap(({ id, kind, action }) => (kind === 'group' && action === 'delete' ? [id] : []))
  const left = Object.fromEntries(deleted.flatMap((id) => (impact.changes[id] === undefined ? [] : [[id, impact.changes[id]]])))
  if (impact.scope === 'deleted-groups' && impact.known) return { ...impact, changes: left }
  return { ...impact, known: false, changes: {}, unknown: [...impact.unknown, 'The plan was narrowed: what its changes are worth without those held back was not read again.'] }
}

/** Whoever is not adopted now is nobody's business yet. */
function unmanagedNow({ changes, unmanaged }: Plan, kept: readonly Change[]): Plan['unmanaged'] {
  const adopted = (all: readonly Change[], kind: Change['kind']) => all.filter((change) => change.kind === kind && change.action === 'adopt').length
  const left = (kind: Change['kind']) => adopted(changes, kind) - adopted(kept, kind)
  return { users: unmanaged.users + left('user'), groups: unmanaged.groups + left('group') }
}
