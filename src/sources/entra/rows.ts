/** The border to Microsoft Graph: what an answer must look like before anything believes it. */
import * as z from 'zod'
import type { JsonObject } from '../../model/json.js'

/** Ids are GUIDs, and may come in either case. */
const id = z.string().min(1).toLowerCase()
const text = z.string().nullish()

/** Objects stay whole, within `$select`: CEL mappings see them. A property that is there must be of its documented type. */
const Group = z.looseObject({ id, displayName: text, mail: text, groupTypes: z.array(z.string()).nullish(), visibility: text })
const User = z.looseObject({ id, userPrincipalName: text, mail: text, displayName: text, accountEnabled: z.boolean().nullish(), userType: text })
const Member = z.looseObject({ id, '@odata.type': z.string(), userPrincipalName: text, displayName: text, groupTypes: z.array(z.string()).nullish(), visibility: text })

export interface GroupRow {
  id: string
  /** Undefined where it is withheld. */
  name: string | undefined
  /** Microsoft 365 groups hold no groups. */
  unified: boolean
  /** Its members are shown to nobody without a permission of its own. */
  hidden: boolean
  record: JsonObject
}

export interface UserRow {
  id: string
  /** Undefined where it is withheld: whoever may be read has one. */
  principal: string | undefined
  mail: string | undefined
  /** Undefined where it is withheld. */
  enabled: boolean | undefined
  guest: boolean
  record: JsonObject
}

export type MemberKind = 'user' | 'group' | 'device' | 'servicePrincipal' | 'orgContact' | 'other'

export interface MemberRow {
  id: string
  kind: MemberKind
  /** The user principal name or the group's name; undefined where it is withheld. */
  name: string | undefined
  unified: boolean
  hidden: boolean
}

export const OneGroup = Group.transform((group): GroupRow => ({ id: group.id, name: group.displayName ?? undefined, ...natureOf(group), record: recordOf(group) }))

export const OneUser = User.transform((user): UserRow => ({
  id: user.id,
  principal: user.userPrincipalName ?? undefined,
  mail: user.mail === '' ? undefined : (user.mail ?? undefined),
  enabled: user.accountEnabled ?? undefined,
  guest: user.userType === 'Guest',
  record: recordOf(user),
}))

export const OneMember = Member.transform((member): MemberRow => {
  const kind = kindOf(member['@odata.type'])
  return { id: member.id, kind, name: (kind === 'user' ? member.userPrincipalName : member.displayName) ?? undefined, ...natureOf(member) }
})

export interface Page<Row> {
  /** The whole address of the next page; undefined on the last. */
  next: string | undefined
  rows: Row[]
}

export function pageOf<Row>(row: z.ZodType<Row>): z.ZodType<Page<Row>> {
  return z
    .object({ '@odata.nextLink': z.string().min(1).optional(), value: z.array(row) })
    .transform((page) => ({ next: page['@odata.nextLink'], rows: page.value }))
}

/** Counts are answered with the first page. */
export const Counted = z.object({ '@odata.count': z.number().int().nonnegative() }).transform((page) => page['@odata.count'])

const KINDS: readonly MemberKind[] = ['user', 'group', 'device', 'servicePrincipal', 'orgContact']

function kindOf(type: string): MemberKind {
  return KINDS.find((kind) => type === `#microsoft.graph.${kind}`) ?? 'other'
}

function natureOf(group: { groupTypes?: string[] | null | undefined; visibility?: string | null | undefined }): { unified: boolean; hidden: boolean } {
  return { unified: group.groupTypes?.includes('Unified') ?? false, hidden: group.visibility === 'HiddenMembership' }
}

/** Without the wire's own marks. */
function recordOf(object: Record<string, unknown>): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !name.startsWith('@odata.'))) as JsonObject
}
