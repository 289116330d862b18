/** Who is added, changed and removed, by name: what a person reads in the answer of a manual run. */
import { isStateOnly, type Change } from '../model/change.js'
import { bounded } from './bounded.js'

export interface Told {
  /** `user NAME`, `group NAME`, `NAME in GROUP`. */
  added: readonly string[]
  changed: readonly string[]
  removed: readonly string[]
  /** How many each list leaves out, where one does. */
  more?: { added: number; changed: number; removed: number }
}

/** Bytes of each list. */
const ROOM = 20_000

export function changesOf(changes: readonly Change[]): Told {
  const lists = { added: bounded(entries(changes, 'added'), ROOM), changed: bounded(entries(changes, 'changed'), ROOM), removed: bounded(entries(changes, 'removed'), ROOM) }
  const { added, changed, removed } = lists
  const leavesOut = added.more + changed.more + removed.more > 0
  return {
    added: added.told,
    changed: changed.told,
    removed: removed.told,
    ...(leavesOut ? { more: { added: added.more, changed: changed.more, removed: removed.more } } : {}),
  }
}

type List = 'added' | 'changed' | 'removed'

/** What only the state remembers changes nobody. */
function* entries(changes: readonly Change[], list: List): Generator<string> {
  for (const change of changes) {
    if (isStateOnly(change) || listOf(change) !== list) continue
    if (change.kind === 'membership') for (const member of change.members) yield `${member} in ${change.key}`
    else yield entry(change)
  }
}

function listOf({ action }: Change): List {
  switch (action) {
    case 'create':
    case 'add':
      return 'added'
    case 'delete':
    case 'deactivate':
    case 'remove':
      return 'removed'
    case 'update':
    case 'reactivate':
    case 'adopt':
    case 'forget':
    case 'transfer':
    case 'schedule':
    case 'unschedule':
    case 'accept':
    case 'unaccept':
    case 'hold':
      return 'changed'
  }
}

function entry(change: Exclude<Change, { kind: 'membership' }>): string {
  const { kind, action, key } = change
  if (action === 'create' || action === 'delete') return `${kind} ${key}`
  const before = nameBefore(change)
  if (action === 'update') return before === undefined || before === key ? `${kind} ${key}` : `${kind} ${key}, renamed from ${before}`
  return `${kind} ${key} (${action === 'adopt' ? 'adopted' : `${action}d`})`
}

function nameBefore(change: Exclude<Change, { kind: 'membership' }>): string | undefined {
  return change.kind === 'user' ? change.before?.userName : change.before?.displayName
}
