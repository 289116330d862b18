/** Explaining a person or a group by what a reading and its plan remember. Nothing is computed anew: each thing was decided by whoever planned. */
import type { GroupExplanation, Membership, PersonExplanation, SourceRecord } from '../../model/explanation.js'
import { compareText, foldKey } from '../../model/json.js'
import type { SourceSnapshot } from '../../model/snapshot.js'
import type { ManagedGroup, ManagedUser } from '../../model/state.js'
import { holderOf, protection } from '../diff-rules.js'
import { originKey } from '../worlds.js'
import { groupsIn, pathsIn, type Group, type Groups, type SourceTeam } from './groups.js'
import { membershipOf, mentions, planned, sceneOf, type Scene } from './membership.js'
import { peopleIn, type People, type Person, type SourcePerson } from './people.js'
import type { Remembered } from './remembered.js'
import { unselectedPaths } from './unselected.js'
import { accessOfPerson, giving } from './worth.js'

export interface Explainer {
  /** `key`: a userName, or the name or id in a source. `asked`: groups of which it shall be said, too, why the person is not in. Undefined where nobody knows such a person. */
  person(key: string, asked?: readonly string[]): PersonExplanation | undefined
  /** `key`: a displayName, or the name, mail or id in a source. */
  group(key: string): GroupExplanation | undefined
  /** Target ids of the groups that a person is in or is about to be in: those whose worth concerns them. */
  groupIds(key: string, asked?: readonly string[]): string[]
  /** Whether each of these is a group that the filters select, or that the target or the state has. */
  knowsGroups(names: readonly string[]): boolean
  /** The same, with what has been asked since. */
  knowing(more: Partial<Pick<Remembered, 'unfiltered' | 'alsoIn' | 'assignments' | 'unknown'>>): Explainer
}

interface Index {
  people: People
  groups: Groups
}

/** Everything is looked up by name: the index is made once. */
export function createExplainer(about: Remembered, index: Index = { people: peopleIn(about), groups: groupsIn(about) }): Explainer {
  const { people, groups } = index
  const scene = sceneOf(about)
  return {
    person(key, asked = []) {
      const person = people.called(key)
      const beyond = person === undefined || person.records.length === 0 ? scene.beyond.person([key, ...(person?.names ?? [])]) : undefined
      // A stranger whom somebody put into a group of the source has no record, and is known by what was found of them.
      const strange = person === undefined ? about.plan.warnings.flatMap((finding) => (mentions(finding, new Set([foldKey(key)])) ? [finding.key] : [])) : []
      if (person === undefined && beyond === undefined && strange.length === 0) return undefined
      return { kind: 'user', ...aboutPerson(person ?? people.named(beyond?.user.draft.userName ?? key), { index, scene, asked: [...strange, ...asked], beyond }) }
    },
    group(key) {
      const group = groups.called(key)
      const beyond = group === undefined || group.records.length === 0 ? scene.beyond.group([key, ...(group?.names ?? [])]) : undefined
      if (group === undefined && beyond === undefined) return undefined
      return { kind: 'group', ...aboutGroup(group ?? groups.named(beyond?.group.name ?? key), { index, scene, beyond }) }
    },
    groupIds(key, asked = []) {
      const person = people.called(key)
      return [...new Set([...(person === undefined ? [] : groups.of(person, about.alsoIn)), ...asked].flatMap((name) => groups.called(name)?.actual?.id ?? []))]
    },
    knowsGroups: (names) => names.every((name) => groups.called(name) !== undefined),
    knowing: (more) => createExplainer({ ...about, ...more }, index),
  }
}

interface Around<B> {
  index: Index
  scene: Scene
  beyond: B | undefined
}

