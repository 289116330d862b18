/** Carries a plan out as a strict target would: in any order that the dependencies allow, refusing what it would refuse. */
import type { Change, MembershipChange } from '../../src/model/change.js'
import { foldKey } from '../../src/model/json.js'
import { claimsOfGroup } from '../../src/plan/group-names.js'
import { needsOf } from '../../src/plan/order.js'
import { differingFields } from '../../src/plan/patch.js'
import type { Plan } from '../../src/plan/plan.js'
import { claimsOfUser } from '../../src/plan/user-names.js'
import type { World } from './story.js'

interface Thing {
  kind: 'user' | 'group'
  attributes: Record<string, unknown>
  members: Set<string>
}

/** Sentences about everything that such a target would refuse. `pick` chooses among the changes that may start. */
export function refusals(plan: Plan, { target }: World, pick: (choices: number) => number): string[] {
  const things = new Map<string, Thing>([
    ...target.users.map(({ id, attributes }): [string, Thing] => [id, { kind: 'user', attributes, members: new Set() }]),
    ...target.groups.map(({ id, attributes, members }): [string, Thing] => [id, { kind: 'group', attributes, members: new Set(members) }]),
  ])
  const found: string[] = []
  const done = new Set<string>()
  const left = [...plan.changes]
  while (left.length > 0) {
    const ready = left.filter((change) => needsOf(change).every((need) => done.has(need)))
    const [change] = ready.slice(pick(ready.length))
    if (change === undefined) return [...found, `nothing may start of ${left.map(({ id }) => id).join(', ')}`]
    left.splice(left.indexOf(change), 1)
    done.add(change.id)
    found.push(...(change.kind === 'membership' ? changeMembers(change, things) : changeObject(change, things)).map((why) => `${change.id} ${why}`))
  }
  return found
}

function changeObject(change: Exclude<Change, MembershipChange>, things: Map<string, Thing>): string[] {
  const { kind, action, before = {}, after } = change
  const id = action === 'create' ? change.id : (change.targetId ?? '')
  const thing = things.get(id)
  if (action === 'forget') return thing === undefined ? [] : ['forgets what is there']
  if (action === 'accept' || action === 'unaccept') return []
  if (action === 'transfer' || action === 'schedule' || action === 'unschedule') return thing === undefined ? ['speaks of nothing'] : []
  if (action !== 'create') {
    if (thing?.kind !== kind) return ['finds nothing']
    const differs = differingFields(thing.attributes, before, Object.keys(action === 'delete' ? before : { ...before, ...after }))
    if (differs.length > 0) return [`finds other ${differs.join(', ')} than it expects`]
  }
  if (action === 'delete') {
    things.delete(id)
    for (const { members } of things.values()) members.delete(id)
    return []
  }
  const claims = kind === 'user' ? claimsOfUser : claimsOfGroup
  const kept = Object.entries(thing?.attributes ?? {}).filter(([field]) => !(field in before))
  const attributes = { ...Object.fromEntries(kept), ...after }
  const others = [...things].flatMap(([other, { kind: otherKind, attributes: held }]) => (other === id || otherKind !== kind ? [] : claims(held)))
  things.set(id, { kind, attributes, members: thing?.members ?? new Set() })
  return claims(attributes).flatMap((claim) => (others.includes(claim) ? [`takes ${claim}, which another holds`] : []))
}

function changeMembers(change: MembershipChange, things: Map<string, Thing>): string[] {
  const group = [...things].find(([id, { kind, attributes }]) => kind === 'group' && (change.targetId === undefined ? attributes['displayName'] === change.key : id === change.targetId))?.[1]
  if (group === undefined) return ['has no group']
  return change.members.flatMap((member) => {
    const id = change.memberIds[member] ?? idOf(member, things)
    if (id === undefined || !things.has(id)) return [`names ${member}, who does not exist`]
    if (group.members.has(id) === (change.action === 'add')) return [`finds ${member} ${change.action === 'add' ? 'in' : 'out'} already`]
    if (change.action === 'add') group.members.add(id)
    else group.members.delete(id)
    return []
  })
}

function idOf(member: string, things: ReadonlyMap<string, Thing>): string | undefined {
  return [...things].find(([, { kind, attributes }]) => kind === 'user' && foldKey(String(attributes['userName'])) === foldKey(member))?.[0]
}
