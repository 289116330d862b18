/** The border to the Directory API: what an answer must look like before anything believes it. */
import * as z from 'zod'
import type { JsonObject } from '../../model/json.js'

const id = z.string().min(1)
const nextPageToken = z.string().nullish()

/** Objects stay whole, within the mask: CEL mappings see them. A field that is there must be of its documented type. */
const Group = z.looseObject({
  id,
  email: z.string().nullish(),
  name: z.string().nullish(),
  /** A string on the wire. https://developers.google.com/workspace/admin/directory/reference/rest/v1/groups */
  directMembersCount: z.union([z.string().regex(/^\d+$/), z.number().int().nonnegative()]).nullish(),
})
const User = z.looseObject({ id, primaryEmail: z.string().nullish(), suspended: z.boolean().nullish(), archived: z.boolean().nullish() })

/** `status` has no documented list of values, and is absent for people outside the account; `email` is absent for CUSTOMER. */
const Member = z.object({ id, email: z.string().nullish(), type: z.string().nullish(), status: z.string().nullish() })
export type MemberRow = z.infer<typeof Member>

export interface Page<Row> {
  /** Undefined on the last page. */
  next: string | undefined
  rows: Row[]
}

/** Lists leave their array out when it would be empty. */
export const OneGroup = Group.transform(toGroupRow)
export const GroupsPage = z.object({ nextPageToken, groups: z.array(OneGroup).nullish() }).transform((page) => toPage(page, page.groups))
export const UsersPage = z.object({ nextPageToken, users: z.array(User.transform(toUserRow)).nullish() }).transform((page) => toPage(page, page.users))
export const MembersPage = z.object({ nextPageToken, members: z.array(Member).nullish() }).transform((page) => toPage(page, page.members))

export interface GroupRow {
  id: string
  name: string
  /** The mail, or the id where there is none. */
  label: string
  /** How many direct member rows Google counts; undefined where it does not say. */
  count: number | undefined
  record: JsonObject
}

export interface UserRow {
  id: string
  label: string
  /** The primary mail and its aliases: what lists may name somebody by. */
  names: readonly string[]
  suspended: boolean
  record: JsonObject
}

function toGroupRow(group: z.infer<typeof Group>): GroupRow {
  const count = group.directMembersCount ?? undefined
  return { id: group.id, name: group.name ?? '', label: group.email ?? group.id, count: count === undefined ? undefined : Number(count), record: group as JsonObject }
}

/** `suspended` and `archived` are independent of each other; either closes the account. */
function toUserRow(user: z.infer<typeof User>): UserRow {
  const aliases = Array.isArray(user['aliases']) ? user['aliases'].filter((alias) => typeof alias === 'string') : []
  const label = user.primaryEmail ?? user.id
  return { id: user.id, label, names: [label, ...aliases], suspended: user.suspended === true || user.archived === true, record: user as JsonObject }
}

function toPage<Row>(page: { nextPageToken?: string | null | undefined }, rows: Row[] | null | undefined): Page<Row> {
  return { next: page.nextPageToken === '' ? undefined : (page.nextPageToken ?? undefined), rows: rows ?? [] }
}
