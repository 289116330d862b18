/** Explaining a person or a group by what a reading and its plan remember. Nothing is computed anew: each thing was decided by whoever planned. */
import type { GroupExplanation, Membership, PersonExplanation, SourceRecord } from '../../model/explanation.js'
import { compareText, foldKey } from '../../model/json.js'
import type { SourceSnapshot } from '../../model/snapshot.js'
import type { ManagedGroup, ManagedUser } from '../../model/state.js'
import { holderOf, protection } from '../diff-rules.js'
import { originKey } from '../worlds.js'
import { groupsIn, pathsIn, type Group, type SourceTeam } from './groups.js'
import { membershipOf, mentions, planned, sceneOf, type Scene } from './membership.js'
import { peopleIn, type Person, type SourcePerson } from './people.js'
import type { Remembered } from './remembered.js'
import { unselectedPaths } from './unselected.js'
import { accessOfPerson, giving } from './worth.js'

/** `key`: a userName, or the name or id in a source. `asked`: groups of which it shall be said, too, why the person is not in. Undefined where nobody knows such a person. */
export function explainPerson(key: string, about: Remembered, asked: readonly string[] = []): PersonExplanation | undefined {
  const people = peopleIn(about)
  const scene = sceneOf(about)
  const person = people.called(key)
  const beyond = person === undefined || person.records.length === 0 ? scene.beyond.person([key, ...(person?.names ?? [])]) : undefined
  // A stranger whom somebody put into a group of the source has no record, and is known by what was found of them.
  const strange = person === undefined ? about.plan.warnings.flatMap((finding) => (mentions(finding, new Set([foldKey(key)])) ? [finding.key] : [])) : []
  if (person === undefined && beyond === undefined && strange.length === 0) return undefined
  return { kind: 'user', ...aboutPerson(person ?? people.named(beyond?.user.draft.userName ?? key), { about, scene, asked: [...strange, ...asked], beyond }) }
}

/** `key`: a displayName, or the name, mail or id in a source. */
export function explainGroup(key: string, about: Remembered): GroupExplanation | undefined {
  const groups = groupsIn(about)
  const scene = sceneOf(about)
  const group = groups.called(key)
  const beyond = group === undefined || group.records.length === 0 ? scene.beyond.group([key, ...(group?.names ?? [])]) : undefined
  if (group === undefined && beyond === undefined) return undefined
  return { kind: 'group', ...aboutGroup(group ?? groups.named(beyond?.group.name ?? key), { about, scene, beyond }) }
}

/** Keys in the target of the groups that a person is in or is about to be in: those whose worth concerns them. */
export function groupIdsOf(key: string, about: Remembered, asked: readonly string[] = []): string[] {
  const [groups, person] = [groupsIn(about), peopleIn(about).called(key)]
  return [...new Set([...(person === undefined ? [] : groups.of(person)), ...asked].flatMap((name) => groups.called(name)?.actual?.id ?? []))]
}

/** Whether each of these is a group that the filters select, or that the target or the state has. */
export function knowsGroups(names: readonly string[], about: Remembered): boolean {
  const groups = groupsIn(about)
  return names.every((name) => groups.called(name) !== undefined)
}

interface Around<B> {
  about: Remembered
  scene: Scene
  beyond: B | undefined
}

function aboutPerson(person: Person, { about, scene, asked, beyond }: Around<SourcePerson> & { asked: readonly string[] }): Omit<PersonExplanation, 'kind'> {
  const { wanted, actual, records } = person
  const groups = groupsIn(about)
  const seen = new Map<string, Group>()
  for (const name of [...groups.of(person), ...asked]) {
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
    ...(wanted === undefined ? {} : { shallBe: { userName: wanted.attributes.userName, displayName: wanted.attributes.displayName, active: wanted.attributes.active } }),
    ...(actual === undefined ? {} : { target: { id: actual.id, active: actual.attributes.active } }),
    groups: [...seen.values()].sort((a, b) => compareText(foldKey(a.key), foldKey(b.key))).map((group): Membership => ({ ...membershipOf(person, group, scene), ...give(group) })),
    unselected: beyond === undefined ? [] : unselectedPaths(beyond, about.sources),
    access: accessOfPerson(person, about),
  }
}

function aboutGroup(group: Group, { about, scene, beyond }: Around<SourceTeam>): Omit<GroupExplanation, 'kind'> {
  const { wanted, managed, actual, records } = group
  const people = peopleIn(about)
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
    ...(wanted === undefined ? {} : { shallBe: { displayName: wanted.attributes.displayName } }),
    ...(actual === undefined ? {} : { target: { id: actual.id } }),
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
