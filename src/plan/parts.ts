/** Parts of a plan and how they hang together: what cannot go without what is held, and what cannot go alone. */
import type { Change } from '../model/change.js'
import { finished, slices, type Steps } from '../model/steps.js'
import { freesNameFor } from './cycles.js'

/** A change, or one person of a membership change. */
export interface Part {
  change: string
  member?: string
}

export interface Parts {
  /** Ids of changes that are in it whole. */
  changes: ReadonlySet<string>
  /** By membership change of which a part is in it: the people. Never all of them, that change would be in it whole. */
  members: ReadonlyMap<string, ReadonlySet<string>>
  /** Every part that nobody named, with the change that brought it. */
  brought: readonly Brought[]
}

export interface Brought {
  part: Part
  because: string
}

/** A plan's changes by what they need and what needs them: built once, asked as often as somebody presses a key. */
export interface Web {
  changes: ReadonlyMap<string, Change>
  /** By change: what cannot go without it. */
  dependents: ReadonlyMap<string, readonly Part[]>
  /** By change, beside what it depends on: what it would be wrong without. */
  companions: ReadonlyMap<string, string>
}

/** Linear in the plan. */
export function weave(changes: readonly Change[]): Web {
  return finished(weaveInSteps(changes))
}

export function* weaveInSteps(changes: readonly Change[]): Steps<Web> {
  const companions = companionsOf(changes)
  const dependents = new Map<string, Part[]>()
  const byId = new Map<string, Change>()
  const enter = (need: string, part: Part) => {
    const known = dependents.get(need)
    if (known === undefined) dependents.set(need, [part])
    else known.push(part)
  }
  for (const some of slices(changes)) {
    yield byId.size
    for (const change of some) {
      byId.set(change.id, change)
      for (const need of hardNeeds(change, companions)) enter(need, { change: change.id })
      if (change.kind !== 'membership') continue
      const { id, memberDependsOn } = change
      for (const member in memberDependsOn) for (const need of memberDependsOn[member] ?? []) enter(need, { change: id, member })
    }
  }
  return { changes: byId, dependents, companions }
}

/** These, the changes that are named whole, and all that cannot go without them. Who is held leaves a membership; the others go on. Costs what it answers. */
export function heldWith(web: Web, parts: Iterable<Part>, whole: ReadonlySet<string> = new Set()): Parts {
  return close(web, { parts, whole }, (change) => web.dependents.get(change))
}

/** These and all that they need. Costs what it answers. */
export function neededBy(web: Web, parts: Iterable<Part>): Parts {
  return close(web, { parts, whole: new Set() }, function* (id, member) {
    const change = web.changes.get(id)
    if (change === undefined) return
    for (const need of hardNeeds(change, web.companions)) yield { change: need }
    if (change.kind !== 'membership') return
    const needs = member === undefined ? Object.values(change.memberDependsOn).flat() : (change.memberDependsOn[member] ?? [])
    for (const need of needs) yield { change: need }
  })
}

export function hasPart({ changes, members }: Pick<Parts, 'changes' | 'members'>, { change, member }: Part): boolean {
  return changes.has(change) || (member !== undefined && members.get(change)?.has(member) === true)
}

/**
 * Two things that `dependsOn` does not say, because an apply that fails half way may leave them to the next plan, and a choice may not:
 * a change that only frees a name would leave a temporary one behind, and an update of an object takes it over for its new source.
 */
function companionsOf(changes: readonly Change[]): Map<string, string> {
  const companions = new Map<string, string>()
  const transfers = new Map<string, string>()
  for (const { id, kind, action, targetId = '' } of changes) if (action === 'transfer') transfers.set(`${kind} ${targetId}`, id)
  for (const { id, kind, action, targetId = '' } of changes) {
    const final = freesNameFor(id)
    const transfer = action === 'update' || action === 'deactivate' || action === 'reactivate' ? transfers.get(`${kind} ${targetId}`) : undefined
    const companion = final ?? transfer
    if (companion !== undefined) companions.set(id, companion)
  }
  return companions
}

function hardNeeds({ id, dependsOn }: Change, companions: ReadonlyMap<string, string>): readonly string[] {
  const companion = companions.get(id)
  return companion === undefined ? dependsOn : [...dependsOn, companion]
}

/** Walked by hand, not by calls: a chain of dependencies may be as long as the plan. */
function close(web: Web, { parts, whole }: { parts: Iterable<Part>; whole: ReadonlySet<string> }, next: (change: string, member: string | undefined) => Iterable<Part> | undefined): Parts {
  // Of 100,000 that are held at once most bring nobody: they are copied only where one does.
  let changes = whole
  let added: Set<string> | undefined
  const add = (change: string) => {
    changes = added ??= new Set(whole)
    added.add(change)
  }
  const members = new Map<string, Set<string>>()
  const brought: Brought[] = []
  const enter = ({ change, member }: Part): boolean => {
    if (changes.has(change)) return false
    if (member === undefined) {
      add(change)
      members.delete(change)
      return true
    }
    const known = members.get(change) ?? new Set()
    if (known.has(member)) return false
    members.set(change, known.add(member))
    const all = web.changes.get(change)
    if (all?.kind === 'membership' && known.size === all.members.length) {
      add(change)
      members.delete(change)
    }
    return true
  }
  const path: Brought[] = []
  const look = (change: string, member: string | undefined) => {
    const found = next(change, member)
    if (found !== undefined) for (const part of found) path.push({ part, because: change })
  }
  const goOn = (change: string, member: string | undefined) => {
    look(change, member)
    for (let at = path.pop(); at !== undefined; at = path.pop()) {
      if (!enter(at.part)) continue
      brought.push(at)
      look(at.part.change, at.part.member)
    }
  }
  const named = [...parts]
  // What was named comes first, so that nothing of it counts as brought by another.
  for (const part of named) enter(part)
  for (const { change, member } of named.reverse()) goOn(change, member)
  for (const change of whole) goOn(change, undefined)
  return { changes, members, brought }
}
