/** How a change stands in the target: still to do, done, or neither. Proof, resume, settling and verifying all ask this one question. */
import type { MembershipChange } from '../model/change.js'
import { differingFields } from '../plan/patch.js'
import type { Ids } from './ids.js'
import { claimsOf, describeClaim, type ObjectChange, type Seen, type SeenObject } from './seen.js'

export type Standing =
  | { as: 'before' }
  | { as: 'after'; targetId: string }
  /** `what` completes a sentence that begins with the object's name. */
  | { as: 'neither'; what: string; holders: readonly { claim: string; object: SeenObject }[] }

/** Compares only what the change speaks of: the attributes of `before` and `after`. */
export function standingOf(change: ObjectChange, seen: Seen, ids: Ids): Standing {
  const { kind, before, after } = change
  if (change.action === 'create') return creationStanding(change, seen)
  const id = ids.of(change)
  const object = id === undefined ? undefined : seen.object(kind, id)
  if (change.action === 'delete') {
    if (object === undefined) return { as: 'after', targetId: id ?? '' }
    const differs = differing(object, before ?? {}, before ?? {})
    return differs.length === 0 ? { as: 'before' } : neither(describeDifference(object, before ?? {}, differs))
  }
  if (object === undefined) return neither('is gone from the target')
  const fields = { ...before, ...after }
  const fromBefore = differing(object, before ?? {}, fields)
  if (fromBefore.length === 0) return { as: 'before' }
  if (differing(object, after ?? {}, fields).length === 0) return { as: 'after', targetId: object.id }
  return neither(describeDifference(object, before ?? {}, fromBefore))
}

/** An object counts as made by this change only when it carries our id (where the target keeps one) and every attribute that we wrote. */
function creationStanding(change: ObjectChange, seen: Seen): Standing {
  const { kind, after } = change
  const holders = seen.holders(kind, claimsOf(kind, after))
  const [first] = holders
  if (first === undefined) return { as: 'before' }
  const same = holders.every(({ object }) => object.id === first.object.id) && differing(first.object, after ?? {}, after ?? {}).length === 0
  if (same) return { as: 'after', targetId: first.object.id }
  return { as: 'neither', what: describeHolders(kind, holders), holders }
}

/** What still differs from what the change would leave, in words; undefined where nothing does. */
export function differenceFromAfter(change: ObjectChange, seen: Seen, ids: Ids): string | undefined {
  const { kind, before, after } = change
  const id = ids.of(change)
  const object = id === undefined ? undefined : seen.object(kind, id)
  if (change.action === 'delete') return object === undefined ? undefined : 'still exists'
  if (object === undefined) return 'is not to be found'
  const fields = differing(object, after ?? {}, { ...before, ...after })
  return fields.length === 0 ? undefined : describeDifference(object, after ?? {}, fields, 'instead of')
}

/** Names that the change takes and another object holds now. */
export function contested(change: ObjectChange, seen: Seen, ids: Ids): { claim: string; object: SeenObject }[] {
  if (change.after === undefined) return []
  const held = new Set(claimsOf(change.kind, change.before))
  const self = ids.of(change)
  const taken = claimsOf(change.kind, change.after).filter((claim) => !held.has(claim))
  return seen.holders(change.kind, taken).filter(({ object }) => object.id !== self)
}

export function describeHolders(kind: ObjectChange['kind'], holders: readonly { claim: string; object: SeenObject }[]): string {
  return holders.map(({ claim, object }) => `${describeClaim(kind, claim)} is held by ${nameOf(object)}`).join(', ')
}

/** Splits people into those for whom the change is done and those for whom it is still to do. A group that is gone holds nobody. */
export function splitMembers(change: MembershipChange, members: readonly string[], seen: Seen, ids: Ids): { done: string[]; todo: string[] } {
  const groupId = ids.of(change)
  const inGroup = groupId === undefined ? undefined : seen.members(groupId)
  const done: string[] = []
  const todo: string[] = []
  for (const member of members) {
    const id = ids.member(change, member)
    const isIn = id !== undefined && inGroup?.has(id) === true
    ;(isIn === (change.action === 'add') ? done : todo).push(member)
  }
  return { done, todo }
}

function neither(what: string): Standing {
  return { as: 'neither', what, holders: [] }
}

function differing(object: SeenObject, expected: object, fields: object): string[] {
  return differingFields(object.attributes, expected, Object.keys(fields))
}

function describeDifference(object: SeenObject, expected: object, fields: readonly string[], how = 'where the plan saw'): string {
  const show = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value))
  const side = (attributes: object, field: string) => show((attributes as Record<string, unknown>)[field])
  return fields.map((field) => `has ${field} ${side(object.attributes, field)} ${how} ${side(expected, field)}`).join(', ')
}

function nameOf({ id, attributes }: SeenObject): string {
  const name = 'displayName' in attributes && !('userName' in attributes) ? attributes.displayName : (attributes as { userName: string }).userName
  return `"${name}" (${id}, ${attributes.externalId === undefined ? 'no external id' : `external id ${attributes.externalId}`})`
}
