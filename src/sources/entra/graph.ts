/** What is asked of Microsoft Graph v1.0: groups, who is in them and owns them, and people. */
import type * as z from 'zod'
import type { OnProgress } from '../../model/progress.js'
import { askBatch, type Part } from './batch.js'
import { checked, Refusal, type Call } from './call.js'
import { readListing } from './listing.js'
import { Counted, OneGroup, OneMember, OneUser, pageOf, type GroupRow, type MemberRow, type UserRow } from './rows.js'
import type { Ask } from './transport.js'
import type { Wire } from './wire.js'

/** Its calls throw `Refusal` and `AnswerBroken`, for `explain-refusal.ts` to put in words, and what `transport.ts` throws. */
export interface Graph {
  /** The groups that satisfy the filter, or every group. `eventual` asks the index, which some filters need. */
  groups(filter?: string, eventual?: boolean): Promise<GroupRow[]>
  /** Direct members of all types. Service principals are missing: v1.0 lists them by way of the index alone. */
  members(group: Named): Promise<MemberRow[]>
  owners(group: Named): Promise<MemberRow[]>
  /** How many people and groups the index counts among the direct members, in the order asked. */
  memberCounts(groups: readonly (Named & { unified: boolean })[]): Promise<MemberCount[]>
  /** Everybody in the tenant. */
  users(): Promise<UserRow[]>
  /** About how many that are. */
  userCount(): Promise<number>
  /** Those of them who are there. */
  usersById(ids: readonly string[]): Promise<UserRow[]>
  /** Undefined where Graph knows none (404). */
  group(id: string): Promise<GroupRow | undefined>
  user(id: string): Promise<UserRow | undefined>
  /** Pages read so far, over all listings. */
  pages(): number
}

export interface Named {
  id: string
  label: string
}

export interface MemberCount {
  users: number
  groups: number
}

export interface GraphOptions {
  ask: Ask
  wire: Wire
  /** Properties of users beside those that the default mapping reads. */
  select: readonly string[]
  onProgress: OnProgress | undefined
}

/** Directory objects come 100 on a page unless asked for more, 999 at most. */
const PAGE = '$top=999'
const GROUP = 'id,displayName,description,mail,mailNickname,groupTypes,securityEnabled,mailEnabled,visibility,membershipRule,membershipRuleProcessingState,onPremisesSyncEnabled,isAssignableToRole'
const MEMBER = 'id,displayName,userPrincipalName,groupTypes,visibility'
/** What the default mapping reads and what expressions may want; nothing that changes by itself. */
const USER = [
  'id', 'userPrincipalName', 'displayName', 'givenName', 'surname', 'mail', 'otherMails', 'mailNickname', 'accountEnabled', 'userType', 'externalUserState', 'jobTitle', 'department',
  'companyName', 'employeeId', 'employeeType', 'employeeOrgData', 'officeLocation', 'streetAddress', 'city', 'state', 'postalCode', 'country', 'usageLocation', 'businessPhones',
  'mobilePhone', 'preferredLanguage', 'onPremisesSamAccountName', 'onPremisesExtensionAttributes',
]
const MANAGER = '$expand=manager($select=id,userPrincipalName,mail,displayName)'
/** Operands of `in` without further ado. https://learn.microsoft.com/graph/filter-query-parameter */
const IDS_IN_FILTER = 15

export function createGraph({ ask, wire, select, onProgress }: GraphOptions): Graph {
  const read = new Map<string, { pages: number; rows: number }>()
  const userQuery = `$select=${[...new Set([...USER, ...select])].join(',')}&${MANAGER}&${PAGE}`

  const list = <Row extends { id: string }>(call: Omit<Call, 'page'>, row: z.ZodType<Row>, url: string, eventual = false) =>
    readListing(ask, {
      call,
      url,
      eventual,
      shape: pageOf(row),
      onPage: (rows) => {
        const before = read.get(call.operation) ?? { pages: 0, rows: 0 }
        const sum = { pages: before.pages + 1, rows: before.rows + rows }
        read.set(call.operation, sum)
        onProgress?.({ type: 'read', system: 'entra', operation: call.operation, ...sum })
      },
    })
  const one = async <Row>(call: Call, row: z.ZodType<Row>, url: string): Promise<Row | undefined> => {
    try {
      return checked(call, row, await ask({ call, url }))
    } catch (error) {
      if (error instanceof Refusal && error.status === 404) return undefined
      throw error
    }
  }

  return {
    groups: (filter, eventual = false) => {
      const call = { operation: 'groups.group.ListGroup', ...(filter === undefined ? {} : { filter }) }
      const filtered = filter === undefined ? '' : `&$filter=${encodeURIComponent(filter)}`
      return list(call, OneGroup, `groups?$select=${GROUP}&${PAGE}${filtered}${eventual ? '&$count=true' : ''}`, eventual)
    },

    members: ({ id, label }) => list({ operation: 'groups.ListMembers', about: `the group ${label}` }, OneMember, `groups/${id}/members?$select=${MEMBER}&${PAGE}`),
    owners: ({ id, label }) => list({ operation: 'groups.ListOwners', about: `the group ${label}` }, OneMember, `groups/${id}/owners?$select=${MEMBER}&${PAGE}`),

    memberCounts: async (groups) => {
      const count = ({ id, label }: Named, type: string): Part => ({
        call: { operation: 'groups.ListMembersCast', about: `the group ${label}`, page: 1 },
        url: `groups/${id}/members/microsoft.graph.${type}?$count=true&$top=1&$select=id`,
        eventual: true,
      })
      // A group that cannot hold a type must not be asked for it.
      const parts = groups.map((group) => [count(group, 'user'), ...(group.unified ? [] : [count(group, 'group')])])
      const all = parts.flat()
      const answers = new Map((await askBatch(ask, wire, all)).map((body, index) => [all[index], body]))
      return parts.map((own) => {
        const [users = 0, nested = 0] = own.map((part) => checked(part.call, Counted, answers.get(part)))
        return { users, groups: nested }
      })
    },

    users: () => list({ operation: 'users.user.ListUser' }, OneUser, `users?${userQuery}`),

    userCount: async () => {
      const call: Call = { operation: 'users.GetCount', page: 1 }
      const answer = await ask({ call, url: 'users/$count', eventual: true })
      return typeof answer === 'number' ? answer : Infinity
    },

    usersById: async (ids) => {
      const chunks = Array.from({ length: Math.ceil(ids.length / IDS_IN_FILTER) }, (_, index) => ids.slice(index * IDS_IN_FILTER, (index + 1) * IDS_IN_FILTER))
      const parts = chunks.map((chunk): Part => ({
        call: { operation: 'users.user.ListUser', about: `${chunk.length} people by id`, page: 1 },
        url: `users?${userQuery}&$filter=${encodeURIComponent(`id in (${chunk.map((id) => `'${id}'`).join(',')})`)}`,
      }))
      const bodies = await askBatch(ask, wire, parts)
      return bodies.flatMap((body, index) => checked(parts[index]?.call ?? { operation: 'users.user.ListUser', page: 1 }, pageOf(OneUser), body).rows)
    },

    group: (id) => one({ operation: 'groups.group.GetGroup', about: `the group ${id}`, page: 1 }, OneGroup, `groups/${encodeURIComponent(id)}?$select=${GROUP}`),
    user: (id) => one({ operation: 'users.user.GetUser', about: `the user ${id}`, page: 1 }, OneUser, `users/${encodeURIComponent(id)}?$select=${USER.join(',')}`),

    pages: () => [...read.values()].reduce((sum, { pages }) => sum + pages, 0),
  }
}
