/** What each change of a plan is worth in AWS: what people gain and lose by it, net of what other groups give, before the plan and after it. */
import type { Assignments } from '../model/assignments.js'
import type { Change } from '../model/change.js'
import type { ApplicationPeople, ChangeImpact, Gain, Grant, Impact, LastAdministrators, Loss } from '../model/impact.js'
import { compareText } from '../model/json.js'
import type { TargetSnapshot } from '../model/snapshot.js'
import { accessOf, type Access, type GrantKey } from './access.js'
import { byGrant, vocabulary, type Vocabulary } from './grant-words.js'

/** A list of people in a plan ends here; the rest is a number. */
const LISTED = 1000

export const ONLY_GROUPS = 'Only what groups give is counted: what is assigned to single people, and ways into an account other than IAM Identity Center, are not.'

export interface ImpactInput {
  changes: readonly Change[]
  target: TargetSnapshot
  assignments: Assignments
  /** Whether the target was read: else groups of others are not known, and what they give does not count. */
  refresh: 'full' | 'state'
}

/** Pure. What all changes together do decides what is gained and lost: a person who moves between two groups that give the same loses nothing. */
export function impactOfPlan({ changes, target, assignments, refresh }: ImpactInput): Impact {
  const access = accessOf({ changes, target, assignments })
  const words = vocabulary(assignments)
  const weighed = changes.flatMap((change): [string, ChangeImpact][] => {
    const worth = weigh(change, access, words)
    return worth === undefined ? [] : [[change.id, worth]]
  })
  return {
    known: true,
    scope: 'all',
    readAt: assignments.readAt,
    changes: Object.fromEntries(weighed),
    unknown: [
      ...assignments.gaps.map((gap) => `${gap.charAt(0).toUpperCase()}${gap.slice(1)}.`),
      ...(access.unread.length === 0 ? [] : [`Who is in ${access.unread.toSorted(compareText).join(', ')} was not read: what these groups give is not counted.`]),
      ...(refresh === 'full' ? [] : ['The target was not read: groups outside this stack are not counted.']),
      ONLY_GROUPS,
    ],
  }
}

/** Of a plan that nobody weighed: what is assigned to the groups that it deletes. */
export function impactOfDeletions(changes: readonly Change[], assignments: Assignments): Impact {
  const words = vocabulary(assignments)
  const lost = changes.flatMap((change): [string, ChangeImpact][] => {
    const ending = change.kind === 'group' && change.action === 'delete' ? words.assignmentsOf(change.targetId ?? '') : undefined
    return ending === undefined ? [] : [[change.id, { ...NOTHING, assignments: ending }]]
  })
  return { known: true, scope: 'deleted-groups', readAt: assignments.readAt, changes: Object.fromEntries(lost), unknown: assignments.gaps.map((gap) => `${gap}.`) }
}

export function unknownImpact(scope: Impact['scope'], why: string): Impact {
  return { known: false, scope, changes: {}, unknown: [why] }
}

const NOTHING: ChangeImpact = { gains: [], losses: [], applications: { gains: [], losses: [] }, lastAdministrators: [] }

function weigh(change: Change, access: Access, words: Vocabulary): ChangeImpact | undefined {
  const { before, after } = access
  const touched = touchedBy(change, access)
  const gains = new Map<GrantKey, string[]>()
  const losses = new Map<GrantKey, string[]>()
  for (const { person, grants } of touched) {
    const [had, has] = [before.of(person), after.of(person)]
    for (const grant of grants ?? new Set([...had, ...has])) {
      if (has.has(grant) && !had.has(grant)) push(gains, grant, person)
      if (had.has(grant) && !has.has(grant)) push(losses, grant, person)
    }
  }
  const ending = change.kind === 'group' && change.action === 'delete' ? words.assignmentsOf(change.targetId ?? '') : undefined
  if (gains.size + losses.size === 0 && ending === undefined) return undefined
  const people = (who: readonly string[]) => listed(who.map(access.nameOf))
  return {
    gains: accountRows(gains, words).map(({ grant, who }): Gain => ({ ...grant, ...people(who) })),
    losses: accountRows(losses, words).map(({ grant, key, who }): Loss => ({ ...grant, ...people(who), left: after.holders(key).size })),
    applications: { gains: applicationRows(gains, words, people), losses: applicationRows(losses, words, people) },
    lastAdministrators: lastAdministrators(losses, access, words),
    ...(ending === undefined ? {} : { assignments: ending }),
  }
}

type Moved = ReadonlyMap<GrantKey, readonly string[]>

function accountRows(moved: Moved, { grants }: Vocabulary): { grant: Grant; key: GrantKey; who: readonly string[] }[] {
  const rows = [...moved].flatMap(([key, who]) => {
    const grant = grants.get(key)
    return grant === undefined ? [] : [{ grant, key, who }]
  })
  return rows.sort((a, b) => byGrant(a.grant, b.grant))
}

function applicationRows(moved: Moved, { grants, application }: Vocabulary, people: (who: readonly string[]) => Omit<ApplicationPeople, 'application'>): ApplicationPeople[] {
  const rows = [...moved].flatMap(([key, who]) => (grants.has(key) ? [] : [{ application: application(key), ...people(who) }]))
  return rows.sort((a, b) => compareText(a.application, b.application))
}

/** Whom a change touches, and which grants it moves for them: those of its group, or, switching somebody on or off, all that they have. */
function touchedBy(change: Change, { grants, before, personOf }: Access): { person: string; grants?: readonly GrantKey[] }[] {
  if (change.kind === 'membership') {
    const given = grants.get(change.targetId ?? '')
    return given === undefined ? [] : change.members.map((key) => ({ person: personOf(change, key), grants: given }))
  }
  if (change.kind === 'group') {
    const given = change.action === 'delete' ? grants.get(change.targetId ?? '') : undefined
    return given === undefined ? [] : [...before.members(change.targetId ?? '')].map((person) => ({ person, grants: given }))
  }
  const turned = change.action === 'delete' || (change.before?.active !== undefined && change.after !== undefined && change.before.active !== change.after.active)
  return turned ? [{ person: personOf(change, change.key) }] : []
}

/** By account, whatever the permission set: one administrator with another set is one left. */
function lastAdministrators(losses: Moved, { after, nameOf }: Access, words: Vocabulary): LastAdministrators[] {
  const losing = new Map<string, Set<string>>()
  for (const [key, who] of losses) {
    const grant = words.grants.get(key)
    if (grant?.administrator !== true) continue
    losing.set(grant.account, new Set([...(losing.get(grant.account) ?? []), ...who]))
  }
  return [...losing].sort(([a], [b]) => compareText(a, b)).flatMap(([account, who]) => {
    if ((words.administration.get(account) ?? []).some((key) => after.holders(key).size > 0)) return []
    const accountName = words.accountName(account)
    return [{ account, ...(accountName === undefined ? {} : { accountName }), ...listed([...who].map(nameOf)) }]
  })
}

function listed(names: readonly string[]): { people: string[]; more?: number } {
  const sorted = [...new Set(names)].sort(compareText)
  return sorted.length > LISTED ? { people: sorted.slice(0, LISTED), more: sorted.length - LISTED } : { people: sorted }
}

function push<K>(map: Map<K, string[]>, key: K, value: string): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [value])
  else known.push(value)
}
