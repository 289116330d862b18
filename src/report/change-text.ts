/** One change of a plan as lines: what, to whom, field by field, and why. */
import type { Change, GroupChange, MembershipChange, UserChange } from '../model/change.js'
import { fieldLines } from './field-text.js'
import { fieldChanges } from './fields.js'
import { wrap } from './layout.js'
import type { Dye, Paint } from './paint.js'
import { safe } from './safe.js'
import { counted, joined, minute, number } from './words.js'

export interface ChangeTextOptions {
  width: number
  paint: Paint
  /** Where people find what a long list leaves out. */
  file?: string
}

/** Names of one list that are printed before a count stands for the rest. */
const LISTED = 50

const SIGNS: Readonly<Record<Change['action'], '+' | '~' | '-' | '='>> = {
  create: '+',
  add: '+',
  update: '~',
  reactivate: '~',
  deactivate: '~',
  adopt: '~',
  delete: '-',
  remove: '-',
  forget: '=',
  transfer: '=',
  schedule: '=',
  unschedule: '=',
}

/** Users' or groups' changes; a reason that neighbours share is told once, below the last of them. */
export function objectLines(changes: readonly (UserChange | GroupChange)[], options: ChangeTextOptions): string[] {
  let alike = 0
  return changes.flatMap((change, index) => {
    alike++
    const next = changes[index + 1]
    const lines = bodyLines(change, options)
    if (next !== undefined && next.action === change.action && next.reason === change.reason) return lines
    const told = alike === 1 ? change.reason : `(all ${number(alike)}) ${change.reason}`
    alike = 0
    return [...lines, ...reasonLines(told, options)]
  })
}

function bodyLines(change: UserChange | GroupChange, options: ChangeTextOptions): string[] {
  const { width, paint } = options
  const sign = change.action === 'adopt' && (change.patch ?? []).length === 0 ? '=' : SIGNS[change.action]
  const headline = `${change.action} ${change.kind} ${safe(change.key)}${extras(change)}`
  const fields = change.action === 'create' || change.action === 'delete' ? [] : fieldChanges(change.before, change.after)
  const shown = change.before === undefined || change.after === undefined ? [] : fields
  return [
    ...wrap(headline, { width, first: `  ${sign} `, rest: '      ' }).map(dye(change.action, paint)),
    ...fieldLines(shown, { width, indent: '      ', paint }),
    ...memberNotes(change, options),
  ]
}

/** One group's additions and removals under its name. */
export function membershipLines(group: string, changes: readonly MembershipChange[], options: ChangeTextOptions): string[] {
  const { width, paint } = options
  return [
    ...wrap(`members of ${safe(group)}`, { width, first: '  ~ ', rest: '      ' }).map(paint.change),
    ...changes.flatMap((change) => {
      const sign = SIGNS[change.action]
      const people = `${change.action} ${counted(change.members.length, 'person', 'people')}: ${names(change.members, options)}`
      return [
        ...wrap(people, { width, first: `      ${sign} `, rest: '          ' }).map(dye(change.action, paint)),
        ...reasonLines(change.reason, options, '        '),
      ]
    }),
  ]
}

/** Names, made safe and cut after fifty with a count of the rest. */
export function names(keys: readonly string[], options: { file?: string }): string {
  const listed = keys.slice(0, LISTED).map(safe).join(', ')
  if (keys.length <= LISTED) return listed
  return `${listed}, and ${number(keys.length - LISTED)} more${options.file === undefined ? '' : `: see ${safe(options.file)}`}`
}

function extras(change: UserChange | GroupChange): string {
  const parts: string[] = []
  if (change.kind === 'user' && change.action === 'create' && change.after !== undefined) {
    parts.push(safe(change.after.displayName))
    if (!change.after.active) parts.push('inactive')
  }
  if (change.from !== undefined) parts.push(`from source ${safe(change.from)} to ${safe(change.source)}`)
  if (change.kind === 'user' && change.due !== undefined) parts.push(`deletion due ${minute(safe(change.due))}`)
  return parts.length === 0 ? '' : ` (${joined(parts)})`
}

function memberNotes(change: UserChange | GroupChange, options: ChangeTextOptions): string[] {
  if (change.kind !== 'group') return []
  const { width } = options
  const notes: string[] = []
  if (change.members !== undefined && change.members.length > 0) {
    notes.push(...wrap(`${counted(change.members.length, 'member')} in already: ${names(change.members, options)}`, { width, first: '      = ' }))
  }
  if (change.extra !== undefined && change.extra.length > 0) {
    const text = `${counted(change.extra.length, 'member')} not desired, kept by this plan: ${names(change.extra, options)}`
    notes.push(...wrap(text, { width, first: '      ! ' }).map(options.paint.warn))
  }
  return notes
}

function reasonLines(reason: string, options: ChangeTextOptions, indent = '      '): string[] {
  return wrap(`why: ${safe(reason)}`, { width: options.width, first: indent }).map(options.paint.faint)
}

function dye(action: Change['action'], paint: Paint): Dye {
  switch (action) {
    case 'create':
    case 'add':
    case 'reactivate':
      return paint.add
    case 'delete':
    case 'remove':
    case 'deactivate':
      return paint.remove
    case 'update':
    case 'adopt':
      return paint.change
    case 'forget':
    case 'transfer':
    case 'schedule':
    case 'unschedule':
      return paint.faint
  }
}
