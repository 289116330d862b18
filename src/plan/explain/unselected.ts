/** What the sources hold beyond their filters: asked for where somebody, or a group, is in nothing that the filters select. */
import type { Path } from '../../model/explanation.js'
import { foldKey } from '../../model/json.js'
import type { SourceSnapshot } from '../../model/snapshot.js'
import { originKey } from '../worlds.js'
import { pathsIn, type SourceTeam } from './groups.js'
import type { SourcePerson } from './people.js'

export interface Beyond {
  person: (names: readonly string[]) => SourcePerson | undefined
  group: (names: readonly string[]) => SourceTeam | undefined
}

export function beyondFilters(unfiltered: readonly SourceSnapshot[]): Beyond {
  const people = new Map<string, SourcePerson>()
  const groups = new Map<string, SourceTeam>()
  for (const snapshot of unfiltered) {
    for (const user of snapshot.users) for (const name of [user.label, user.id, user.draft.userName ?? user.label]) if (!people.has(foldKey(name))) people.set(foldKey(name), { snapshot, user })
    for (const group of snapshot.groups) for (const name of [group.name, group.label, group.id]) if (!groups.has(foldKey(name))) groups.set(foldKey(name), { snapshot, group })
  }
  const among = <T>(all: ReadonlyMap<string, T>) => (names: readonly string[]): T | undefined => names.map((name) => all.get(foldKey(name))).find((one) => one !== undefined)
  return { person: among(people), group: among(groups) }
}

/** Every group there that the person is in, by which way; `filter` says what the configuration asks for instead. */
export function unselectedPaths({ snapshot, user }: SourcePerson, sources: readonly SourceSnapshot[]): Path[] {
  const who = originKey({ source: snapshot.source, sourceId: user.id })
  const filter = sources.find(({ source }) => source === snapshot.source)?.evidence.filter ?? []
  return snapshot.groups.flatMap((group) => pathsIn([{ snapshot, group }]).get(who) ?? []).map((path) => ({ ...path, filter }))
}

/** `the filter "name:AWS*"`. */
export function filtersOf(sources: readonly SourceSnapshot[], name: string): string {
  const filter = sources.find(({ source }) => source === name)?.evidence.filter ?? []
  return filter.length === 0 ? 'the configuration' : `the filter ${filter.map((one) => `"${one}"`).join(', ')}`
}
