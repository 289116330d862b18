/** The beginning of every change of a group. */
import type { GroupChange } from '../model/change.js'
import type { Origin } from '../model/desired-state.js'

/** The id names the object as the target knows it today: there, no two have one name. */
export function groupChange<A extends GroupChange['action']>(action: A, { key, source, sourceId }: Origin & { key: string }, today: string) {
  return { kind: 'group' as const, action, id: `group:${action}:${today}`, key, source, sourceId, dependsOn: [] }
}
