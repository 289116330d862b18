/** Google Workspace as a source: groups, their people and the nesting between them, through the Admin SDK's Directory API. */
import type { Clock } from '../../clock.js'
import type { OnProgress } from '../../model/progress.js'
import type { Secret } from '../../model/secret.js'
import type { SourceSnapshot } from '../../model/snapshot.js'
import { admission, type NameLists } from '../name-lists.js'
import type { Source, SourceRequest } from '../source.js'
import { createAccessTokens } from './access-token.js'
import type { AwsIdentity } from './aws-identity.js'
import { createDirectory, type Directory } from './directory.js'
import { explain } from './explain-refusal.js'
import { judgePeople } from './judge-people.js'
import { readMembers } from './read-members.js'
import { effectiveFilters, selectGroups } from './select-groups.js'
import { choosePeople, selectPeople } from './select-people.js'
import { buildSnapshot } from './snapshot.js'
import { createWire } from './wire.js'

export interface GoogleOptions {
  /** The source's name in the configuration. */
  name: string
  /** `my_customer`, or the customer's id (C0xxxxxxx). */
  customer: string
  /** The Directory API's root; Google's own by default. */
  endpoint?: string
  /** The JSON text of a service account's key file, or of a workload identity federation with one (`external_account`). */
  credentials: Secret
  /** The administrator to act for, by domain-wide delegation; without one the service account acts for itself. */
  subject?: string
  /** Default: read-only groups, members and users. Delegation fails as a whole if one of them is not delegated. */
  scopes?: readonly string[]
  /** Each a query of Google's; their union is selected. An empty text or an empty list selects every group. */
  groupsFilter: readonly string[]
  /** Globs over groups' mails and names, beside the filters. */
  groups?: NameLists
  /** Globs over people's mails and aliases. */
  users?: NameLists
  /** `all`: also people who are in no selected group. Default `grouped`. */
  includeUsers?: 'all' | 'grouped'
  /** Of people in no group, those whom one of these queries selects; none takes them all. */
  usersFilter?: readonly string[]
  /** Whether a group with fewer members than Google counts stops the reading. Default true. */
  checkMemberCounts?: boolean
  /** Who vouches in a federation with AWS; the running role unless given. */
  role?: () => Promise<AwsIdentity>
  clock: Clock
  onProgress?: OnProgress
  /** Calls under way at once. Default 10. */
  concurrency?: number
}

const EVERYBODY: NameLists = { include: [], exclude: [] }

/** Delegated to the original program, and asked for by it. */
export const DEFAULT_SCOPES = ['group.readonly', 'group.member.readonly', 'user.readonly'].map((scope) => `https://www.googleapis.com/auth/admin.directory.${scope}`)

export function createGoogleSource(options: GoogleOptions): Source {
  const { name } = options
  const session = openSession(options)
  return { name, type: 'google', read: (request) => session((directory) => readAll(options, directory, request)) }
}

/** Work with the directory, refusals explained; what fails on one side does not go on reading on the other. */
export type Session = <T>(work: (directory: Directory) => Promise<T>) => Promise<T>

/** Its access token outlives one piece of work. */
export function openSession({ clock, credentials, customer, endpoint, subject, scopes = DEFAULT_SCOPES, role, concurrency = 10, onProgress }: Omit<GoogleOptions, 'name' | 'groupsFilter'>): Session {
  const tokens = createAccessTokens({ credentials, subject, scopes, clock, role })
  return async (work) => {
    const stop = new AbortController()
    const wire = createWire({ clock, onProgress, stopped: stop.signal })
    try {
      return await work(createDirectory({ customer, endpoint, tokens, wire, concurrency, onProgress }))
    } catch (error) {
      throw explain(error, { customer, subject, scopes })
    } finally {
      stop.abort()
      await wire.quiet()
    }
  }
}

async function readAll(options: GoogleOptions, directory: Directory, { known }: SourceRequest): Promise<SourceSnapshot> {
  const { name: source, clock, checkMemberCounts = true, includeUsers = 'grouped' } = options
  const start = instant(clock)
  const filter = effectiveFilters(options.groupsFilter)
  const [groupLists, userLists] = [admission(options.groups ?? EVERYBODY), admission(options.users ?? EVERYBODY)]

  const groupsAndMembers = async () => {
    const selection = await selectGroups({ directory, filters: filter, lists: groupLists, known: known.groups })
    return { selection, nodes: await readMembers({ directory, selection, checkMemberCounts, onProgress: options.onProgress }) }
  }
  const usersFilter = includeUsers === 'all' ? effectiveFilters(options.usersFilter ?? []) : []
  const [{ selection, nodes }, list, chosen] = await Promise.all([groupsAndMembers(), directory.users(), choosePeople(directory, usersFilter)])
  const users = new Map(list.map((user) => [user.id, user]))
  const findings = await judgePeople({ directory, users, nodes, known: known.users, chosen: chosen.lists.flat(), source })
  const grouped = new Set([...nodes.values()].flatMap(({ people }) => people.map(({ id }) => id)))
  const alone = selectPeople({ includeUsers, chosen, users, lists: userLists, grouped, known: known.users })

  const selects = [
    ...filter.map((query, index) => ({ by: query, matched: selection.matched[index] ?? 0 })),
    ...entries('groups.include', options.groups, groupLists.included([...selection.listed.values()].map(({ label, name }) => [label, name]))),
    ...usersFilter.map((query, index) => ({ by: `users_filter ${query}`, matched: chosen.lists[index]?.length ?? 0 })),
    ...entries('users.include', options.users, userLists.included(list.map(({ names }) => names))),
  ]
  const evidence = { pages: directory.pages(), filter: selects.map(({ by }) => by), matched: selects.map(({ matched }) => matched), start, end: instant(clock) }
  return buildSnapshot({ source, groups: selection.groups.values(), nodes, users, alone, lists: userLists, findings, evidence })
}

/** Entries of an include list, as the evidence names them. */
function entries(list: string, lists: NameLists | undefined, matched: readonly number[]): { by: string; matched: number }[] {
  return (lists?.include ?? []).map((entry, index) => ({ by: `${list} ${entry}`, matched: matched[index] ?? 0 }))
}

function instant(clock: Clock): string {
  return new Date(clock.now()).toISOString()
}
