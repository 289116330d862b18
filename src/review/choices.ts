/** What a reviewer decided, and what follows from it by the plan's own dependencies. */
import type { Change, Drift } from '../model/change.js'
import { driftId, letStand, type DriftPart } from '../plan/narrow-drift.js'
import { heldWith, type Part, type Parts } from '../plan/parts.js'
import type { PlanIndex } from './plan-index.js'

export interface Choices {
  /** Changes held whole. */
  whole: ReadonlySet<string>
  /** By membership change that is not: people of it who are held. */
  some: ReadonlyMap<string, ReadonlySet<string>>
  /** Places in the plan's drift: what somebody did in the target stays, and no change answers it. */
  accepted: ReadonlySet<number>
  /** All that does not go: what is held, what answers accepted drift, and what is nothing without these. */
  parts: Parts
  /** By change that nobody held: the one that it waits for. */
  because: ReadonlyMap<string, string>
}

export const NOTHING_CHOSEN: Choices = { whole: new Set(), some: new Map(), accepted: new Set(), parts: { changes: new Set(), members: new Map(), brought: [] }, because: new Map() }

/** `waits`: for another that is held. `accepted`: it would have taken back drift that stays. */
export type Standing = 'goes' | 'held' | 'waits' | 'accepted' | 'partly'

export function standingOf({ whole, some, parts, because }: Choices, { id }: Change): Standing {
  if (parts.changes.has(id)) return whole.has(id) || some.has(id) ? 'held' : because.has(id) ? 'waits' : 'accepted'
  return parts.members.has(id) ? 'partly' : 'goes'
}

export function memberStanding({ whole, some, parts, because }: Choices, { id }: Change, member: string): Exclude<Standing, 'partly'> {
  if (whole.has(id) || some.get(id)?.has(member) === true) return 'held'
  if (!parts.changes.has(id) && parts.members.get(id)?.has(member) !== true) return 'goes'
  return because.has(id) ? 'waits' : 'accepted'
}

/** People of a membership change who do not go with it. */
export function heldMembers({ parts }: Choices, change: Change): number {
  if (change.kind !== 'membership') return 0
  return parts.changes.has(change.id) ? change.members.length : (parts.members.get(change.id)?.size ?? 0)
}

/** Holds all of these whole, or lets all of them go. */
export function holdAll(index: PlanIndex, choices: Choices, changes: readonly string[], hold: boolean): Choices {
  const some = new Map(choices.some)
  if (some.size > 0) for (const id of changes) some.delete(id)
  // A set is made of a list at once, and of anything else one by one.
  if (hold) return closed(index, { ...choices, whole: new Set(choices.whole.size === 0 ? changes : [...choices.whole, ...changes]), some })
  const whole = new Set(choices.whole)
  for (const id of changes) whole.delete(id)
  return closed(index, { ...choices, whole, some })
}

export function holdMember(index: PlanIndex, choices: Choices, id: string, member: string, hold: boolean): Choices {
  const change = index.web.changes.get(id)
  if (change?.kind !== 'membership') return choices
  const members = new Set(choices.whole.has(id) ? change.members : choices.some.get(id))
  if (hold) members.add(member)
  else members.delete(member)
  const [whole, some] = [new Set(choices.whole), new Map(choices.some)]
  whole.delete(id)
  some.delete(id)
  if (members.size === change.members.length) whole.add(id)
  else if (members.size > 0) some.set(id, members)
  return closed(index, { ...choices, whole, some })
}

/** @throws IdpscimError `BadUsage` where the state could not keep what is in the target */
export function acceptDrift(index: PlanIndex, choices: Choices, entry: number, accept: boolean): Choices {
  const accepted = new Set(choices.accepted)
  if (accept) accepted.add(entry)
  else accepted.delete(entry)
  return closed(index, { ...choices, accepted })
}

/** Only what a change of this plan takes back can be accepted instead. */
export function isAnswered({ answer, change }: Drift): boolean {
  return answer === 'revert' && change !== undefined
}

/** Drift that stays, as the planner names it. */
export function acceptedDrift({ plan }: PlanIndex, { accepted }: Pick<Choices, 'accepted'>): DriftPart[] {
  return [...accepted].flatMap((entry) => {
    const drift = plan.drift[entry]
    return drift === undefined ? [] : [{ drift: driftId(drift) }]
  })
}

/** What was held by hand, as the plan's own parts. */
export function heldParts({ whole, some }: Pick<Choices, 'whole' | 'some'>): Part[] {
  return [...Array.from(whole, (change) => ({ change })), ...someParts(some)]
}

function someParts(some: Choices['some']): Part[] {
  return [...some].flatMap(([change, members]) => Array.from(members, (member) => ({ change, member })))
}

export function isEmpty({ whole, some, accepted }: Choices): boolean {
  return whole.size + some.size + accepted.size === 0
}

export function areEqual(a: Choices, b: Choices): boolean {
  if (a === b) return true
  return haveSame(a.whole, b.whole) && haveSame(a.accepted, b.accepted) && a.some.size === b.some.size && [...a.some].every(([id, members]) => haveSame(members, b.some.get(id)))
}

function haveSame<T>(a: ReadonlySet<T>, b: ReadonlySet<T> | undefined): boolean {
  return a.size === b?.size && [...a].every((one) => b.has(one))
}

function closed(index: PlanIndex, choices: Pick<Choices, 'whole' | 'some' | 'accepted'>): Choices {
  const { whole, some, accepted } = choices
  const { hold } = letStand(index.plan.drift, acceptedDrift(index, choices), index.web)
  const parts = heldWith(index.web, [...someParts(some), ...hold], whole)
  return { whole, some, accepted, parts, because: new Map(parts.brought.map(({ part, because }) => [part.change, because])) }
}
