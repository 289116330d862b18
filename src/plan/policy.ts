/** The policy's rules, each a named function from a plan's changes to verdicts with the numbers they rest on. */
import type { Change } from '../model/change.js'
import type { Limit, Policy } from '../model/policy.js'
import type { State, Taken } from '../model/state.js'
import { chargesOf, type Charge } from './charges.js'
import { protection } from './diff-rules.js'
import type { Verdict } from './plan.js'

export interface Judged {
  changes: readonly Change[]
  state: State | undefined
  policy: Policy
  /** ISO 8601: what was taken within the window before it counts. */
  now: string
}

/** Every rule's verdict. Judged when planning and again, with that day's policy and state, before applying. */
export function judge(judged: Judged): Verdict[] {
  return [...protectedNames(judged), ...limits(judged)]
}

export function isBlocked(verdicts: readonly Verdict[]): boolean {
  return verdicts.some((verdict) => !verdict.ok)
}

function protectedNames({ changes, policy }: Judged): Verdict[] {
  const groups = protection(policy.protect.groups)
  const users = protection(policy.protect.users)
  const touches = (change: Change): boolean => {
    switch (change.kind) {
      case 'user':
        return users(change.key, change.before?.userName, change.after?.userName)
      case 'group':
        return groups(change.key, change.before?.displayName, change.after?.displayName)
      case 'membership':
        return groups(change.key) || change.members.some((member) => users(member))
    }
  }
  const touched = changes.filter(touches)
  const names = [...new Set(touched.map((change) => change.key))]
  return [
    {
      rule: 'protect',
      ok: touched.length === 0,
      summary: touched.length === 0 ? 'no protected name is touched' : `the plan changes what policy protects: ${names.slice(0, 10).join(', ')}`,
      ...(touched.length === 0 ? {} : { remedy: 'Plan again: what is protected now is left out. Or take the name out of policy.protect.' }),
      changes: touched.map((change) => change.id),
    },
  ]
}

function limits({ changes, state, policy, now }: Judged): Verdict[] {
  const charges = chargesOf(changes, state)
  const since = Date.parse(now) - policy.limits.windowMs
  const recent = (state?.taken ?? []).filter((taken) => Date.parse(taken.at) > since)
  const managed = { users: state?.users.length ?? 0, groups: state?.groups.length ?? 0, members: state?.groups.reduce((sum, group) => sum + group.members.length, 0) ?? 0 }
  const total = (name: Taken['limit'], base: number, what: string) =>
    verdictOf({ rule: `limits.${name}`, limit: policy.limits[name], charges: charges.filter((charge) => charge.limit === name), taken: sum(recent, name), managed: base, what })
  return [
    total('remove_users', managed.users, 'people would be deactivated, deleted, or left without any managed group'),
    total('delete_users', managed.users, 'people would be deleted'),
    total('delete_groups', managed.groups, 'groups would be deleted'),
    total('remove_members', managed.members, 'memberships would be removed'),
    ...perGroup(charges, recent, state, policy),
  ]
}

/** One verdict for each group that loses somebody: most plans have few. */
function perGroup(charges: readonly Charge[], recent: readonly Taken[], state: State | undefined, policy: Policy): Verdict[] {
  const sizes = new Map(state?.groups.map((group) => [group.targetId, group.members.length]))
  return charges.flatMap((charge) => {
    const { group } = charge
    if (group === undefined) return []
    return verdictOf({
      rule: 'limits.remove_members_per_group',
      limit: policy.limits.remove_members_per_group,
      charges: [charge],
      taken: sum(recent, 'remove_members', group.id),
      managed: sizes.get(group.id) ?? 0,
      what: `memberships of "${group.key}" would be removed`,
      subject: group.key,
    })
  })
}

function verdictOf(about: { rule: string; limit: Limit; charges: readonly Charge[]; taken: number; managed: number; what: string; subject?: string }): Verdict {
  const { rule, limit, charges, taken, managed, what, subject } = about
  const planned = charges.reduce((total, charge) => total + charge.count, 0)
  const allowed = Math.min(Math.max(limit.floor ?? 0, Math.floor(((limit.percent ?? 0) / 100) * managed)), limit.count ?? Infinity)
  // What was taken before cannot be given back by refusing a plan that takes nothing.
  const ok = planned === 0 || planned + taken <= allowed
  const before = taken === 0 ? '' : `, and ${taken} were within the window`
  return {
    rule,
    ok,
    ...(subject === undefined ? {} : { subject }),
    planned,
    taken,
    allowed,
    managed,
    summary: `${planned} ${what}${before}; ${allowed} are allowed (${describe(limit)}, of ${managed} managed)`,
    ...(ok ? {} : { remedy: `Find out why so many go. If it is meant, raise policy.${rule} for this run, or let the window pass.` }),
    changes: charges.flatMap((charge) => charge.changes),
  }
}

function describe({ percent, floor, count }: Limit): string {
  const parts = [percent === undefined ? [] : [`${percent} %`], floor === undefined ? [] : [`at least ${floor}`], count === undefined ? [] : [`at most ${count}`]]
  return parts.flat().join(', ') || 'none'
}

function sum(taken: readonly Taken[], limit: Taken['limit'], group?: string): number {
  return taken.filter((entry) => entry.limit === limit && (group === undefined || entry.group === group)).reduce((total, entry) => total + entry.count, 0)
}
