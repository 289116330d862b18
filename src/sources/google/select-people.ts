/** Who is ours to synchronise beside the people in groups: everybody, or whom the filters select. */
import type { Admission } from '../name-lists.js'
import type { Directory } from './directory.js'
import { incomplete } from './explain-refusal.js'
import type { UserRow } from './rows.js'
import { satisfiesUser } from './users-filter.js'

/** What the filters gave, before anybody is known. */
export interface Chosen {
  filters: readonly string[]
  /** Ids, filter by filter. */
  lists: readonly (readonly string[])[]
}

export async function choosePeople(directory: Directory, filters: readonly string[]): Promise<Chosen> {
  return { filters, lists: await Promise.all(filters.map((filter) => directory.userIds(filter))) }
}

export interface SelectPeopleOptions {
  includeUsers: 'all' | 'grouped'
  chosen: Chosen
  users: ReadonlyMap<string, UserRow>
  /** Include and exclude lists, by mail and alias. */
  lists: Admission
  /** Who is in a group anyway. */
  grouped: ReadonlySet<string>
  /** Ids of people whom our state holds. */
  known: readonly string[]
}

/** @throws IdpscimError `SourceIncomplete` when a filter's list lacks somebody known who satisfies it: searches may lag by hours */
export function selectPeople({ includeUsers, chosen, users, lists, grouped, known }: SelectPeopleOptions): Set<string> {
  if (includeUsers === 'grouped') return new Set()
  if (chosen.filters.length === 0) return new Set(users.keys())
  const selected = new Set(chosen.lists.flat())
  for (const id of known) {
    const user = users.get(id)
    if (user === undefined || selected.has(id) || grouped.has(id) || !lists.admits(...user.names)) continue
    const filter = chosen.filters.find((one) => satisfiesUser(one, user.record) === true)
    if (filter === undefined) continue
    throw incomplete(`Google's list of users with the filter "${filter}" lags: it lacks ${user.label}, who belongs in it`, [
      "Wait until the search has caught up: minutes as a rule, 36 hours at the most by Google's word.",
    ])
  }
  return selected
}
