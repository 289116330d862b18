/** What the operations share: the store, the time, and how long something new stays unseen. */
import type { Clock } from '../../clock.js'
import type { WireRequest } from '../emulator.js'
import { notFound, Refusal } from './refusal.js'
import { ScimStore, type GroupRecord, type Stamps, type UserRecord } from './store.js'

/** One identity store, as both its APIs see it: SCIM and the Identity Store API. */
export interface Room {
  store: ScimStore
  clock: Clock
  visibilityDelayMs: number
}

export function createRoom(clock: Clock, visibilityDelayMs = 0): Room {
  return { store: new ScimStore(), clock, visibilityDelayMs }
}

export function stampsOf({ clock, visibilityDelayMs }: Room): Stamps {
  return { createdAt: clock.now(), visibleAt: clock.monotonic() + visibilityDelayMs }
}

export function isVisible({ clock }: Room, { visibleAt }: { visibleAt: number }): boolean {
  return visibleAt <= clock.monotonic()
}

/** By id, at once: what was written can be read by whom it was told. Throws the 404. */
export function userById({ store }: Room, id: string): UserRecord {
  const user = store.users.get(id)
  if (!user) throw notFound('User', id)
  return user
}

/** For memberships and filters, which learn of a user later. Throws the 404. */
export function visibleUser(room: Room, id: string): UserRecord {
  const user = userById(room, id)
  if (!isVisible(room, user)) throw notFound('User', id)
  return user
}

export function groupById({ store }: Room, id: string): GroupRecord {
  const group = store.groups.get(id)
  if (!group) throw notFound('Group', id)
  return group
}

export function readJson({ body }: WireRequest): unknown {
  try {
    return JSON.parse(body) as unknown
  } catch {
    throw new Refusal(400, 'Invalid JSON from RequestBody')
  }
}
