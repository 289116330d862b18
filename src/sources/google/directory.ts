/** The five reading calls of the Directory API, behind one limit of calls under way. */
import { admin } from 'googleapis/build/src/apis/admin/index.js'
import pLimit from 'p-limit'
import type * as z from 'zod'
import type { AccessTokens } from '../../http/access-tokens.js'
import type { OnProgress } from '../../model/progress.js'
import { checked, readListing } from './listing.js'
import { AnswerBroken, Refusal, type Call } from './refusal.js'
import { GroupsPage, MembersPage, OneGroup, UsersPage, type GroupRow, type MemberRow, type Page, type UserRow } from './rows.js'
import type { RawAnswer, RequestOptions, Wire } from './wire.js'

/** Its calls throw `Refusal` and `AnswerBroken`, for `explain-refusal.ts` to put in words, and what `listing.ts` throws. */
export interface Directory {
  /** The groups that satisfy the query, or every group. */
  groups(query?: string): Promise<GroupRow[]>
  /** A group's direct members, whatever their role. */
  members(group: { id: string; label: string }): Promise<MemberRow[]>
  /** The users who satisfy the query, or every user of the customer. */
  users(query?: string): Promise<UserRow[]>
  /** Ids of the users who satisfy the query. */
  userIds(query: string): Promise<string[]>
  /** Undefined where Google knows none (404). */
  group(id: string): Promise<GroupRow | undefined>
  userExists(id: string): Promise<boolean>
  /** The first row alone, for who only wants to know whether it may ask: of the groups, of those that satisfy the query, of everybody, of a group. */
  firstGroup(query?: string): Promise<GroupRow | undefined>
  firstUser(query?: string): Promise<{ id: string } | undefined>
  firstMember(group: { id: string; label: string }): Promise<MemberRow | undefined>
  /** Pages read so far, over all listings. */
  pages(): number
}

export interface DirectoryOptions {
  customer: string
  /** The API's root: Google's client takes only the origin of it. */
  endpoint: string | undefined
  tokens: AccessTokens<Wire>
  wire: Wire
  concurrency: number
  onProgress: OnProgress | undefined
}

/** `nextPageToken` must stand in a list's mask: without it Google's lists end after one page. */
const GROUP_FIELDS = 'id,email,name,description,directMembersCount,aliases'
/** What the default mapping reads and what expressions may want; nothing that changes by itself, as `etag` and `lastLoginTime` do. */
const USER_FIELDS =
  'id,primaryEmail,name,suspended,archived,kind,emails,addresses,phones,languages,organizations,relations,' +
  'externalIds,locations,aliases,orgUnitPath,isAdmin,isDelegatedAdmin,creationTime,customSchemas'
const MEMBER_FIELDS = 'id,email,type,status'

type Send = (options: RequestOptions & { headers: Record<string, string> }) => Promise<RawAnswer>

