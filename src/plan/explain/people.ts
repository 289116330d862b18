/** People by whatever name somebody knows them, with what the plan says of them. */
import type { Change } from '../../model/change.js'
import type { DesiredUser } from '../../model/desired-state.js'
import type { Finding } from '../../model/finding.js'
import { foldKey } from '../../model/json.js'
import type { SourceSnapshot, SourceUser, TargetUser } from '../../model/snapshot.js'
import type { ManagedUser } from '../../model/state.js'
import { originKey } from '../worlds.js'
import { facetsOf, type Facets } from './facets.js'
import type { Remembered } from './remembered.js'

export interface SourcePerson {
  snapshot: SourceSnapshot
  user: SourceUser
}

export interface Person extends Facets<SourcePerson, DesiredUser, ManagedUser, TargetUser> {
  findings: readonly Finding[]
  changes: readonly Change[]
}

export interface People {
  /** Undefined for somebody whom nobody knows. */
  called: (key: string) => Person | undefined
  /** For somebody of whom there is a name and nothing else. */
  named: (key: string) => Person
  /** Names by target id. */
  nameOf: (targetId: string) => string
}

export function peopleIn({ sources, desired, target, state, plan }: Pick<Remembered, 'sources' | 'desired' | 'target' | 'state' | 'plan'>): People {
  const changes = plan.changes.filter(({ kind }) => kind === 'user')
  const find = facetsOf({
    records: sources.flatMap((snapshot) => snapshot.users.map((user): SourcePerson => ({ snapshot, user }))),
    originOf: ({ snapshot, user }) => ({ source: snapshot.source, sourceId: user.id }),
    calledOf: ({ user }) => [user.label, user.id, ...(user.draft.userName === undefined ? [] : [user.draft.userName])],
    wanted: desired.users,
    managed: state?.users ?? [],
    actual: target.users,
    nameOf: ({ attributes }) => attributes.userName,
    adopted: adoptedIn(changes),
  })
  const findings = findingsBy(plan.warnings, 'user')
  const touching = changesBy(changes)
  const names = new Map(target.users.map(({ id, attributes }) => [id, attributes.userName]))
  const called = (key: string): Person | undefined => {
    const facets = find(key)
    return facets === undefined ? undefined : { ...facets, findings: findings(facets.origins, [...facets.names, ...facets.records.map(({ user }) => foldKey(user.label))]), changes: touching(facets.origins, facets.actual?.id) }
  }
  return {
    called,
    named: (key) => called(key) ?? { key, records: [], origins: new Set(), names: new Set([foldKey(key)]), findings: findings(new Set(), [foldKey(key)]), changes: [] },
    nameOf: (id) => names.get(id) ?? id,
  }
}

/** Target ids of what a plan takes over, by origin. */
export function adoptedIn(changes: readonly Change[]): Map<string, string> {
  return new Map(changes.flatMap((change) => (change.action === 'adopt' && change.targetId !== undefined ? [[originKey(change), change.targetId] as const] : [])))
}

type FindFindings = (origins: ReadonlySet<string>, folded: readonly string[]) => Finding[]

/** By where the record came from, and, of what has no record, by name. */
export function findingsBy(warnings: readonly Finding[], kind: Finding['kind']): FindFindings {
  const by = groupedBy(warnings.filter((finding) => finding.kind === kind), (finding) => [placeOf(finding)])
  return (origins, folded) => [...new Set([...origins, ...folded.map((name) => `name ${name}`)].flatMap((place) => by.get(place) ?? []))]
}

function placeOf({ source, sourceId, key }: Finding): string {
  return source === undefined || sourceId === undefined ? `name ${foldKey(key)}` : originKey({ source, sourceId })
}

type FindChanges<C> = (origins: ReadonlySet<string>, targetId: string | undefined) => C[]

export function changesBy<C extends Change>(changes: readonly C[]): FindChanges<C> {
  const by = groupedBy(changes, (change) => [originKey(change), ...(change.targetId === undefined ? [] : [`id ${change.targetId}`])])
  return (origins, targetId) => [...new Set([...origins, ...(targetId === undefined ? [] : [`id ${targetId}`])].flatMap((place) => by.get(place) ?? []))]
}

export function groupedBy<T>(all: readonly T[], placesOf: (one: T) => readonly string[]): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const one of all) {
    for (const place of placesOf(one)) {
      const known = groups.get(place)
      if (known === undefined) groups.set(place, [one])
      else known.push(one)
    }
  }
  return groups
}
