/** Two worlds and what a plan makes of them: builders, and a performer that carries a plan out on paper. */
import { fold } from '../../src/apply/fold.js'
import { takenAfter } from '../../src/apply/taken.js'
import { resolveDesired, sortFindings } from '../../src/desired/resolve-desired.js'
import type { Change } from '../../src/model/change.js'
import type { DesiredState } from '../../src/model/desired-state.js'
import type { Finding } from '../../src/model/finding.js'
import { digest, foldKey } from '../../src/model/json.js'
import { CONTROL_TOWER_GROUPS, DEFAULT_LIFECYCLE, DEFAULT_LIMITS, NO_RULES, type AdoptMode, type Lifecycle, type Policy } from '../../src/model/policy.js'
import type { DesiredRules } from '../../src/model/rules.js'
import type { SourceGroup, SourceSnapshot, SourceUser, TargetGroup, TargetSnapshot, TargetUser } from '../../src/model/snapshot.js'
import type { State } from '../../src/model/state.js'
import { CORE_FIELDS, USER_FIELDS, type UserAttributes } from '../../src/model/user.js'
import { buildPlan, snapshotBase } from '../../src/plan/build-plan.js'
import type { DiffInput } from '../../src/plan/diff-rules.js'
import { diff, type Diff } from '../../src/plan/diff.js'
import type { Plan } from '../../src/plan/plan.js'
import type { Reach } from '../../src/plan/reach.js'
import { neighbourOf } from '../../src/plan/worlds.js'
import { AWS_SCIM } from '../../src/targets/scim/aws-dialect.js'

export const NOON = '2026-03-02T12:00:00.000Z'
const DAY_MS = 86_400_000

export function later(days: number, from = NOON): string {
  return new Date(Date.parse(from) + days * DAY_MS).toISOString()
}

/** A person at the source: `alice` becomes Alice of example.com with the id `id-alice`. */
export function person(name: string, over: Partial<SourceUser> & { mail?: string } = {}): SourceUser {
  const { mail = `${name}@example.com`, ...rest } = over
  const givenName = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  return {
    id: `id-${name}`,
    label: mail,
    draft: { userName: mail, displayName: `${givenName} Doe`, name: { givenName, familyName: 'Doe' }, emails: [{ value: mail, primary: true }] },
    suspended: false,
    record: { primaryEmail: mail },
    ...rest,
  }
}

export function team(name: string, members: readonly string[], over: Partial<SourceGroup> = {}): SourceGroup {
  const label = `${name.toLowerCase().replaceAll(' ', '-')}@example.com`
  return { id: `id-${name.replaceAll(' ', '-')}`, name, label, record: { name }, members: members.map((member) => ({ id: `id-${member}` })), ...over }
}

export interface Source {
  name?: string
  type?: string
  people: readonly SourceUser[]
  teams: readonly SourceGroup[]
  at?: string
  findings?: readonly Finding[]
  externalId?: 'bare' | 'prefixed'
  members?: 'whole' | 'additive'
  peopleFrom?: readonly string[]
}

export function snapshotOf({ name = 'staff', type = 'google', people, teams, at = NOON, findings = [] }: Source): SourceSnapshot {
  const memberships = teams.reduce((sum, group) => sum + group.members.length, 0)
  return { source: name, type, users: people, groups: teams, findings, evidence: { pages: 3, users: people.length, groups: teams.length, memberships, filter: [], start: at, end: at } }
}

/** A user as it stands in the target. */
export function account(name: string, over: Partial<UserAttributes> & { id?: string } = {}): TargetUser {
  const { id = `t-${name}`, ...attributes } = over
  const givenName = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  const mail = attributes.userName ?? `${name}@example.com`
  return { id, attributes: { userName: mail, displayName: `${givenName} Doe`, name: { givenName, familyName: 'Doe' }, emails: [{ value: mail, primary: true }], active: true, ...attributes } }
}

