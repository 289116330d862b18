/** The beginning of every change of a user. */
import type { UserChange } from '../model/change.js'
import type { Origin } from '../model/desired-state.js'

/** The id names the object as the target knows it today: there, no two have one name. */
export function userChange<A extends UserChange['action']>(action: A, { key, source, sourceId }: Origin & { key: string }, today: string) {
  return { kind: 'user' as const, action, id: `user:${action}:${today}`, key, source, sourceId, dependsOn: [] }
}
