/** Which groups are ours to synchronise: the union of the filters, and the proof that no lagging list has lost one. */
import { incomplete } from './explain-refusal.js'
import type { Graph } from './graph.js'
import { needsIndex, satisfies } from './groups-filter.js'
import type { GroupRow } from './rows.js'

export interface Selection {
  /** By id, in the order of the filters and then of Graph's lists. */
  groups: ReadonlyMap<string, GroupRow>
  /** Groups that each filter gave, in their order. */
  matched: readonly number[]
}

/** An empty filter, or none at all, selects every group. */
export function effectiveFilters(groupsFilter: readonly string[]): string[] {
  const filters = [...new Set(groupsFilter.map((filter) => filter.trim()))]
  return filters.includes('') ? [] : filters
}

/** @throws IdpscimError `SourceIncomplete` when a known group that the filters should have given is missing, or a name is withheld */
export async function selectGroups(graph: Graph, filters: readonly string[], known: readonly string[]): Promise<Selection> {
  const lists = await Promise.all(filters.length === 0 ? [graph.groups()] : filters.map((filter) => graph.groups(filter, needsIndex(filter))))
  const groups = new Map<string, GroupRow>()
  for (const row of lists.flat()) {
    if (row.name === undefined) throw incomplete(`Graph gives no name for the group ${row.id}: its properties are withheld`, ['Grant the app GroupMember.Read.All, with admin consent.'])
    if (!groups.has(row.id)) groups.set(row.id, row)
  }
  await Promise.all(known.filter((id) => !groups.has(id)).map((id) => settle(graph, filters, id)))
  return { groups, matched: filters.map((_, index) => lists[index]?.length ?? 0) }
}

/** The index behind advanced queries may lag, and a page may be lost; a read by id is neither. */
async function settle(graph: Graph, filters: readonly string[], id: string): Promise<void> {
  const group = await graph.group(id)
  if (group === undefined) return
  const lost = filters.length === 0 || filters.some((filter) => satisfies(filter, group.record) === true)
  if (!lost) return
  const by = filters.length === 0 ? "Graph's list of all groups" : `Graph's list of groups (${filters.map((filter) => `"${filter}"`).join(', ')})`
  throw incomplete(`${by} lacks the group "${group.name ?? ''}" (${group.id}), which is there and belongs in it`, ['Where a filter has ne, not or endsWith, wait for the index to catch up: minutes as a rule.'])
}