export function access(displayName: string, members: readonly string[] = [], over: { id?: string; externalId?: string } = {}): TargetGroup {
  const { id = `t-${displayName.replaceAll(' ', '-')}`, ...rest } = over
  return { id, attributes: { displayName, ...rest }, members: members.map((member) => `t-${member}`).sort() }
}

export function targetOf(users: readonly TargetUser[], groups: readonly TargetGroup[], at = NOON): TargetSnapshot {
  const memberships = groups.reduce((sum, group) => sum + (group.members?.length ?? 0), 0)
  return { users, groups, evidence: { pages: 2, users: users.length, groups: groups.length, memberships, filter: [], start: at, end: at } }
}

export interface World {
  target: TargetSnapshot
  state: State | undefined
}

export const EMPTY: World = { target: targetOf([], []), state: undefined }

export interface PlanSettings {
  adopt?: AdoptMode
  samePersons?: readonly string[]
  lifecycle?: Lifecycle
  protect?: Partial<Policy['protect']>
  limits?: Partial<Policy['limits']>
  /** Rules, approvers, and what follows a block. */
  rules?: Partial<Pick<Policy, 'rules' | 'approval' | 'onBlock'>>
  neighbours?: readonly State[]
  onConflict?: 'error' | 'first'
  userFields?: readonly (keyof UserAttributes)[]
  deactivate?: boolean
  externalId?: boolean
  now?: string
}

export const CAPABILITIES = AWS_SCIM

export function planFor(sources: Source | readonly Source[], world: World, settings: PlanSettings = {}): Plan {
  const { snapshots, rules } = resolved('people' in sources ? [sources] : sources, settings)
  const desired = resolveDesired(snapshots, rules, reachOf(settings))
  return built({ snapshots, desired, changes: diff(diffInput(desired, world, settings)), world, settings })
}

function reachOf({ deactivate = true, externalId = true }: PlanSettings): Reach {
  return { deactivate, externalId }
}

/** What `resolveDesired` is given. */
export function resolved(sources: readonly Source[], settings: PlanSettings = {}): { snapshots: SourceSnapshot[]; rules: DesiredRules } {
  return {
    snapshots: sources.map(snapshotOf),
    rules: {
      sources: sources.map(({ name = 'staff', externalId = 'bare', members = 'whole', peopleFrom = [] }) => ({ name, externalId, members, peopleFrom })),
      mapping: {
        userFields: settings.userFields ?? USER_FIELDS.filter((field) => !(CORE_FIELDS as readonly string[]).includes(field)),
        user: {},
        group: {},
        suspended: settings.lifecycle?.suspended ?? 'deactivate',
      },
      onConflict: settings.onConflict ?? 'error',
    },
  }
}

/** What `diff` is given. */
export function diffInput(desired: DesiredState, { target, state }: World, settings: PlanSettings): DiffInput {
  return {
    desired,
    actual: target,
    state,
    rules: {
      adopt: settings.adopt ?? 'keys',
      samePersons: new Set((settings.samePersons ?? []).map(foldKey)),
      lifecycle: settings.lifecycle ?? DEFAULT_LIFECYCLE,
      protect: policyOf(settings).protect,
      neighbours: (settings.neighbours ?? []).map(neighbourOf),
      capabilities: reachOf(settings),
    },
  }
}

/** The plan of a comparison. */
export function built(made: { snapshots: readonly SourceSnapshot[]; desired: DesiredState; changes: Diff; world: World; settings: PlanSettings }): Plan {
  const { snapshots, desired, changes, world, settings } = made
  return buildPlan({
    diff: changes,
    findings: sortFindings([...desired.findings, ...changes.findings]),
    state: world.state,
    policy: policyOf(settings),
    base: {
      lineage: world.state?.lineage ?? null,
      serial: world.state?.serial ?? 0,
      target: 'target',
      config: digest('config'),
      refresh: 'full',
      adopt: settings.adopt ?? 'keys',
      snapshots: [...snapshots.map(snapshotBase), snapshotBase({ ...world.target, type: 'memory' })],
    },
    stack: 'story',
    capabilities: { ...CAPABILITIES, ...reachOf(settings) },
    toolVersion: '0.0.0',
    now: settings.now ?? NOON,
  })
}

