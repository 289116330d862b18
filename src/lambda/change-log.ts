/** One line for each change that ended: what, to whom, how it ended, and under which id the service knows it. */
import type { ApplyEvent } from '../apply/events.js'
import type { Logger } from '../log/logger.js'
import { isStateAction, type Change } from '../model/change.js'

type Ended = Extract<ApplyEvent, { type: 'change' }>

export function logChange(log: Logger, { change, status, failure, membersLeftOut = [] }: Ended): void {
  if (status !== 'done' && status !== 'failed' && status !== 'skipped') return
  log[status === 'done' ? 'info' : 'warn'](wordsOf(change), {
    change: change.id,
    [change.kind === 'user' ? 'user' : 'group']: change.key,
    ...(change.kind === 'membership' ? { members: change.members.length } : {}),
    result: status,
    ...(membersLeftOut.length === 0 ? {} : { membersLeftOut }),
    ...(failure === undefined ? {} : { reason: failure.message, status: failure.status, targetRequestId: failure.requestId }),
  })
}

/** Where the original program had the same words in its log, people look for these. */
function wordsOf({ kind, action }: Change): string {
  if (kind === 'membership') return action === 'add' ? 'adding member to group' : 'removing member from group'
  if (isStateAction(action)) return `remembering ${action} of ${kind}`
  switch (action) {
    case 'create':
      return `creating ${kind}`
    case 'update':
      return `updating ${kind}`
    case 'delete':
      return `deleting ${kind}`
    case 'deactivate':
    case 'reactivate':
      return `${action.replace(/e$/, 'ing')} ${kind}`
    case 'adopt':
      return `adopting ${kind}`
  }
}