function aboutPerson(person: Person, { index: { groups }, scene, asked, beyond }: Around<SourcePerson> & { asked: readonly string[] }): Omit<PersonExplanation, 'kind'> {
  const { wanted, actual, records } = person
  const { about } = scene
  const seen = new Map<string, Group>()
  for (const name of [...groups.of(person, about.alsoIn), ...asked]) {
    const group = groups.named(name)
    const left = group.records.length === 0 ? scene.beyond.group([name, ...group.names]) : undefined
    seen.set(foldKey(group.key), left === undefined ? group : { ...group, paths: pathsIn([left]) })
  }
  const give = giving(about)
  const record = ({ snapshot, user }: SourcePerson, selected: boolean): SourceRecord => ({ ...recordOf(snapshot, user, selected), suspended: user.suspended })
  const heldBy = actual === undefined ? undefined : holderOf(about.neighbours, 'users', actual.id)
  return {
    ...common(person, about, heldBy),
    protected: protection(about.protect.users)(person.key, ...person.names),
    sources: [...records.map((one) => record(one, true)), ...(beyond === undefined ? [] : [record(beyond, false)])],
    ...(wanted === undefined ? {} : { shallBe: { userName: wanted.attributes.userName, displayName: wanted.attributes.displayName, active: wanted.attributes.active, source: wanted.source } }),
    ...(actual === undefined ? {} : { target: { id: actual.id, name: actual.attributes.userName, active: actual.attributes.active } }),
    groups: [...seen.values()].sort((a, b) => compareText(foldKey(a.key), foldKey(b.key))).map((group): Membership => ({ ...membershipOf(person, group, scene), ...give(group) })),
    unselected: beyond === undefined ? [] : unselectedPaths(beyond, about.sources),
    access: accessOfPerson(person, about),
  }
}

function aboutGroup(group: Group, { index: { people }, scene, beyond }: Around<SourceTeam>): Omit<GroupExplanation, 'kind'> {
  const { wanted, managed, actual, records } = group
  const { about } = scene
  const members = new Map<string, Person>()
  // Most people have one name on every side: each is looked up once.
  for (const name of new Set([...(wanted?.members ?? []), ...(actual?.members ?? []).map(people.nameOf), ...(managed?.members ?? []), ...sourceMembers(records).map(({ label }) => label)])) {
    const person = people.named(name)
    members.set(foldKey(person.key), person)
  }
  // Of a group that no filter selects, too, people may want to know who is in it there.
  for (const { label, origin } of sourceMembers(beyond === undefined ? [] : [beyond])) {
    const person = people.named(label)
    members.set(foldKey(person.key), { ...person, origins: new Set([...person.origins, origin]) })
  }
  const there = beyond === undefined ? group : { ...group, paths: pathsIn([beyond]) }
  const unread = actual !== undefined && actual.members === undefined && wanted === undefined && managed === undefined
  return {
    ...common({ ...group, findings: [...group.findings, ...group.memberFindings] }, about, group.heldBy),
    protected: protection(about.protect.groups)(group.key, ...group.names),
    sources: [...records.map((one) => recordOf(one.snapshot, one.group, true)), ...(beyond === undefined ? [] : [recordOf(beyond.snapshot, beyond.group, false)])],
    ...(wanted === undefined ? {} : { shallBe: { displayName: wanted.attributes.displayName, source: wanted.source } }),
    ...(actual === undefined ? {} : { target: { id: actual.id, name: actual.attributes.displayName } }),
    ...(unread ? {} : { members: [...members.values()].sort((a, b) => compareText(foldKey(a.key), foldKey(b.key))).map((person): Membership => ({ ...membershipOf(person, there, scene), key: person.key })) }),
    ...giving(about)(group),
  }
}

/** Those, too, whom a finding keeps out. */
function sourceMembers(records: readonly SourceTeam[]): { label: string; origin: string }[] {
  return records.flatMap(({ snapshot: { source, users }, group }) => {
    const ids = new Set(group.members.map(({ id }) => id))
    return users.flatMap(({ id, label }) => (ids.has(id) ? [{ label, origin: originKey({ source, sourceId: id }) }] : []))
  })
}

function common({ key, findings, managed, changes }: Person | Group, { at, assignments, unknown }: Remembered, heldBy: string | undefined) {
  return {
    key,
    at,
    findings,
    ...(managed === undefined ? {} : { managed: managedFacts(managed) }),
    ...(heldBy === undefined ? {} : { heldBy }),
    changes: changes.map(planned),
    unknown: [...unknown, ...(assignments?.gaps ?? [])],
    ...(assignments === undefined ? {} : { assignmentsReadAt: assignments.readAt }),
  }
}

function recordOf({ source, type }: SourceSnapshot, { id, label }: { id: string; label: string }, selected: boolean): SourceRecord {
  return { source, type, sourceId: id, label, selected }
}

function managedFacts({ targetId, source, sourceId, ...rest }: ManagedUser | ManagedGroup) {
  const due = 'deletion' in rest ? rest.deletion?.due : undefined
  return { targetId, source, sourceId, ...(due === undefined ? {} : { due }) }
}
