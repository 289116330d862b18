/** One person and one group: how they stand to each other, by which paths, and the first thing that makes it so. */
import type { Change } from '../../model/change.js'
import type { Membership, Path, PlannedChange, Standing } from '../../model/explanation.js'
import type { Finding } from '../../model/finding.js'
import { foldKey } from '../../model/json.js'
import type { Hold } from '../../model/state.js'
import { originKey } from '../worlds.js'
import type { Group } from './groups.js'
import type { Person } from './people.js'
import type { Remembered } from './remembered.js'
import { beyondFilters, filtersOf, type Beyond } from './unselected.js'

/** What every membership of an explanation is judged by. */
export interface Scene {
  about: Remembered
  /** By target id: people whom the plan deletes. */
  deletions: ReadonlyMap<string, Change>
  alsoIn: ReadonlySet<string>
  holds: readonly Hold[]
  beyond: Beyond
}

export function sceneOf(about: Remembered): Scene {
  const deletions = about.plan.changes.flatMap((change) => (change.kind === 'user' && change.action === 'delete' && change.targetId !== undefined ? [[change.targetId, change] as const] : []))
  return {
    about,
    deletions: new Map(deletions),
    alsoIn: new Set(about.alsoIn),
    holds: (about.state?.holds ?? []).filter(({ until }) => Date.parse(until) > Date.parse(about.at)),
    beyond: beyondFilters(about.unfiltered ?? []),
  }
}

export function membershipOf(person: Person, group: Group, scene: Scene): Membership {
  const { actual } = person
  const isIn = actual !== undefined && (group.isIn.has(actual.id) || (group.actual !== undefined && scene.alsoIn.has(group.actual.id)))
  const shall = some(person.names, group.shall)
  const change = group.changes.find(({ action }) => action === 'delete') ?? touching(person, group) ?? scene.deletions.get(actual?.id ?? '')
  const paths = [...person.origins, ...person.names].flatMap((who) => group.paths.get(who) ?? [])
  const standing = standingOf({ isIn, shall, change })
  return {
    key: group.key,
    standing,
    why: whyOf(standing, { person, group, shall, paths, change, scene }),
    paths,
    ours: some(person.names, group.ours),
    ...(change === undefined ? {} : { change: planned(change) }),
  }
}

export function planned({ id, action, reason }: Change): PlannedChange {
  return { id, action, reason }
}

function touching({ names, actual }: Person, { memberChanges }: Group): Change | undefined {
  return memberChanges.find(({ keys, ids }) => some(names, keys) || (actual !== undefined && ids.has(actual.id)))?.change
}

function standingOf({ isIn, shall, change }: { isIn: boolean; shall: boolean; change: Change | undefined }): Standing {
  if (change?.action === 'add') return 'gains'
  if (change !== undefined) return isIn ? 'loses' : 'lacks'
  if (isIn) return shall ? 'has' : 'keeps'
  return 'lacks'
}

interface Reasons {
  person: Person
  group: Group
  shall: boolean
  paths: readonly Path[]
  change: Change | undefined
  scene: Scene
}

function whyOf(standing: Standing, reasons: Reasons): string {
  const { paths, change } = reasons
  switch (standing) {
    case 'has':
      return paths.length === 0 ? 'shall be in' : `is a member in ${sourcesOf(paths)}`
    case 'gains':
      return paths.length === 0 ? (change?.reason ?? '') : `is a member in ${sourcesOf(paths)}; the plan adds them`
    case 'loses':
      return change?.kind === 'membership' ? change.reason : `goes with the ${change?.kind === 'user' ? 'account' : 'group'}, which is deleted: ${change?.reason ?? ''}`
    case 'keeps':
      return whyKeeping(reasons)
    case 'lacks':
      return whyLacking(reasons)
  }
}

function whyKeeping(reasons: Reasons): string {
  const { person, group, scene } = reasons
  const { wanted, managed, heldBy, changes } = group
  if (heldBy !== undefined) return `the stack "${heldBy}" manages this group, and this one leaves it alone`
  if (wanted === undefined && managed === undefined) return group.findings[0]?.summary ?? 'this stack does not manage the group'
  const held = holdOf(person, group, scene)
  if (held !== undefined) return held
  if (managed?.accepted?.added?.some((key) => person.names.has(foldKey(key))) === true) return 'was put in by hand in the target, as a person accepted'
  if (wanted?.gainsOnly !== undefined) return `is no member in ${wanted.source}, but nobody is removed: ${wanted.gainsOnly}`
  if (wanted?.mode === 'additive') return `is no member in ${wanted.source}, which only adds: whoever is in by another way stays`
  const extra = changes.find((change) => change.kind === 'group' && change.extra?.some((key) => person.names.has(foldKey(key))) === true)
  if (extra !== undefined) return `is no member in ${extra.source}, and was in before this stack takes the group over, which removes nobody; the next plan proposes to`
  return findingOf(reasons)?.summary ?? 'is in, and nothing of this plan changes that'
}

