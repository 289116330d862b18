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
  const findings: Finding[] = []
  const dropped = new Set<string>()
  let current = [...changes]
  for (;;) {
    const releases = releasesOf(current, naming)
    const next: C[] = []
    let settled = true
    for (const change of current) {
      const lost = new Set(contested(change, holders, naming).filter((claim) => !releases.has(releaseKey(claim, holders))))
      if (lost.size === 0) {
        next.push(change)
        continue
      }
      settled = false
      findings.push(taken(change, [...lost], holders, naming))
      const rest = naming.without(change, lost)
      if (rest === undefined) dropped.add(change.id)
      else next.push(rest)
    }
    current = next
    if (settled) break
  }

  const releases = releasesOf(current, naming)
  const waits = new Map(
    current.map((change): [C, { claim: string; on: C }[]] => [
      change,
      contested(change, holders, naming).flatMap((claim) => {
        const on = releases.get(releaseKey(claim, holders))
        return on === undefined ? [] : [{ claim, on }]
      }),
    ]),
  )
  return { changes: breakCycles(current, waits, naming), findings, dropped }
}

/** Names that the change takes and another object holds today. */
function contested<C extends NamedChange, A extends object>(change: C, holders: ReadonlyMap<string, string>, naming: Naming<C, A>): string[] {
  if (change.after === undefined || change.action === 'delete') return []
  return naming.claims(change.after as object as Partial<A>).filter((claim) => {
    const holder = holders.get(claim)
    return holder !== undefined && holder !== change.targetId
  })
}

/** By name and holder: the change that lets it go. */
function releasesOf<C extends NamedChange, A extends object>(changes: readonly C[], naming: Naming<C, A>): Map<string, C> {
  const releases = new Map<string, C>()
  for (const change of changes) {
    if (change.targetId === undefined || change.before === undefined) continue
    const kept = new Set(change.action === 'delete' || change.after === undefined ? [] : naming.claims(change.after as object))
    for (const claim of naming.claims(change.before as object)) {
      if (!kept.has(claim)) releases.set(`${claim}\u0000${change.targetId}`, change)
    }
  }
  return releases
}

function releaseKey(claim: string, holders: ReadonlyMap<string, string>): string {
  return `${claim}\u0000${holders.get(claim) ?? ''}`
}

function taken<C extends NamedChange, A extends object>(change: C, claims: readonly string[], holders: ReadonlyMap<string, string>, naming: Naming<C, A>): Finding {
  const names = claims.map((claim) => naming.describe(claim)).join(' and ')
  const others = [...new Set(claims.map((claim) => holders.get(claim) ?? ''))].join(', ')
  return {
    code: 'name-taken',
    kind: change.kind,
    key: change.key,
    source: change.source,
    sourceId: change.sourceId,
    ...(change.targetId === undefined ? {} : { targetId: change.targetId }),
    summary: `${change.key} cannot have ${names}: another object of the target holds it (${others})`,
    remedy: 'Rename or remove that object in the target, or change the record at the source. Until then the rest goes on without it.',
  }
}

/** A name with its kind; case is folded where the target folds it. */
export function claim(kind: string, name: string | undefined, exact = false): string[] {
  return name === undefined ? [] : [`${kind}:${exact ? name : foldKey(name)}`]
}