export function policyOf(settings: PlanSettings): Policy {
  return { protect: { groups: CONTROL_TOWER_GROUPS, users: [], ...settings.protect }, limits: { ...DEFAULT_LIMITS, ...settings.limits }, ...NO_RULES, ...settings.rules }
}

const NEW: State = { formatVersion: 1, lineage: 'lineage', serial: 0, stack: 'story', target: 'target', users: [], groups: [], taken: [] }

/** Carries a plan out: the world as an apply without trouble leaves it. Ids of new objects are `t-` and their external id. */
export function perform(plan: Plan, world: World, now = NOON): World {
  const users = new Map(world.target.users.map((user) => [user.id, user]))
  const groups = new Map(world.target.groups.map((group) => [group.id, { ...group, members: new Set(group.members) }]))
  const userIds = new Map(world.target.users.map((user) => [foldKey(user.attributes.userName), user.id]))
  const made = new Map<string, string>()
  const freshId = ({ kind, sourceId }: Change) => {
    const id = `t-${sourceId.replace('id-', '')}`
    return (kind === 'user' ? users : groups).has(id) ? `${id}-anew` : id
  }
  const ended = plan.changes.map((change) => {
    const targetId = change.targetId ?? (change.kind === 'membership' ? made.get(`${change.source}/${change.sourceId}`) : freshId(change))
    if (targetId === undefined) throw new Error(`${change.id} has no object`)
    if (change.kind === 'user') {
      if (change.action === 'delete') {
        users.delete(targetId)
        for (const group of groups.values()) group.members.delete(targetId)
      } else if (change.after !== undefined) {
        userIds.set(foldKey(change.after.userName), targetId)
        users.set(targetId, { id: targetId, attributes: merged(users.get(targetId)?.attributes ?? {}, change) as UserAttributes })
      }
    } else if (change.kind === 'group') {
      made.set(`${change.source}/${change.sourceId}`, targetId)
      if (change.action === 'delete') groups.delete(targetId)
      else if (change.after !== undefined) groups.set(targetId, { id: targetId, attributes: change.after, members: groups.get(targetId)?.members ?? new Set() })
    } else {
      for (const member of change.members) {
        const id = change.memberIds[member] ?? userIds.get(foldKey(member))
        if (id === undefined) throw new Error(`${member} is nobody in the target`)
        if (change.action === 'add') groups.get(targetId)?.members.add(id)
        else groups.get(targetId)?.members.delete(id)
      }
    }
    return { change, status: 'done' as const, outcome: { targetId, ...(change.kind === 'membership' ? { members: change.members } : {}) } }
  })
  const base = world.state ?? NEW
  const state = { ...fold(base, ended), serial: base.serial + 2, taken: takenAfter(base, ended, now) }
  return {
    target: targetOf(
      [...users.values()],
      [...groups.values()].map((group) => ({ ...group, members: [...group.members].sort() })),
      now,
    ),
    state,
  }
}

function merged(attributes: object, change: Change): object {
  const kept = Object.entries(attributes).filter(([field]) => !(field in ('before' in change ? (change.before ?? {}) : {})))
  return { ...Object.fromEntries(kept), ...('after' in change ? change.after : {}) }
}

/** Plans and performs: the usual way to get a world that this stack manages. */
export function settled(sources: Source | readonly Source[], world: World = EMPTY, settings: PlanSettings = {}): World {
  return perform(planFor(sources, world, settings), world, settings.now)
}

/** One line a change, for reading in tests: `user update bob@example.com`. */
export function lines(plan: Plan): string[] {
  return plan.changes.map((change) => {
    const who = change.kind === 'membership' ? `: ${change.members.join(', ')}` : ''
    return `${change.kind} ${change.action} ${change.key}${who}`
  })
}
