/**
 * Names are released before they are taken: whoever takes a name waits for the change that lets it go; a cycle of renames is
 * broken by one extra change on one object; a name that nobody lets go is a finding.
 *
 * AWS holds each of these once: a user's `userName`, primary mail and `externalId`, a group's `displayName` and `externalId`
 * (UserGuide, "Username and email address uniqueness").
 */
import { foldKey } from '../model/json.js'
import type { Finding } from '../model/finding.js'
import type { GroupChange, UserChange } from '../model/change.js'
import { breakCycles } from './cycles.js'

export type NamedChange = UserChange | GroupChange

/** How one kind of object claims names. */
export interface Naming<C extends NamedChange, A extends object> {
  /** The names that attributes claim, each with its kind: `userName:alice@example.com`. */
  claims(attributes: Partial<A>): string[]
  /** The same attributes with these names replaced by temporary ones. */
  free(attributes: A, names: ReadonlySet<string>, token: string): A
  /** Gives the contested names back to `before`'s, keeping the rest of the change; undefined when nothing is left. */
  without(change: C, names: ReadonlySet<string>): C | undefined
  describe(claim: string): string
}

export interface SettledNames<C> {
  changes: C[]
  findings: Finding[]
  /** Ids of changes that were dropped altogether. */
  dropped: Set<string>
}

/** Who holds each name in the target today. */
export function holdersOf<A>(objects: readonly { id: string; attributes: Partial<A> }[], claims: (attributes: Partial<A>) => string[]): Map<string, string> {
  return new Map(objects.flatMap((object) => claims(object.attributes).map((claim): [string, string] => [claim, object.id])))
}

export function settleNames<C extends NamedChange, A extends object>(changes: readonly C[], holders: ReadonlyMap<string, string>, naming: Naming<C, A>): SettledNames<C> {
  const { kept, lost } = withdraw(changes, holders, naming)
  const current = changes.flatMap((change) => kept.get(change.id) ?? [])
  const releases = new Map(current.flatMap((change) => released(change, naming).map((name): [string, C] => [name, change])))
  const waits = new Map(
    current.map((change): [C, { claim: string; on: C }[]] => [
      change,
      contested(change, holders, naming).flatMap((claim) => {
        const on = releases.get(heldName(claim, holders))
        return on === undefined ? [] : [{ claim, on }]
      }),
    ]),
  )
  return {
    changes: breakCycles(current, waits, naming),
    findings: changes.flatMap((change) => (lost.has(change.id) ? [taken(change, [...(lost.get(change.id) ?? [])], holders, naming)] : [])),
    dropped: new Set(changes.flatMap(({ id }) => (kept.has(id) ? [] : [id]))),
  }
}

/**
 * Takes from changes the names that they cannot have. Whoever gets no new name keeps the old one, so that others who counted on it
 * go without: only these are looked at again.
 */
function withdraw<C extends NamedChange, A extends object>(changes: readonly C[], holders: ReadonlyMap<string, string>, naming: Naming<C, A>) {
  const kept = new Map(changes.map((change) => [change.id, change]))
  const lost = new Map<string, Set<string>>()
  const first = firstTakers(changes, holders, naming)
  const releases = new Set(changes.flatMap((change) => released(change, naming)))
  const takers = new Map<string, string[]>()
  for (const change of changes) {
    for (const claim of contested(change, holders, naming)) {
      const name = heldName(claim, holders)
      takers.set(name, [...(takers.get(name) ?? []), change.id])
    }
  }

  const queue = changes.map(({ id }) => id)
  // The queue grows while it is walked.
  for (const id of queue) {
    const change = kept.get(id)
    if (change === undefined) continue
    const isFree = (claim: string) => (first.get(claim) ?? id) === id && (!isHeld(change, claim, holders) || releases.has(heldName(claim, holders)))
    const missing = claimsTaken(change, naming).filter((claim) => !isFree(claim))
    if (missing.length === 0) continue
    const all = new Set([...(lost.get(id) ?? []), ...missing])
    lost.set(id, all)
    const rest = naming.without(change, all)
    if (rest === undefined) kept.delete(id)
    else kept.set(id, rest)
    const still = new Set(rest === undefined ? [] : released(rest, naming))
    for (const name of released(change, naming)) {
      if (still.has(name)) continue
      releases.delete(name)
      queue.push(...(takers.get(name) ?? []))
    }
  }
  return { kept, lost }
}

/** Who takes a name that no two may take: the first by id. */
function firstTakers<C extends NamedChange, A extends object>(changes: readonly C[], holders: ReadonlyMap<string, string>, naming: Naming<C, A>): Map<string, string> {
  const first = new Map<string, string>()
  for (const change of changes) {
    for (const claim of claimsTaken(change, naming)) {
      if (holders.get(claim) === change.targetId && change.targetId !== undefined) continue
      const other = first.get(claim)
      if (other === undefined || change.id < other) first.set(claim, change.id)
    }
  }
  return first
}

/** Names that the object has after the change. */
function claimsTaken<C extends NamedChange, A extends object>(change: C, naming: Naming<C, A>): string[] {
  return change.after === undefined ? [] : naming.claims(change.after as object)
}

/** Names that the change takes and another object holds today. */
function contested<C extends NamedChange, A extends object>(change: C, holders: ReadonlyMap<string, string>, naming: Naming<C, A>): string[] {
  return claimsTaken(change, naming).filter((claim) => isHeld(change, claim, holders))
}

function isHeld({ targetId }: NamedChange, claim: string, holders: ReadonlyMap<string, string>): boolean {
  const holder = holders.get(claim)
  return holder !== undefined && holder !== targetId
}

/** Names that the change lets go. */
function released<C extends NamedChange, A extends object>(change: C, naming: Naming<C, A>): string[] {
  const { before, targetId } = change
  if (targetId === undefined || before === undefined) return []
  const kept = new Set(claimsTaken(change, naming))
  return naming.claims(before as object as Partial<A>).flatMap((claim) => (kept.has(claim) ? [] : [`${claim}\u0000${targetId}`]))
}

/** A name with the object that holds it today. */
function heldName(claim: string, holders: ReadonlyMap<string, string>): string {
  return `${claim}\u0000${holders.get(claim) ?? ''}`
}

function taken<C extends NamedChange, A extends object>(change: C, claims: readonly string[], holders: ReadonlyMap<string, string>, naming: Naming<C, A>): Finding {
  const names = claims.map((claim) => naming.describe(claim)).join(' and ')
  const others = [...new Set(claims.flatMap((claim) => holders.get(claim) ?? []))].join(', ')
  return {
    code: 'name-taken',
    kind: change.kind,
    key: change.key,
    source: change.source,
    sourceId: change.sourceId,
    ...(change.targetId === undefined ? {} : { targetId: change.targetId }),
    summary: `${change.key} cannot have ${names}: ${others === '' ? 'another change takes it' : `another object of the target holds it (${others})`}`,
    remedy: 'Rename or remove that object in the target, or change the record at the source. Until then the rest goes on without it.',
  }
}

/** A name with its kind; case is folded where the target folds it. */
export function claim(kind: string, name: string | undefined, exact = false): string[] {
  return name === undefined ? [] : [`${kind}:${exact ? name : foldKey(name)}`]
}
