/** What a server says of itself (RFC 7643 §5), and the dialect that follows from it. */
import * as z from 'zod'
import { SendFailure, type Answer } from '../../http/send-failure.js'
import type { Operations } from '../../model/capabilities.js'
import type { JsonObject } from '../../model/json.js'
import type { ScimClient } from './client.js'
import type { Dialect } from './dialect.js'
import { incomplete, readFailed, refused } from './failures.js'

export interface StandardRates {
  read: number
  write: number
}

/** No server publishes its limits by SCIM: modest, until somebody who knows it says more. */
const DEFAULT_RATES: StandardRates = { read: 20, write: 10 }
const PAGE_SIZE = 100

/** What RFC 7644 asks of every server, before this one has been asked. */
export function standardDialect(given: Partial<StandardRates> = {}): Dialect {
  const rates = { ...DEFAULT_RATES, ...given }
  return {
    system: 'the SCIM server',
    capabilities: {
      deactivate: true,
      externalId: true,
      pageSize: PAGE_SIZE,
      membersPerRequest: 100,
      rates,
      operations: {
        listUsers: 'ListUsers',
        listGroups: 'ListGroups',
        readUser: 'GetUser',
        readGroup: 'GetGroup',
        findUser: 'ListUsers',
        findGroup: 'ListGroups',
        listMembers: 'GetGroup',
        testMember: 'GetGroup',
        createUser: 'CreateUser',
        updateUser: 'PatchUser',
        deleteUser: 'DeleteUser',
        createGroup: 'CreateGroup',
        updateGroup: 'PatchGroup',
        deleteGroup: 'DeleteGroup',
        addMembers: 'PatchGroup',
        removeMembers: 'PatchGroup',
        opening: OPENING,
      },
      api: 'scim',
    },
    paging: 'index',
    totalIsOfPage: false,
    filters: true,
    memberships: 'groups',
    singleGroups: true,
    removal: 'path',
    change: 'patch',
    accept: 'application/scim+json, application/json',
    remedies,
  }
}

const OPENING = 'GetServiceProviderConfig'

/** Without PATCH an object is read, changed here, and put back. */
const BY_PUT: Partial<Operations> = { updateUser: 'PutUser', updateGroup: 'PutGroup', addMembers: 'PutGroup', removeMembers: 'PutGroup', beforeChange: { user: 'GetUser', group: 'GetGroup' } }

const flag = z.object({ supported: z.boolean() }).optional()
const ServiceProviderConfig = z.object({
  patch: flag,
  filter: z.object({ supported: z.boolean(), maxResults: z.number().optional() }).optional(),
  /** RFC 9865 §4. */
  pagination: z.object({ cursor: z.boolean().optional(), index: z.boolean().optional(), maxPageSize: z.number().optional() }).optional(),
})

/** The whole document. @throws IdpscimError `TargetIncomplete`, `TargetRefused` */
export async function describeService(client: Pick<ScimClient, 'get' | 'dialect'>): Promise<JsonObject> {
  const answer = await ask(client)
  if (answer.status !== 200) throw refused(DOING, await client.dialect(), answer)
  return z.record(z.string(), z.json()).parse(answer.body)
}

const DOING = 'reading ServiceProviderConfig'

function ask({ get }: Pick<ScimClient, 'get'>): Promise<Answer> {
  return get(OPENING, '/ServiceProviderConfig').catch((error: unknown) => {
    throw error instanceof SendFailure ? readFailed(DOING, error) : error
  })
}

/** A server without that document is taken for one that does what the RFC asks. */
export async function discover(client: Pick<ScimClient, 'get'>, dialect: Dialect): Promise<Dialect> {
  const answer = await ask(client)
  if (answer.status === 404 || answer.status === 501) return dialect
  if (answer.status !== 200) throw refused(DOING, dialect, answer)
  const parsed = ServiceProviderConfig.safeParse(answer.body)
  if (!parsed.success) throw incomplete(`${DOING}: the answer is not as SCIM defines it, at ${parsed.error.issues[0]?.path.join('.') ?? ''}`)
  const { patch, filter, pagination } = parsed.data
  const { capabilities } = dialect
  const wholly = patch?.supported === false
  const most = [PAGE_SIZE, filter?.maxResults ?? 0, pagination?.maxPageSize ?? 0].filter((size) => size > 0)
  return {
    ...dialect,
    capabilities: { ...capabilities, pageSize: Math.min(...most), operations: wholly ? { ...capabilities.operations, ...BY_PUT } : capabilities.operations },
    paging: pagination?.cursor === true && pagination.index !== true ? 'cursor' : 'index',
    filters: filter?.supported ?? true,
    change: wholly ? 'put' : 'patch',
  }
}

function remedies(status: number): string[] {
  switch (status) {
    case 401:
      return ['check the access token: it may have expired or been revoked']
    case 403:
      return ['check what the access token may do: it needs to read and write Users and Groups']
    case 404:
      return ['check the endpoint: it is the part before /Users, as https://host/scim/v2']
    default:
      return []
  }
}
