/** What groups give, and what somebody has by all of them, today and once the plan is applied. */
import type { Access, Worth } from '../../model/explanation.js'
import { compareText, foldKey } from '../../model/json.js'
import { accessOf, type GrantKey } from '../access.js'
import { byGrant, vocabulary } from '../grant-words.js'
import type { Group } from './groups.js'
import type { Person } from './people.js'
import type { Remembered } from './remembered.js'

/** Nothing is said of a group that nobody asked about. */
export function giving({ assignments }: Remembered): (group: Pick<Group, 'actual'>) => { gives?: Worth } {
  if (assignments === undefined) return () => ({})
  const words = vocabulary(assignments)
  return ({ actual }) => (actual === undefined || assignments.groups[actual.id] === undefined ? {} : { gives: words.assignmentsOf(actual.id) ?? { accounts: [], applications: [] } })
}

/** Nobody who is switched off has anything. */
export function accessOfPerson({ actual, names }: Person, { assignments, target, plan, alsoIn = [] }: Remembered): Access[] {
  if (assignments === undefined) return []
  const also = new Set(alsoIn)
  const whole = actual === undefined ? target.groups : target.groups.map((group) => (also.has(group.id) && group.members === undefined ? { ...group, members: [actual.id] } : group))
  const { before, after, grants } = accessOf({ changes: plan.changes, target: { ...target, groups: whole }, assignments })
  const who = actual?.id ?? `new ${[...names][0] ?? ''}`
  const [had, has] = [before.of(who), after.of(who)]
  const words = vocabulary(assignments)
  const givers = (world: typeof before, key: GrantKey) => whole.flatMap(({ id, attributes }) => (grants.get(id)?.includes(key) === true && world.members(id).has(who) ? [attributes.displayName] : []))
  return [...new Set([...had, ...has])]
    .map((key): Access => {
      const grant = words.grants.get(key)
      const change = had.has(key) ? (has.has(key) ? undefined : 'loses') : 'gains'
      return {
        ...(grant === undefined ? { application: words.application(key) } : { grant }),
        groups: givers(change === 'gains' ? after : before, key).sort((a, b) => compareText(foldKey(a), foldKey(b))),
        ...(change === undefined ? {} : { change }),
      }
    })
    .sort(byAccess)
}

/** Accounts first. */
function byAccess(a: Access, b: Access): number {
  if (a.grant !== undefined && b.grant !== undefined) return byGrant(a.grant, b.grant)
  if (a.grant === undefined && b.grant === undefined) return compareText(a.application ?? '', b.application ?? '')
  return a.grant === undefined ? 1 : -1
}
