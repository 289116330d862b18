/** Groups: what each desired, blocked or managed one needs; members are compared elsewhere. */
import type { GroupChange } from '../model/change.js'
import type { DesiredGroup } from '../model/desired-state.js'
import { foldKey } from '../model/json.js'
import type { TargetGroup } from '../model/snapshot.js'
import type { ManagedGroup } from '../model/state.js'
import { arriveGroup } from './arriving-group.js'
import { holderOf, protection, type DiffInput, type DiffRules } from './diff-rules.js'
import { leaveGroup } from './leaving-group.js'
import { claimsOf, match, type Match, type Worlds } from './match.js'
import { collect, findingOf, type Collected, type Outcome } from './outcome.js'
import { stayGroup } from './staying-group.js'
import { indexManaged, indexTargetGroups, originKey } from './worlds.js'

/** A desired group that may be given members, and what is known of it. */
export interface Roster {
  group: DesiredGroup
  /** In the target already. */
  actual?: TargetGroup
  /** In the state already. */
  held?: ManagedGroup
  /** The change that creates or adopts it. */
  entry?: GroupChange
}

/** No roster: a finding stands, and the members stay as they are. */
export interface GroupOutcome extends Outcome<GroupChange> {
  roster?: Roster
}

export interface GroupContext extends Worlds<TargetGroup, ManagedGroup> {
  rules: DiffRules
  isProtected: (...names: (string | undefined)[]) => boolean
  /** The name of a protected member, if the group has one. */
  protectedMember: (group: TargetGroup) => string | undefined
}

export interface GroupDiff extends Collected<GroupChange> {
  rosters: Roster[]
}

export function diffGroups(input: DiffInput): GroupDiff {
  const { desired, state, rules } = input
  const sought = desired.groups.map((group) => ({ ...group, externalId: group.attributes.externalId, group }))
  const context: GroupContext = {
    actual: indexTargetGroups(input.actual),
    managed: indexManaged(state?.groups ?? []),
    claims: claimsOf(sought, desired.blockedGroups),
    rules,
    isProtected: protection(rules.protect.groups),
    protectedMember: protectedMembers(input),
  }
  const result: GroupDiff = { changes: [], drift: [], findings: [], rosters: [] }
  const spokenFor = new Set([...desired.groups, ...desired.blockedGroups].map(originKey))

  for (const { group, ...record } of sought) {
    const matched = match(record, context, 'same')
    if (matched.as === 'managed') spokenFor.add(originKey(matched.managed))
    const outcome = neighbours(group, matched, context) ?? (matched.as === 'managed' ? stayGroup(group, matched, context) : arriveGroup(group, matched, context))
    collect(result, outcome)
    if (outcome.roster !== undefined) result.rosters.push(outcome.roster)
  }
  for (const blocked of desired.blockedGroups) {
    const matched = match(blocked, context, 'same')
    if (matched.as === 'managed') spokenFor.add(originKey(matched.managed))
  }
  for (const held of context.managed.all) {
    if (!spokenFor.has(originKey(held))) collect(result, leaveGroup(held, context.actual.byId.get(held.targetId), context))
  }
  return result
}

/** A name or a group that another stack holds is left to it. */
function neighbours(group: DesiredGroup, matched: Match<TargetGroup, ManagedGroup>, { rules }: GroupContext): GroupOutcome | undefined {
  const targetId = 'actual' in matched ? matched.actual.id : undefined
  const stack =
    rules.neighbours.find(({ groupNames }) => groupNames.has(foldKey(group.key)))?.stack ?? (targetId === undefined ? undefined : holderOf(rules.neighbours, 'groups', targetId))
  if (stack === undefined) return undefined
  const summary = `the group name "${group.key}" is held by the stack ${stack} on this target`
  return { findings: [findingOf('group', group, { code: 'neighbour', targetId, summary, remedy: 'Give one of the two another name, or take the group out of one of the stacks.' })] }
}

function protectedMembers({ actual, rules }: DiffInput): GroupContext['protectedMember'] {
  const isProtected = protection(rules.protect.users)
  const names = new Map(actual.users.flatMap(({ id, attributes: { userName } }): [string, string][] => (isProtected(userName) ? [[id, userName]] : [])))
  return ({ members = [] }) => names.get(members.find((id) => names.has(id)) ?? '')
}
