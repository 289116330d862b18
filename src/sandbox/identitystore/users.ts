/** The operations on users. */
import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { pageOf, paged } from '../aws-json/paging.js'
import { invalid } from '../aws-json/refusal.js'
import { checkAttributes } from '../scim/check.js'
import { isVisible, stampsOf } from '../scim/room.js'
import { enterpriseUser, userFields, type UserAttributes } from '../scim/schema.js'
import type { UserRecord } from '../scim/store.js'
import { readUserBody, refuseReserved } from '../scim/user-body.js'
import { checkRevision, historyOf, resourceId, revision, stampOf, storeId, userOf, type Desk } from './desk.js'
import { inOurWords, notFound } from './refusals.js'
import { ENTERPRISE, fromScim, toScim } from './shape.js'
import { apply, operations } from './update.js'

const extensionNames = z.array(z.literal(ENTERPRISE)).min(1).max(10).optional()

export const CreateUserInput = z.looseObject({ ...storeId, Extensions: z.strictObject({ [ENTERPRISE]: z.record(z.string(), z.json()) }).optional() })

/** People made here are switched on: nothing in a create can say otherwise. */
export function createUser(desk: Desk, { IdentityStoreId, Extensions, ...members }: z.infer<typeof CreateUserInput>): object {
  for (const unknown of ['ExternalIds', 'UserStatus', 'Photos', 'Website', 'Birthdate']) {
    if (members[unknown] !== undefined) throw invalid(`The sandbox's CreateUser does not take ${unknown}`)
  }
  const attributes = inOurWords(() => ({ ...readUserBody(withPrimary(toScim(members, Extensions?.[ENTERPRISE]))), active: true }))
  const user = inOurWords(() => desk.room.store.addUser(randomUUID(), attributes, { ...stampsOf(desk.room), createdBy: desk.by }))
  return { IdentityStoreId, UserId: user.id, ...stampOf(desk, 'user', user.id, user) }
}

/** SCIM asks for a primary mail, this API for none. */
function withPrimary(attributes: Record<string, unknown>): Record<string, unknown> {
  const { emails, ...rest } = attributes
  return Array.isArray(emails) ? { ...rest, emails: emails.map((mail: object) => ({ primary: true, ...mail })) } : rest
}

export const DescribeUserInput = z.looseObject({ ...storeId, UserId: resourceId, Extensions: extensionNames })

export function describeUser(desk: Desk, { UserId, Extensions }: z.infer<typeof DescribeUserInput>): object {
  return shown(desk, userOf(desk, UserId), Extensions)
}

export const ListUsersInput = z.looseObject({
  ...storeId,
  ...paged,
  Extensions: extensionNames,
  Filters: z.array(z.looseObject({ AttributePath: z.literal('UserName'), AttributeValue: z.string().min(1) })).max(1).optional(),
})

/** What is not seen yet leaves its page short, as AWS's pages may be. */
export function listUsers(desk: Desk, input: z.infer<typeof ListUsersInput>): object {
  const { store } = desk.room
  const [filter] = input.Filters ?? []
  const rows = filter === undefined ? store.users : [store.userBy('userName', filter.AttributeValue)].filter((user) => user !== undefined)
  const { values, token } = pageOf(`users ${filter?.AttributeValue ?? ''}`, rows, input)
  return { Users: values.filter((user) => isVisible(desk.room, user)).map((user) => shown(desk, user, input.Extensions)), ...token }
}

const alternative = z.union([
  z.strictObject({ ExternalId: z.strictObject({ Issuer: z.string(), Id: z.string() }) }),
  z.strictObject({ UniqueAttribute: z.strictObject({ AttributePath: z.string(), AttributeValue: z.string() }) }),
])
export const GetUserIdInput = z.looseObject({ ...storeId, AlternateIdentifier: alternative })

/** By the exact letters, unlike the uniqueness of names, which folds case. */
export function getUserId(desk: Desk, { IdentityStoreId, AlternateIdentifier }: z.infer<typeof GetUserIdInput>): object {
  const user = found(desk, AlternateIdentifier)
  if (!user || !isVisible(desk.room, user)) throw notFound('USER')
  return { IdentityStoreId, UserId: user.id, ...stampOf(desk, 'user', user.id) }
}

function found({ room: { store }, issuer }: Desk, by: z.infer<typeof alternative>): UserRecord | undefined {
  if ('ExternalId' in by) return by.ExternalId.Issuer === issuer ? store.userBy('externalId', by.ExternalId.Id) : undefined
  const { AttributePath: path, AttributeValue: value } = by.UniqueAttribute
  if (path === 'userName') return exact(store.userBy('userName', value), ({ attributes }) => attributes.userName === value)
  if (path === 'emails.value') return exact(store.userBy('email', value), ({ attributes }) => attributes.emails?.[0]?.value === value)
  throw invalid(`The attribute ${path} is not a unique attribute`)
}

function exact(user: UserRecord | undefined, fits: (user: UserRecord) => boolean): UserRecord | undefined {
  return user && fits(user) ? user : undefined
}

export const UpdateUserInput = z.looseObject({ ...storeId, UserId: resourceId, Operations: operations, ...revision })

/** All operations or none. */
export function updateUser(desk: Desk, { IdentityStoreId: _, UserId, Operations, Revision }: z.infer<typeof UpdateUserInput>): object {
  const user = userOf(desk, UserId)
  checkRevision(desk, Revision, user)
  const changed = apply(user.attributes, Operations, desk)
  inOurWords(() => {
    const attributes = { ...(checkAttributes(changed, userFields) as unknown as UserAttributes), active: changed.active }
    if (attributes.userName !== user.attributes.userName) refuseReserved(attributes.userName)
    desk.room.store.changeUser(user, attributes, desk.room.clock.now(), desk.by)
  })
  return desk.revisions ? { UserId, ...stampOf(desk, 'user', UserId, user) } : {}
}

export const DeleteUserInput = z.looseObject({ ...storeId, UserId: resourceId, ...revision })

/** Memberships go with the person: AWS writes of it nowhere, and tools rely on it. */
export function deleteUser(desk: Desk, { UserId, Revision }: z.infer<typeof DeleteUserInput>): object {
  if (desk.silentDeletes && !desk.room.store.users.has(UserId)) return {}
  const user = userOf(desk, UserId)
  checkRevision(desk, Revision, user)
  desk.room.store.removeUser(user)
  return {}
}

function shown(desk: Desk, user: UserRecord, extensions: readonly string[] = []): object {
  const { id, attributes } = user
  const { externalId, [enterpriseUser]: enterprise } = attributes
  return {
    IdentityStoreId: desk.storeId,
    UserId: id,
    ...fromScim(attributes),
    ...(externalId === undefined ? {} : { ExternalIds: [{ Issuer: desk.issuer, Id: externalId }] }),
    UserStatus: attributes.active ? 'ENABLED' : 'DISABLED',
    ...historyOf(user),
    ...(extensions.includes(ENTERPRISE) && enterprise !== undefined ? { Extensions: { [ENTERPRISE]: enterprise } } : {}),
    ...stampOf(desk, 'user', id, user),
  }
}
