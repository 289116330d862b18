/** Drift that is let stand: what of the plan would have taken it back, and what the state shall remember instead. */
import { IdpscimError } from '../errors.js'
import type { Change, Drift, GroupChange, MembershipChange, UserChange } from '../model/change.js'
import type { Json } from '../model/json.js'
import type { AcceptedGroup } from '../model/state.js'
import { UserAttributes } from '../model/user.js'
import { freesNameFor } from './cycles.js'
import type { Part, Web } from './parts.js'
import { patchOf } from './patch.js'

/** A drift entry of a plan, by `driftId`; for people put in or taken out, some of them. */
export interface DriftPart {
  drift: string
  members?: readonly string[]
}

/** What drift entries are let stand by. */
export interface LetStand {
  /** Beside what takes the drift back: what cannot go without it. */
  hold: Part[]
  /** By id: what is left of a change that does more than take drift back. */
  remainders: Map<string, Change>
  /** Of `hold`, what is answered by letting the drift stand: it is not left for another plan. */
  answered: Part[]
  /** By drift: the change that makes the state remember, and the people whom it is about. */
  entries: Map<string, { change: UserChange | GroupChange; members?: ReadonlySet<string> }>
}

/** Readable, and unique within a plan. */
export function driftId({ kind, what, key }: Drift): string {
  return `${kind}:${what}:${key}`
}

/** @throws IdpscimError `BadUsage` for drift that the plan does not hold, that nothing takes back, or that the state could not keep */
export function letStand(drift: readonly Drift[], parts: readonly DriftPart[], web: Web, unfit: 'refused' | 'as it is' = 'refused'): LetStand {
  const result: LetStand = { hold: [], remainders: new Map(), answered: [], entries: new Map() }
  if (parts.length === 0) return result
  const byId = new Map(drift.map((entry) => [driftId(entry), entry]))
  for (const { drift: id, members } of parts) {
    const entry = byId.get(id)
    if (entry === undefined) throw new IdpscimError('BadUsage', `the plan shows no drift ${id}`)
    const change = entry.change === undefined ? undefined : web.changes.get(entry.change)
    if (change === undefined || entry.answer !== 'revert') throw new IdpscimError('BadUsage', `nothing of the plan takes back ${id}: there is nothing to accept`)
    if (change.kind === 'membership') standMembers(entry, change, members, result)
    else if (entry.what === 'deleted') standDeleted(entry, change, result)
    else standChanged(entry, change, { web, unfit }, result)
  }
  return result
}

function standMembers(entry: Drift, change: MembershipChange, some: readonly string[] | undefined, into: LetStand): void {
  const drifted = new Set(entry.members)
  const wanted = some ?? entry.members ?? []
  const stranger = wanted.find((member) => !drifted.has(member))
  if (stranger !== undefined) throw new IdpscimError('BadUsage', `${stranger} is nobody in the drift ${driftId(entry)}`)
  const members = [...wanted].sort()
  const parts = members.map((member) => ({ change: change.id, member }))
  into.hold.push(...parts)
  into.answered.push(...parts)
  const accepted = entry.what === 'member-added' ? { added: members } : { removed: members }
  const memberIds = Object.fromEntries(members.flatMap((member) => (change.memberIds[member] === undefined ? [] : [[member, change.memberIds[member]]])))
  const id = `group:accept:${change.key}:${entry.what}`
  const { source, sourceId } = change
  const kept: GroupChange = { ...remembering(entry, { kind: 'group', source, sourceId }, accepted), kind: 'group', action: 'accept', id, key: change.key, memberIds }
  into.entries.set(driftId(entry), { change: kept, members: new Set(members) })
}

function standDeleted(entry: Drift, change: UserChange | GroupChange, into: LetStand): void {
  into.hold.push({ change: change.id })
  into.answered.push({ change: change.id })
  const kept = remembering(entry, change, { deleted: (change.after ?? {}) as Record<string, Json> })
  // Another object may have its name by now.
  into.entries.set(driftId(entry), { change: { ...kept, id: `${kept.id}:${entry.what}` } })
}

/** The change keeps what the source asks for besides; names that it would have let go stay taken. */
function standChanged(entry: Drift, change: UserChange | GroupChange, { web, unfit }: { web: Web; unfit: 'refused' | 'as it is' }, into: LetStand): void {
  const fields = Object.keys({ ...(entry.before as object), ...(entry.after as object) })
  const said = (change.after ?? {}) as Record<string, Json | undefined>
  const attributes = Object.fromEntries(fields.map((field) => [field, said[field] ?? null]))
  // Not the change's own `before`: an extra change may have freed a name by then.
  const before = (entry.after ?? {}) as Record<string, Json>
  const after = { ...Object.fromEntries(Object.entries(said).filter(([field]) => !fields.includes(field))), ...before }
  const kept = remembering(entry, change, { attributes })
  into.entries.set(driftId(entry), { change: { ...kept, before } })

  const frees = (web.dependents.get(change.id) ?? []).filter((part) => freesNameFor(part.change) === change.id)
  const remainder = frees.length > 0 ? undefined : remainderOf(entry, change, after, unfit)
  into.answered.push({ change: change.id }, ...frees)
  into.hold.push(...(web.dependents.get(change.id) ?? []))
  if (remainder === undefined) into.hold.push({ change: change.id })
  else into.remainders.set(change.id, remainder)
}

function remainderOf(entry: Drift, change: UserChange | GroupChange, after: Record<string, Json | undefined>, unfit: 'refused' | 'as it is'): Change | undefined {
  const { before = {} } = change
  const patch = patchOf(before, after)
  if (change.kind === 'group') return patch.length === 0 ? undefined : ({ ...change, key: after['displayName'], after, patch } as GroupChange)
  const parsed = UserAttributes.safeParse(after)
  // What the state cannot hold cannot be accepted; it can be left alone, and the rest of the change with it.
  if (!parsed.success && unfit === 'as it is') return undefined
  if (!parsed.success) throw new IdpscimError('BadUsage', `${entry.key} cannot be accepted as it is: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`)
  if (patch.length === 0) return undefined
  const action = change.before?.active === parsed.data.active ? 'update' : change.action
  return { ...change, action, id: `user:${action}:${entry.key}`, key: parsed.data.userName, after: parsed.data, patch }
}

/** By the name that the object has: what was deleted had it last. */
function remembering<K extends 'user' | 'group'>(entry: Drift, { kind, source, sourceId }: { kind: K; source: string; sourceId: string }, accepted: AcceptedGroup) {
  const { key, targetId } = entry
  const reason = `accepted: it stays as it is in the target until ${source} says something else`
  return { kind, action: 'accept' as const, id: `${kind}:accept:${key}`, key, source, sourceId, ...(targetId === undefined ? {} : { targetId }), reason, dependsOn: [], accepted }
}
