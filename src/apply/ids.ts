/** Target ids: known where the plan knows them, learned where this apply made the object. */
import type { Change, MembershipChange } from '../model/change.js'
import { foldKey } from '../model/json.js'

export interface Ids {
  /** The object that the change speaks of: for a membership its group. Undefined while it is still to be created. */
  of(change: Change): string | undefined
  member(change: MembershipChange, key: string): string | undefined
  /** From now on, plans that speak of this key mean this object. */
  learn(change: Change, targetId: string): void
}

export function createIds(): Ids {
  const users = new Map<string, string>()
  const groups = new Map<string, string>()
  return {
    of: (change) => change.targetId ?? (change.kind === 'user' ? users : groups).get(foldKey(change.key)),
    member: (change, key) => change.memberIds[key] ?? users.get(foldKey(key)),
    learn: (change, targetId) => {
      if (change.kind === 'user') users.set(foldKey(change.key), targetId)
      if (change.kind === 'group') groups.set(foldKey(change.key), targetId)
    },
  }
}
