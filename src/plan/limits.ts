/** The limits: what a plan takes from people, with what was taken within the window, against what is allowed. */
import { lifts, type LimitName } from '../model/approval.js'
import type { Limit } from '../model/policy.js'
import type { Taken } from '../model/state.js'
import { chargesOf, type Charge } from './charges.js'
import type { Verdict } from './plan.js'
import type { Judged } from './policy.js'
import { wayOverLimit } from './ways-out.js'

/** The four totals, and one verdict for each group that loses somebody: most plans have few. */
export function judgeLimits(judged: Judged): Verdict[] {
  const { changes, state, policy } = judged
  const charges = chargesOf(changes, state)
  const taken = takenWithin(judged)
  const managed = { users: state?.users.length ?? 0, groups: state?.groups.length ?? 0, members: state?.groups.reduce((sum, group) => sum + group.members.length, 0) ?? 0 }
  const total = (name: Taken['limit'], base: number, what: About['what']) =>
    verdictOf({ name, limit: policy.limits[name], charges: charges.filter((charge) => charge.limit === name), taken: taken.get(name) ?? [], managed: base, what }, judged)
  const sizes = new Map(state?.groups.map((group) => [group.targetId, group.members.length]))
  return [
    total('remove_users', managed.users, (count) => `${people(count)} would be deactivated, deleted, or left without any managed group`),
    total('delete_users', managed.users, (count) => `${people(count)} would be deleted`),
    total('delete_groups', managed.groups, (count) => `${count} ${count === 1 ? 'group' : 'groups'} would be deleted`),
    total('remove_members', managed.members, (count) => `${memberships(count)} would be removed`),
    ...charges.flatMap((charge) => {
      const { group } = charge
      if (group === undefined) return []
      const about = {
        name: 'remove_members_per_group' as const,
        limit: policy.limits.remove_members_per_group,
        charges: [charge],
        taken: taken.get(group.id) ?? [],
        managed: sizes.get(group.id) ?? 0,
        what: (count: number) => `${memberships(count)} of "${group.key}" would be removed`,
        subject: group.key,
      }
      return verdictOf(about, judged)
    }),
  ]
}

/** What the state remembers of the window: by limit, and memberships also by their group's id. */
function takenWithin({ state, policy, now }: Judged): Map<string, Taken[]> {
  const since = Date.parse(now) - policy.limits.windowMs
  const byKey = new Map<string, Taken[]>()
  for (const entry of state?.taken ?? []) {
    if (Date.parse(entry.at) <= since) continue
    for (const key of entry.group === undefined ? [entry.limit] : [entry.limit, entry.group]) {
      const known = byKey.get(key)
      if (known === undefined) byKey.set(key, [entry])
      else known.push(entry)
    }
  }
  return byKey
}

interface About {
  name: LimitName
  limit: Limit
  charges: readonly Charge[]
  taken: readonly Taken[]
  managed: number
  /** What so many would be. */
  what: (count: number) => string
  subject?: string
}

const people = (count: number) => (count === 1 ? '1 person' : `${count} people`)
const memberships = (count: number) => (count === 1 ? '1 membership' : `${count} memberships`)

function verdictOf(about: About, { policy, given }: Judged): Verdict {
  const { name, limit, charges, managed, what, subject } = about
  const planned = charges.reduce((total, charge) => total + charge.count, 0)
  const taken = about.taken.reduce((total, { count }) => total + count, 0)
  const allowed = Math.min(Math.max(limit.floor ?? 0, Math.floor(((limit.percent ?? 0) / 100) * managed)), limit.count ?? Infinity)
  // What was taken before cannot be given back by refusing a plan that takes nothing.
  const within = planned === 0 || planned + taken <= allowed
  const lifted = within ? [] : [...given.approved, ...given.typed].flatMap(({ by, overrides }) => overrides.filter((override) => lifts(override, name, subject)).map(({ reason }) => ({ by, reason })))
  const ok = within || lifted.length > 0
  const before = taken === 0 ? '' : `, and ${taken} ${taken === 1 ? 'was' : 'were'} within the window`
  const pass = lifted.map(({ by, reason }) => `; lifted for this plan by ${by}: ${reason}`).join('')
  return {
    rule: `limits.${name}`,
    ok,
    ...(subject === undefined ? {} : { subject }),
    planned,
    taken,
    allowed,
    managed,
    summary: `${what(planned)}${before}; ${allowed} ${allowed === 1 ? 'is' : 'are'} allowed (${describe(limit)}, of ${managed} managed)${pass}`,
    ...(ok ? {} : { remedy: wayOverLimit({ limit: name, ...(subject === undefined ? {} : { group: subject }), signed: policy.approval.approvers.length > 0, letThrough: letThrough(about.taken, allowed - planned, policy.limits.windowMs) }) }),
    ...(lifted.length === 0 ? {} : { lifted }),
    changes: charges.flatMap((charge) => charge.changes),
  }
}

/** When so much of what was taken lies before the window that no more than `room` is left in it; undefined for never. */
function letThrough(taken: readonly Taken[], room: number, windowMs: number): string | undefined {
  if (room < 0) return undefined
  let left = taken.reduce((total, { count }) => total + count, 0)
  for (const { at, count } of taken.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
    left -= count
    if (left <= room) return new Date(Date.parse(at) + windowMs).toISOString()
  }
  return undefined
}

function describe({ percent, floor, count }: Limit): string {
  const parts = [percent === undefined ? [] : [`${percent} %`], floor === undefined ? [] : [`at least ${floor}`], count === undefined ? [] : [`at most ${count}`]]
  return parts.flat().join(', ') || 'none'
}