/** The first thing that stands in the way, from the source on. */
function whyLacking(reasons: Reasons): string {
  const { person, group, shall, paths, scene } = reasons
  const { beyond } = scene
  if (group.heldBy !== undefined && group.managed === undefined) return `the stack "${group.heldBy}" manages this group, and this one leaves it alone`
  if (group.records.length === 0) return notSelected(group, scene)
  if (group.wanted === undefined) return group.findings[0]?.summary ?? 'a finding stands against the group: nothing of it changes'
  if (person.records.length === 0 && paths.length === 0) {
    const outside = mentioned(person, group)
    const found = beyond.person([person.key, ...person.names])
    return outside?.summary ?? (found === undefined ? 'is in no source' : `is in ${found.snapshot.source}, and in no group that is selected there`)
  }
  if (paths.length === 0) return mentioned(person, group)?.summary ?? `is no member there, neither directly nor through a nested group: ${group.records.map(({ snapshot, group: { label } }) => `${label} in ${snapshot.source}`).join(', ')}`
  const held = holdOf(person, group, scene)
  if (held !== undefined) return held
  if (person.wanted === undefined) return findingOf(reasons)?.summary ?? 'a finding stands against the person: nothing of theirs changes'
  if (group.managed?.accepted?.removed?.some((key) => person.names.has(foldKey(key))) === true) return 'was taken out by hand in the target, as a person accepted'
  if (shall) return findingOf(reasons)?.summary ?? 'shall be in, and nothing is planned for it'
  if (person.wanted.suspended) return `is a member in ${sourcesOf(paths)}, and suspended in ${person.wanted.source}: memberships are withheld meanwhile`
  return findingOf(reasons)?.summary ?? 'is a member in the source, and left out of what shall be'
}

function notSelected(group: Group, { about, beyond }: Scene): string {
  const found = beyond.group([group.key, ...group.names])
  if (found !== undefined) return `${found.group.label} in ${found.snapshot.source} is left out: ${filtersOf(about.sources, found.snapshot.source)} does not select it`
  const filtered = about.sources.filter(({ evidence }) => evidence.filter.length > 0)
  if (about.unfiltered !== undefined || filtered.length === 0) return 'no source has a group of this name'
  return `no source selects a group of this name: ${filtered.map(({ source }) => `${source} has ${filtersOf(about.sources, source)}`).join(', ')}`
}

function sourcesOf(paths: readonly Path[]): string {
  return [...new Set(paths.map(({ source }) => source))].join(' and ')
}

function holdOf(person: Person, group: Group, { holds }: Scene): string | undefined {
  const found = holds.find((hold) =>
    hold.kind === 'user' ? person.origins.has(originKey(hold)) : group.origins.has(originKey(hold)) && (hold.members === undefined || hold.members.some((key) => person.names.has(foldKey(key)))),
  )
  return found === undefined ? undefined : `is held as it is until ${found.until}: plan ${found.plan.slice(0, 12)} was taken back`
}

/** The finding that says most: of this membership, of the person, of the group. */
function findingOf({ person, group }: Reasons): Finding | undefined {
  return group.memberFindings.find(({ targetId }) => targetId !== undefined && targetId === person.actual?.id) ?? person.findings[0] ?? group.findings[0]
}

function mentioned(person: Person, { memberFindings }: Group): Finding | undefined {
  const names = new Set([person.key, ...person.names].map(foldKey))
  return memberFindings.find((finding) => mentions(finding, names))
}

/** Members whom a source does not know have no record: the finding's sentence alone names them. @param names folded */
export function mentions({ code, summary }: Finding, names: ReadonlySet<string>): boolean {
  return code === 'outside-organisation' && summary.split(/[\s,:]+/).some((word) => names.has(foldKey(word)))
}

function some(keys: ReadonlySet<string>, among: ReadonlySet<string>): boolean {
  for (const key of keys) if (among.has(key)) return true
  return false
}
