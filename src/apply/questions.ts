/** What must be asked of the target to know how changes stand. */
import type { Change } from '../model/change.js'
import { foldKey } from '../model/json.js'
import type { ObjectQuestion, Questions } from '../targets/target.js'
import type { Ids } from './ids.js'
import type { ObjectChange } from './seen.js'

/** A change, and for a membership those of its people that are in question. */
export interface Doubt {
  change: Change
  members?: readonly string[]
}

/** Each object is asked for once, however many changes speak of it. */
export function questionsFor(doubts: Iterable<Doubt>, ids: Ids, expected: Questions['expected']): Questions {
  const users = new Map<string, ObjectQuestion>()
  const groups = new Map<string, ObjectQuestion>()
  const members = new Map<string, Set<string>>()
  for (const { change, members: asked } of doubts) {
    if (change.kind === 'membership') {
      const groupId = ids.of(change)
      const userIds = (asked ?? change.members).flatMap((key) => ids.member(change, key) ?? [])
      if (groupId === undefined || userIds.length === 0) continue
      const known = members.get(groupId) ?? new Set()
      for (const id of userIds) known.add(id)
      members.set(groupId, known)
      continue
    }
    const into = change.kind === 'user' ? users : groups
    const id = change.action === 'create' ? undefined : ids.of(change)
    if (id !== undefined) into.set(`id:${id}`, { id })
    const wanted = nameWanted(change)
    if (wanted !== undefined) into.set(`name:${foldKey(wanted.name)}:${wanted.externalId ?? ''}`, wanted)
  }
  return {
    users: [...users.values()],
    groups: [...groups.values()],
    members: [...members].map(([groupId, userIds]) => ({ groupId, userIds: [...userIds] })),
    expected,
  }
}

export function asksNothing({ users, groups, members }: Questions): boolean {
  return users.length + groups.length + members.length === 0
}

/** A creation and a rename need a name that nobody holds. */
function nameWanted(change: ObjectChange): { name: string; externalId?: string } | undefined {
  if (change.after === undefined) return undefined
  const name = nameIn(change.after)
  if (name === undefined) return undefined
  const { externalId } = change.after
  if (change.action === 'create') return { name, ...(externalId === undefined ? {} : { externalId }) }
  const renamed = foldKey(name) !== foldKey((change.before === undefined ? undefined : nameIn(change.before)) ?? '')
  return renamed ? { name } : undefined
}

function nameIn(attributes: object): string | undefined {
  const { userName, displayName } = attributes as { userName?: string; displayName?: string }
  return userName ?? displayName
}
