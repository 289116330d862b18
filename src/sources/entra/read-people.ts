/** The people of the groups that were read, or all of the tenant, and those whom our state holds, in the fewest calls; whoever a list lacks is asked for singly. */
import { IdpscimError } from '../../errors.js'
import { incomplete } from './explain-refusal.js'
import type { Graph } from './graph.js'
import type { UserRow } from './rows.js'

/** One page of everybody, against one batch of some by id. */
const ROWS_A_PAGE = 999
const IDS_A_BATCH = 300

export interface Wanted {
  /** Labels by id. */
  members: ReadonlyMap<string, string>
  /** Ids that our state holds. */
  known: readonly string[]
  /** The whole tenant is wanted. */
  everybody: boolean
}

/**
 * By id. Who is a member and not here has been deleted meanwhile.
 * @throws IdpscimError `SourceIncomplete` when somebody is there and the lists lack them, or properties are withheld
 */
export async function readPeople(graph: Graph, { members, known, everybody }: Wanted): Promise<Map<string, UserRow>> {
  const wanted = new Map([...known.map((id): [string, string] => [id, id]), ...members])
  const all = everybody || Math.ceil((await graph.userCount()) / ROWS_A_PAGE) <= Math.ceil(wanted.size / IDS_A_BATCH)
  const rows = all ? await graph.users() : await graph.usersById([...wanted.keys()])
  for (const row of rows) if (row.principal === undefined || row.enabled === undefined) throw withheld(row)
  const people = new Map(rows.map((row) => [row.id, row]))
  await Promise.all([...wanted].filter(([id]) => !people.has(id)).map(([id, label]) => settle(graph, id, label)))
  return people
}

async function settle(graph: Graph, id: string, label: string): Promise<void> {
  if ((await graph.user(id)) === undefined) return
  throw incomplete(`Graph's list of users lacks ${label}, who is there when asked for by id: the list is not whole`)
}

/** Neither is ever null for somebody who may be read: with less permission Graph answers all the same, and leaves out the rest. */
function withheld({ id, principal }: UserRow): IdpscimError {
  const what = principal === undefined ? `nothing but the id of the user ${id}` : `no accountEnabled for ${principal}`
  return new IdpscimError('SourceIncomplete', `Graph gives ${what}: the app has lost the permission to read users in full`, {
    suggestions: ['Grant the app User.Read.All (User.ReadBasic.All is not enough), with admin consent, as application permission.'],
    facts: { user: id },
  })
}
