/** The Directory API's lists as Google answers them, for people who look before they plan: no nesting, no judging. */
import type { JsonObject } from '../../model/json.js'
import type { Directory } from './directory.js'
import { type GoogleOptions, openSession } from './google-source.js'
import type { GroupRow, MemberRow } from './rows.js'
import { effectiveFilters } from './select-groups.js'

/** What was selected by the filters of the options; each throws as a reading of the source does. */
export interface Inspection {
  groups(): Promise<JsonObject[]>
  /** Direct members whose status is ACTIVE, group by group. */
  members(): Promise<{ group: JsonObject; members: MemberRow[] }[]>
  users(): Promise<JsonObject[]>
}

export function createInspection(options: GoogleOptions): Inspection {
  const session = openSession(options)
  const groups = (directory: Directory) => united(options.groupsFilter, (query) => directory.groups(query))
  return {
    groups: async () => (await session(groups)).map(({ record }) => record),
    members: () => session(async (directory) => Promise.all((await groups(directory)).map((group) => withMembers(directory, group)))),
    users: async () => (await session((directory) => united(options.usersFilter ?? [], (query) => directory.users(query)))).map(({ record }) => record),
  }
}

async function withMembers(directory: Directory, group: GroupRow): Promise<{ group: JsonObject; members: MemberRow[] }> {
  const members = await directory.members(group)
  return { group: group.record, members: members.filter(({ status }) => status === 'ACTIVE') }
}

/** In the order of the filters, each row once. */
async function united<Row extends { id: string }>(filters: readonly string[], list: (query?: string) => Promise<Row[]>): Promise<Row[]> {
  const queries = effectiveFilters(filters)
  const rows = await Promise.all(queries.length === 0 ? [list()] : queries.map((query) => list(query)))
  return [...new Map(rows.flat().map((row) => [row.id, row])).values()]
}
