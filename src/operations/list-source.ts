/** What a source holds, as rows: after its filters, or of everything that its account may see. */
import { IdpscimError } from '../errors.js'
import type { SourceGroup, SourceMember, SourceSnapshot } from '../model/snapshot.js'
import { compareText } from '../model/json.js'
import type { List, Row } from '../model/list.js'
import type { Context } from './context.js'
import { openSources } from './wiring.js'
import { withoutFilters } from './without-filters.js'

export type SourceList = 'groups' | 'members' | 'users'

/** In the order of printing. */
export const SOURCE_COLUMNS: Readonly<Record<SourceList, readonly string[]>> = {
  groups: ['source', 'name', 'label', 'members', 'id', 'note'],
  members: ['source', 'group', 'user', 'via', 'groupId', 'userId'],
  users: ['source', 'label', 'userName', 'displayName', 'suspended', 'id'],
}

export interface ListSourceOptions {
  what: SourceList
  /** The source's name; all of them unless given. */
  source?: string
  /** Without the filters of the configuration. */
  unfiltered: boolean
}

/** An empty list is an answer here. @throws IdpscimError `BadUsage` for a source that there is none of; what sources throw */
export async function listSource(context: Context, { what, source, unfiltered }: ListSourceOptions): Promise<Omit<List, 'columns'>> {
  const { sources } = context.config
  const wanted = source === undefined ? sources : sources.filter(({ name }) => name === source)
  if (wanted.length === 0) {
    throw new IdpscimError('BadUsage', `the configuration has no source named "${source ?? ''}"`, { suggestions: [`its sources are ${sources.map(({ name }) => name).join(', ')}`] })
  }
  const config = { ...context.config, sources: unfiltered ? wanted.map(withoutFilters) : wanted }
  const opened = await openSources({ ...context, config })
  const snapshots = await Promise.all(opened.map((one) => one.read({ known: { users: [], groups: [] } })))
  const { of, rowsOf } = LISTS[what]
  return { of, rows: snapshots.flatMap(rowsOf) }
}

const LISTS: Readonly<Record<SourceList, { of: string; rowsOf: (snapshot: SourceSnapshot) => Row[] }>> = {
  groups: {
    of: 'group',
    rowsOf: ({ source, groups }) => sorted(groups).map(({ id, name, label, members, elsewhere = [], gainsOnly }) => ({ source, name, label, members: members.length + elsewhere.length, id, note: gainsOnly })),
  },
  members: {
    of: 'membership',
    rowsOf: ({ source, groups, users }) => {
      const labels = new Map(users.map(({ id, label }) => [id, label]))
      const row = (group: SourceGroup, { id, via = [] }: SourceMember) => ({ source, group: group.label, user: labels.get(id) ?? id, via: via.length === 0 ? undefined : via.join(' > '), groupId: group.id, userId: id })
      // Whom another source holds has no id here.
      const byName = (group: SourceGroup) => (group.elsewhere ?? []).map(({ userName }) => ({ source, group: group.label, user: userName, via: undefined, groupId: group.id, userId: undefined }))
      return sorted(groups).flatMap((group) => [...group.members.map((member) => row(group, member)), ...byName(group)].sort((a, b) => compareText(a.user, b.user)))
    },
  },
  users: {
    of: 'user',
    rowsOf: ({ source, users }) => sorted(users).map(({ id, label, draft, suspended }) => ({ source, label, userName: draft.userName, displayName: draft.displayName, suspended, id })),
  },
}

function sorted<T extends { label: string; id: string }>(rows: readonly T[]): T[] {
  return rows.toSorted((a, b) => compareText(a.label, b.label) || compareText(a.id, b.id))
}
