/** What a reviewer decided, and what follows from it by the plan's own dependencies. */
import type { Change, Drift } from '../model/change.js'
import { driftId, letStand, type DriftPart } from '../plan/narrow-drift.js'
import { heldWith, type Part, type Parts } from '../plan/parts.js'
import type { PlanIndex } from './plan-index.js'

export interface Choices {
  /** By change: held whole, or these of its people. */
  held: ReadonlyMap<string, 'whole' | ReadonlySet<string>>
  /** Places in the plan's drift: what somebody did in the target stays, and no change answers it. */
  accepted: ReadonlySet<number>
  /** All that does not go: what is held, what answers accepted drift, and what is nothing without these. */
  parts: Parts
  /** By change that nobody held: the one that it waits for. */
  because: ReadonlyMap<string, string>
}

export const NOTHING_CHOSEN: Choices = { held: new Map(), accepted: new Set(), parts: { changes: new Set(), members: new Map(), brought: [] }, because: new Map() }

/** `waits`: for another that is held. `accepted`: it would have taken back drift that stays. */
export type Standing = 'goes' | 'held' | 'waits' | 'accepted' | 'partly'

export function standingOf({ held, parts, because }: Choices, { id }: Change): Standing {
  if (parts.changes.has(id)) return held.has(id) ? 'held' : because.has(id) ? 'waits' : 'accepted'
  return parts.members.has(id) ? 'partly' : 'goes'
}


export function memberStanding({ held, parts, because }: Choices, { id }: Change, member: string): Exclude<Standing, 'partly'> {
  const chosen = held.get(id)
  if (chosen === 'whole' || chosen?.has(member) === true) return 'held'
  if (!parts.changes.has(id) && parts.members.get(id)?.has(member) !== true) return 'goes'
  return because.has(id) ? 'waits' : 'accepted'
}

/** People of a membership change who do not go with it. */
export function heldMembers({ parts }: Choices, change: Change): number {
  if (change.kind !== 'membership') return 0
  return parts.changes.has(change.id) ? change.members.length : (parts.members.get(change.id)?.size ?? 0)
}

/** Holds all of these whole, or lets all of them go. */
export function holdAll(index: PlanIndex, choices: Choices, changes: Iterable<string>, hold: boolean): Choices {
  const held = new Map(choices.held)
  for (const id of changes) {
    if (hold) held.set(id, 'whole')
    else held.delete(id)
  }
  return closed(index, { ...choices, held })
}

export function holdMember(index: PlanIndex, choices: Choices, id: string, member: string, hold: boolean): Choices {
  const change = index.web.changes.get(id)
  if (change?.kind !== 'membership') return choices
  const chosen = choices.held.get(id)
  const members = new Set(chosen === 'whole' ? change.members : chosen)
  if (hold) members.add(member)
  else members.delete(member)
  const held = new Map(choices.held)
  if (members.size === 0) held.delete(id)
  else held.set(id, members.size === change.members.length ? 'whole' : members)
  return closed(index, { ...choices, held })
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
export function heldParts({ held }: Pick<Choices, 'held'>): Part[] {
  return [...held].flatMap(([change, what]): Part[] => (what === 'whole' ? [{ change }] : [...what].map((member) => ({ change, member }))))
}

export function isEmpty({ held, accepted }: Choices): boolean {
  return held.size === 0 && accepted.size === 0
}

export function areEqual(a: Choices, b: Choices): boolean {
  if (a === b) return true
  if (a.held.size !== b.held.size || a.accepted.size !== b.accepted.size) return false
  for (const entry of a.accepted) if (!b.accepted.has(entry)) return false
  for (const [id, what] of a.held) if (!sameHold(what, b.held.get(id))) return false
  return true
}

function sameHold(a: 'whole' | ReadonlySet<string>, b: 'whole' | ReadonlySet<string> | undefined): boolean {
  if (a === 'whole' || b === 'whole' || b === undefined) return a === b
  return a.size === b.size && [...a].every((member) => b.has(member))
}

function closed(index: PlanIndex, choices: Pick<Choices, 'held' | 'accepted'>): Choices {
  const { held, accepted } = choices
  const { hold } = letStand(index.plan.drift, acceptedDrift(index, choices), index.web)
  const whole: string[] = []
  const some: Part[] = []
  for (const [change, what] of held) {
    if (what === 'whole') whole.push(change)
    else for (const member of what) some.push({ change, member })
  }
  const parts = heldWith(index.web, [...some, ...hold], whole)
  return { held, accepted, parts, because: new Map(parts.brought.map(({ part, because }) => [part.change, because])) }
}
