/** What an action means to people, for colours: something comes, changes, goes, or only the state moves. */
import { isStateOnly, type Change } from '../model/change.js'

export type ActionTone = 'add' | 'change' | 'remove' | 'state'

export function toneOf(change: Change): ActionTone {
  if (isStateOnly(change)) return 'state'
  switch (change.action) {
    case 'create':
    case 'add':
    case 'reactivate':
      return 'add'
    case 'delete':
    case 'remove':
    case 'deactivate':
      return 'remove'
    default:
      return 'change'
  }
}
