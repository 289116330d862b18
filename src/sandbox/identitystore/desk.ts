/** What every operation of this API begins with: the store that is meant, and the objects that are named. */
import * as z from 'zod'
import type { Caller } from '../aws-json/aws-json-emulator.js'
import { invalid } from '../aws-json/refusal.js'
import { isVisible, type Room } from '../scim/room.js'
import type { GroupRecord, Membership, UserRecord } from '../scim/store.js'
import { conflict, notFound } from './refusals.js'

export interface Desk {
  readonly room: Room
  readonly storeId: string
  readonly account: string
  readonly region: string
  /** Who calls, as an ARN: no page says what AWS writes into `CreatedBy` and `UpdatedBy`. */
  readonly by: string
  /** The `Issuer` of ids that came by SCIM. */
  readonly issuer: string
  /** Off, as the JavaScript SDK of September 2026 knows the API: no `Revision` and no ARN in any answer, and none heeded. */
  readonly revisions: boolean
  /** Whether deleting what is gone succeeds, as moto has it; or is refused. */
  readonly silentDeletes: boolean
  /** Whether `UpdateUser` takes `userStatus`, which AWS documents nowhere. */
  readonly takesUserStatus: boolean
}

/** Ids are also taken as ARNs: `arn:aws:identitystore:::user/<id>`. */
const idIn = (text: string) => text.slice(text.lastIndexOf('/') + 1)

const RESOURCE = /^([0-9a-f]{10}-)?[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}$/

/** AWS's pattern is stricter than what a seed may call its objects: any id of the store's own is one. */
export const resourceId = z.string().min(1).transform(idIn)
export const storeId = { IdentityStoreId: z.string().min(1).max(256).transform(idIn) }

export function enter({ storeId: own, region }: Pick<Desk, 'storeId' | 'region'>, asked: string, caller: Caller): void {
  if (asked !== own || caller.region !== region) throw notFound('IDENTITY_STORE', asked)
}

export function userOf({ room }: Desk, id: string): UserRecord {
  const user = room.store.users.get(id)
  if (!user) throw missing('USER', id)
  return user
}

/** For memberships, which learn of somebody new later. */
export function visibleUser(desk: Desk, id: string): UserRecord {
  const user = userOf(desk, id)
  if (!isVisible(desk.room, user)) throw notFound('USER', id)
  return user
}

export function groupOf({ room }: Desk, id: string): GroupRecord {
  const group = room.store.groups.get(id)
  if (!group) throw missing('GROUP', id)
  return group
}

export function membershipOf({ room }: Desk, id: string): Membership {
  const membership = room.store.membershipBy(id)
  if (!membership) throw missing('GROUP_MEMBERSHIP', id)
  return membership
}

function missing(type: 'USER' | 'GROUP' | 'GROUP_MEMBERSHIP', id: string): Error {
  // What no id can look like is refused before anything is looked for; short ids are a seed's.
  return id.length > 47 || (id.length > 36 && !RESOURCE.test(id)) ? invalid(`${id} is no id`) : notFound(type, id)
}

export const revision = { Revision: z.string().regex(/^\d{1,64}$/).optional() }

/** Whoever names a revision changes that one or nothing. */
export function checkRevision({ revisions }: Desk, given: string | undefined, { revision: held }: { revision: number }): void {
  if (revisions && given !== undefined && given !== String(held)) throw conflict('The revision is not the newest one of the resource', 'CONCURRENT_MODIFICATION')
}

/** What the API of late 2026 answers beside an id. */
export function stampOf(desk: Desk, kind: 'user' | 'group' | 'membership', id: string, held?: { revision: number }): object {
  if (!desk.revisions) return {}
  const arn = { user: 'UserArn', group: 'GroupArn', membership: 'MembershipArn' }[kind]
  return { [arn]: `arn:aws:identitystore:::${kind}/${id}`, ...(held && { Revision: String(held.revision) }) }
}

/** `CreatedBy` and `UpdatedBy` are absent for what came by SCIM or with the seed. */
export function historyOf({ createdAt, createdBy, modifiedAt, modifiedBy }: UserRecord | GroupRecord): object {
  return { CreatedAt: seconds(createdAt), ...(createdBy && { CreatedBy: createdBy }), UpdatedAt: seconds(modifiedAt), ...(modifiedBy && { UpdatedBy: modifiedBy }) }
}

export const seconds = (ms: number): number => Math.round(ms) / 1000
