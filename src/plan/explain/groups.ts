/** Groups by whatever name somebody knows them: who shall be in them, who is, and by which way. */
import type { Change, MembershipChange } from '../../model/change.js'
import type { DesiredGroup } from '../../model/desired-state.js'
import type { Path } from '../../model/explanation.js'
import type { Finding } from '../../model/finding.js'
import { foldKey } from '../../model/json.js'
import type { SourceGroup, SourceSnapshot, TargetGroup } from '../../model/snapshot.js'
import type { ManagedGroup } from '../../model/state.js'
import { originKey } from '../worlds.js'
import { facetsOf, type Facets } from './facets.js'
import { adoptedIn, changesBy, findingsBy, type Person } from './people.js'
import type { Remembered } from './remembered.js'

export interface SourceTeam {
  snapshot: SourceSnapshot
  group: SourceGroup
}

export interface Group extends Facets<SourceTeam, DesiredGroup, ManagedGroup, TargetGroup> {
  findings: readonly Finding[]
  /** Of memberships in it. */
  memberFindings: readonly Finding[]
  changes: readonly Change[]
  /** The other stack that manages it. */
  heldBy?: string
  /** Folded keys of desired members, and of those whom the state remembers. */
  shall: ReadonlySet<string>
  ours: ReadonlySet<string>
  /** Target ids. */
  isIn: ReadonlySet<string>
  /** By a person's origin; of people of other sources by folded name. */
  paths: ReadonlyMap<string, readonly Path[]>
  memberChanges: readonly { change: MembershipChange; keys: ReadonlySet<string>; ids: ReadonlySet<string> }[]
}

export interface Groups {
  /** Undefined for a group that nobody knows. */
  called: (key: string) => Group | undefined
  /** For a group of which there is a name and nothing else. */
  named: (key: string) => Group
  /** Names of the groups that a person is in, shall be in or was put into; `also` are target ids of more that they are in. */
  of: (person: Person, also?: readonly string[]) => string[]
}

export function groupsIn({ sources, desired, target, state, plan, neighbours }: Pick<Remembered, 'sources' | 'desired' | 'target' | 'state' | 'plan' | 'neighbours'>): Groups {
  const changes = plan.changes.filter(({ kind }) => kind === 'group')
  const records = sources.flatMap((snapshot) => snapshot.groups.map((group): SourceTeam => ({ snapshot, group })))
  const find = facetsOf({
    records,
    originOf: ({ snapshot, group }) => ({ source: snapshot.source, sourceId: group.id }),
    calledOf: ({ group }) => [group.name, group.label, group.id],
    wanted: desired.groups,
    managed: state?.groups ?? [],
    actual: target.groups,
    nameOf: ({ attributes }) => attributes.displayName,
    adopted: adoptedIn(changes),
  })
  const [findings, memberFindings] = [findingsBy(plan.warnings, 'group'), findingsBy(plan.warnings, 'membership')]
  const [touching, moving] = [changesBy(changes), changesBy(plan.changes.filter((change) => change.kind === 'membership'))]

  const called = (key: string): Group | undefined => {
    const facets = find(key)
    if (facets === undefined) return undefined
    const { wanted, managed, actual, origins, names } = facets
    const folded = [...names, ...facets.records.flatMap(({ group }) => [foldKey(group.name), foldKey(group.label)])]
    const heldBy = neighbours.find(({ groups, groupNames }) => (actual === undefined ? [...names].some((name) => groupNames.has(name)) : groups.has(actual.id)))?.stack
    return {
      ...facets,
      findings: findings(origins, folded),
      memberFindings: memberFindings(origins, folded),
      changes: touching(origins, actual?.id),
      ...(heldBy === undefined ? {} : { heldBy }),
      shall: new Set(wanted?.members.map(foldKey)),
      ours: new Set(managed?.members.map(foldKey)),
      isIn: new Set(actual?.members),
      paths: pathsIn(facets.records),
      memberChanges: moving(origins, actual?.id).map((change) => ({ change, keys: new Set(change.members.map(foldKey)), ids: new Set(Object.values(change.memberIds)) })),
    }
  }

  const of = ({ names, actual, origins }: Person, also: readonly string[] = []): string[] => {
    const known = new Set(also)
    const isNamed = (key: string) => names.has(foldKey(key))
    return [
      ...desired.groups.flatMap(({ key, members }) => (members.some(isNamed) ? [key] : [])),
      ...target.groups.flatMap(({ id, attributes, members = [] }) => (actual !== undefined && (known.has(id) || members.includes(actual.id)) ? [attributes.displayName] : [])),
      ...(state?.groups ?? []).flatMap(({ key, members }) => (members.some(isNamed) ? [key] : [])),
      ...records.flatMap(({ snapshot: { source }, group: { label, members, elsewhere = [] } }) =>
        members.some(({ id }) => origins.has(originKey({ source, sourceId: id }))) || elsewhere.some(({ userName }) => isNamed(userName)) ? [label] : [],
      ),
    ]
  }
  const nobody = new Set<string>()
  return {
    called,
    named: (key) => called(key) ?? { key, records: [], origins: nobody, names: new Set([foldKey(key)]), findings: [], memberFindings: [], changes: [], shall: nobody, ours: nobody, isIn: nobody, paths: new Map(), memberChanges: [] },
    of,
  }
}

export function pathsIn(records: readonly SourceTeam[]): Map<string, Path[]> {
  const paths = new Map<string, Path[]>()
  for (const { snapshot: { source, evidence }, group } of records) {
    const add = (who: string, via: readonly string[]) => paths.set(who, [...(paths.get(who) ?? []), { source, via, group: group.label, filter: evidence.filter }])
    for (const { id, via = [] } of group.members) add(originKey({ source, sourceId: id }), via)
    for (const { userName } of group.elsewhere ?? []) add(foldKey(userName), [])
  }
  return paths
}
