/** What a person asked to be left alone for a while, when a plan was taken back: until then neither side's word counts for it. */
import type { Blocked, DesiredGroup, DesiredState, Origin } from '../model/desired-state.js'
import type { Finding } from '../model/finding.js'
import { foldKey } from '../model/json.js'
import type { Hold, ManagedGroup, ManagedUser, State } from '../model/state.js'
import { findingOf } from './outcome.js'
import { originKey } from './worlds.js'

/** Held records count as records with a finding do: they exist, and nothing about them changes. @param end ISO 8601: the end of the readings */
export function withHolds(desired: DesiredState, state: State | undefined, end: string): { desired: DesiredState; findings: Finding[] } {
  const holds = (state?.holds ?? []).filter(({ until }) => Date.parse(until) > Date.parse(end))
  if (holds.length === 0) return { desired, findings: [] }
  const whole = (kind: Hold['kind']) => new Set(holds.flatMap((hold) => (hold.kind === kind && hold.members === undefined ? [originKey(hold)] : [])))
  const [users, groups] = [whole('user'), whole('group')]
  const people = new Map<string, Origin>([...(state?.users ?? []), ...desired.users].map((user) => [foldKey(user.key), user]))
  const inGroup = new Map<string, Set<string>>()
  for (const { members, ...hold } of holds) if (members !== undefined) inGroup.set(originKey(hold), new Set([...(inGroup.get(originKey(hold)) ?? []), ...members.map(foldKey)]))
  const heldKeys = new Set([...(state?.users ?? []), ...desired.users].filter((user) => users.has(originKey(user))).map(({ key }) => foldKey(key)))
  return {
    desired: {
      ...desired,
      users: desired.users.filter((user) => !users.has(originKey(user))),
      groups: desired.groups.filter((group) => !groups.has(originKey(group))).map((group) => withoutHeld(group, new Set([...heldKeys, ...(inGroup.get(originKey(group)) ?? [])]), people)),
      blockedUsers: [...desired.blockedUsers, ...blocked(users, desired.users, state?.users ?? [], desired.blockedUsers)],
      blockedGroups: [...desired.blockedGroups, ...blocked(groups, desired.groups, state?.groups ?? [], desired.blockedGroups)],
    },
    findings: holds.map(held),
  }
}

function withoutHeld(group: DesiredGroup, held: ReadonlySet<string>, people: ReadonlyMap<string, Origin>): DesiredGroup {
  if (held.size === 0) return group
  const origins = [...held].flatMap((key) => people.get(key) ?? [])
  return { ...group, members: group.members.filter((key) => !held.has(foldKey(key))), blockedMembers: [...group.blockedMembers, ...origins.map(({ source, sourceId }) => ({ source, sourceId }))] }
}

/** As their source says they are; those that no source has any more as the state remembers them. */
function blocked(
  held: ReadonlySet<string>,
  desired: readonly (Origin & { key: string; attributes: { externalId?: string | undefined } })[],
  managed: readonly (ManagedUser | ManagedGroup)[],
  already: readonly Blocked[],
): Blocked[] {
  const known = new Set(already.map(originKey))
  const found = new Map<string, Blocked>()
  for (const { source, sourceId, key, attributes } of [...managed, ...desired]) {
    const origin = originKey({ source, sourceId })
    if (held.has(origin) && !known.has(origin)) found.set(origin, { source, sourceId, key, externalId: attributes.externalId })
  }
  return [...found.values()]
}

function held({ kind, key, source, sourceId, members, until, plan }: Hold): Finding {
  const name = kind === 'user' ? key : `the group "${key}"`
  const shown = members === undefined ? '' : ` for ${members.slice(0, 10).join(', ')}${members.length > 10 ? ` and ${members.length - 10} more` : ''}`
  return findingOf(kind, { key, source, sourceId }, {
    code: 'held',
    targetId: undefined,
    summary: `${name} is held until ${until}${shown}: plan ${plan.slice(0, 12)} was taken back, and nothing repeats it meanwhile`,
    remedy: `Mend the source. From ${until} on, plans follow it again.`,
  })
}