export function createDirectory({ customer, endpoint, tokens, wire, concurrency, onProgress }: DirectoryOptions): Directory {
  const client = admin({ version: 'directory_v1', ...(endpoint === undefined ? {} : { rootUrl: endpoint }) })
  const limit = pLimit(concurrency)
  const read = new Map<string, { pages: number; rows: number }>()

  const attempt = async (call: Call, send: Send): Promise<object> => {
    const ask = (token: string) => wire.exchange(call, (options) => send({ ...options, headers: { authorization: `Bearer ${token}` } }))
    const token = await tokens.current(wire)
    let answer = await ask(token)
    if (answer.status === 401) answer = await ask(await tokens.insteadOf(token, wire))
    const { status, data } = answer
    const cutShort = typeof data === 'string' && data.trimStart().startsWith('{')
    if (status !== 200 && !cutShort) throw new Refusal(call, answer)
    if (typeof data !== 'object' || data === null) throw new AnswerBroken(call, `the answer (status ${status}) was cut short or is not JSON`)
    return data
  }

  const call = (asked: Call, send: Send) => limit(() => wire.retrying(asked, () => attempt(asked, send)))

  const list = <Row extends { id: string }>(asked: Omit<Call, 'page'>, shape: z.ZodType<Page<Row>>, send: (page: { pageToken?: string }) => Send) =>
    readListing({
      call: asked,
      shape,
      read: (one, pageToken) => call(one, send(pageToken === undefined ? {} : { pageToken })),
      onPage: (rows) => {
        const before = read.get(asked.operation) ?? { pages: 0, rows: 0 }
        const sum = { pages: before.pages + 1, rows: before.rows + rows }
        read.set(asked.operation, sum)
        onProgress?.({ type: 'read', system: 'google', operation: asked.operation, ...sum })
      },
    })

  return {
    groups: (query) => {
      const filter = query === undefined ? {} : { filter: query }
      const fixed = { customer, maxResults: 200, fields: `nextPageToken,groups(${GROUP_FIELDS})`, ...(query === undefined ? {} : { query }) }
      return list({ operation: 'groups.list', ...filter }, GroupsPage, (page) => (options) => client.groups.list({ ...fixed, ...page }, options))
    },

    members: ({ id, label }) => {
      const fixed = { groupKey: id, maxResults: 200, fields: `nextPageToken,members(${MEMBER_FIELDS})` }
      const asked = { operation: 'members.list', about: `the group ${label}` }
      return list(asked, MembersPage, (page) => (options) => client.members.list({ ...fixed, ...page }, options))
    },

    users: (query) => {
      const filter = query === undefined ? {} : { filter: query }
      // Custom schemas are answered only with the full projection, whatever the mask says.
      const fixed = { customer, maxResults: 500, projection: 'full', fields: `nextPageToken,users(${USER_FIELDS})`, ...(query === undefined ? {} : { query }) }
      return list({ operation: 'users.list', ...filter }, UsersPage, (page) => (options) => client.users.list({ ...fixed, ...page }, options))
    },

    userIds: async (query) => {
      const fixed = { customer, maxResults: 500, query, fields: 'nextPageToken,users(id)' }
      const rows = await list({ operation: 'users.list', filter: query }, UsersPage, (page) => (options) => client.users.list({ ...fixed, ...page }, options))
      return rows.map(({ id }) => id)
    },

    group: async (id) => {
      const asked: Call = { operation: 'groups.get', about: `the group ${id}`, page: 1 }
      const answer = await orGone(call(asked, (options) => client.groups.get({ groupKey: id, fields: GROUP_FIELDS }, options)))
      return answer === undefined ? undefined : checked(asked, OneGroup, answer)
    },

    userExists: async (id) => {
      const asked: Call = { operation: 'users.get', about: `the user ${id}`, page: 1 }
      return (await orGone(call(asked, (options) => client.users.get({ userKey: id, fields: 'id' }, options)))) !== undefined
    },

    firstGroup: async (query) => {
      const asked: Call = { operation: 'groups.list', page: 1, ...(query === undefined ? {} : { filter: query }) }
      const fixed = { customer, maxResults: 1, fields: `groups(${GROUP_FIELDS})`, ...(query === undefined ? {} : { query }) }
      return checked(asked, GroupsPage, await call(asked, (options) => client.groups.list(fixed, options))).rows[0]
    },

    firstUser: async (query) => {
      const asked: Call = { operation: 'users.list', page: 1, ...(query === undefined ? {} : { filter: query }) }
      const fixed = { customer, maxResults: 1, fields: 'users(id)', ...(query === undefined ? {} : { query }) }
      return checked(asked, UsersPage, await call(asked, (options) => client.users.list(fixed, options))).rows[0]
    },

    firstMember: async ({ id, label }) => {
      const asked: Call = { operation: 'members.list', about: `the group ${label}`, page: 1 }
      return checked(asked, MembersPage, await call(asked, (options) => client.members.list({ groupKey: id, maxResults: 1, fields: `members(${MEMBER_FIELDS})` }, options))).rows[0]
    },

    pages: () => [...read.values()].reduce((sum, { pages }) => sum + pages, 0),
  }
}

async function orGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return undefined
    throw error
  }
}
