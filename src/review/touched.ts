/** How far a plan reaches: people and groups that it touches, who loses everything, and the groups that change most. */
import type { Change } from '../model/change.js'
import { slices, type Steps } from '../model/steps.js'

export interface Touched {
  people: number
  groups: number
  /** Deleted or deactivated by this plan. Who is left without any group only the verdicts know. */
  losing: readonly { key: string; how: 'deleted' | 'deactivated' }[]
  /** By people who come and go; at most five. */
  biggest: readonly { key: string; added: number; removed: number }[]
}

export function* touchedInSteps(changes: readonly Change[]): Steps<Touched> {
  const people = new Set<string>()
  const groups = new Map<string, { key: string; added: number; removed: number }>()
  const losing: { key: string; how: 'deleted' | 'deactivated' }[] = []
  const group = (key: string) => {
    const known = groups.get(key) ?? { key, added: 0, removed: 0 }
    groups.set(key, known)
    return known
  }
  for (const some of slices(changes)) {
    for (const change of some) {
      if (change.kind === 'user') {
        people.add(change.key)
        if (change.action === 'delete' || change.action === 'deactivate') losing.push({ key: change.key, how: change.action === 'delete' ? 'deleted' : 'deactivated' })
      } else if (change.kind === 'group') group(change.key)
      else {
        group(change.key)[change.action === 'add' ? 'added' : 'removed'] += change.members.length
        for (const member of change.members) people.add(member)
      }
    }
    yield people.size + groups.size
  }
  const biggest = [...groups.values()].filter(({ added, removed }) => added + removed > 0).sort((a, b) => b.added + b.removed - (a.added + a.removed) || (a.key < b.key ? -1 : 1))
  return { people: people.size, groups: groups.size, losing, biggest: biggest.slice(0, 5) }
}
