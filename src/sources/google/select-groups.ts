/** Which groups are ours to synchronise: the union of the filters, and the proof that no lagging list has lost one. */
import type { Admission } from '../name-lists.js'
import type { Directory } from './directory.js'
import { incomplete } from './explain-refusal.js'
import { satisfies } from './groups-filter.js'
import type { GroupRow } from './rows.js'

export interface SelectOptions {
  directory: Directory
  filters: readonly string[]
  /** Include and exclude lists, by mail and by name. */
  lists: Admission
  /** Ids of groups that our state holds. */
  known: readonly string[]
}

export interface Selection {
  /** By id, in the order of the filters and then of Google's lists. */
  groups: ReadonlyMap<string, GroupRow>
  /** The filters are none: `listed` is the whole customer's. */
  everything: boolean
  /** Before the lists. */
  listed: ReadonlyMap<string, GroupRow>
  /** Groups that each filter gave, in their order. */
  matched: readonly number[]
}

/** An empty filter, or none at all, selects every group. */
export function effectiveFilters(groupsFilter: readonly string[]): string[] {
  const filters = [...new Set(groupsFilter.map((filter) => filter.trim()))]
  return filters.includes('') ? [] : filters
}

/** @throws IdpscimError `SourceIncomplete` when a known group that the filters should have given is missing */
export async function selectGroups({ directory, filters, lists, known }: SelectOptions): Promise<Selection> {
  const rows = await Promise.all(filters.length === 0 ? [directory.groups()] : filters.map((filter) => directory.groups(filter)))
  const groups = new Map<string, GroupRow>()
  for (const row of rows.flat()) if (!groups.has(row.id)) groups.set(row.id, row)
  await Promise.all(known.filter((id) => !groups.has(id)).map((id) => settle(directory, filters, lists, id)))
  const admitted = new Map([...groups].filter(([, row]) => lists.admits(row.label, row.name)))
  return { groups: admitted, everything: filters.length === 0, listed: groups, matched: filters.map((_, index) => rows[index]?.length ?? 0) }
}

/**
 * Searches may lag by hours (https://developers.google.com/workspace/admin/directory/v1/guides/search-groups), a read by id does not:
 * a group that is there and still satisfies a filter was lost by the list, and its absence must not be believed.
 */
async function settle(directory: Directory, filters: readonly string[], lists: Admission, id: string): Promise<void> {
  const group = await directory.group(id)
  if (group === undefined || !lists.admits(group.label, group.name)) return
  const lost = filters.length === 0 || filters.some((filter) => satisfies(filter, { name: group.name, email: group.label }) === true)
  if (!lost) return
  const by = filters.length === 0 ? "Google's list of all groups" : `Google's list of groups (${filters.map((filter) => `"${filter}"`).join(', ')})`
  throw incomplete(`${by} lags: it lacks the group "${group.name}" (${group.label}), which is there and belongs in it`, [
    'Wait until the search has caught up: minutes as a rule, 36 hours at the most by Google\'s word.',
  ])
}
