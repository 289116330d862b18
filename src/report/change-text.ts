/** One change of a plan as lines: what, to whom, field by field, and why. */
import { isStateAction, type Change, type GroupChange, type MembershipChange, type UserChange } from '../model/change.js'
import { acceptedLines } from './accepted-text.js'
import { fieldLines } from './field-text.js'
import { fieldChanges, type FieldChange } from './fields.js'
import { impactLines } from './impact-text.js'
import { wrap } from './layout.js'
import { type ChangeTextOptions, names } from './listing.js'
import type { Dye, Paint } from './paint.js'
import { safe, safeName } from './safe.js'
import { counted, joined, minute, number, spokenAction } from './words.js'

export { type ChangeTextOptions, names } from './listing.js'

/** Characters of a person's display name. */
const NAME = 60

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
  accept: '=',
  unaccept: '=',
  hold: '=',
}

/** Users' or groups' changes; a reason that neighbours share is told once, below the last of them. */
export function objectLines(changes: readonly (UserChange | GroupChange)[], options: ChangeTextOptions): string[] {
  let alike = 0
  return changes.flatMap((change, index) => {
    alike++
    const next = changes[index + 1]
    const lines = bodyLines(change, options)
    if (next !== undefined && next.action === change.action && next.reason === change.reason) return lines
    const label = alike === 1 ? 'why' : `why, for all ${number(alike)}`
    alike = 0
    return [...lines, ...reasonLines(change.reason, options, { label })]
  })
}

function bodyLines(change: UserChange | GroupChange, options: ChangeTextOptions): string[] {
  const { width, paint } = options
  const sign = change.action === 'adopt' && (change.patch ?? []).length === 0 ? '=' : SIGNS[change.action]
  const headline = `${title(change)}${extras(change)}`
  return [
    ...wrap(headline, { width, first: `  ${sign} `, rest: '      ' }).map(dye(change.action, paint)),
    ...fieldLines(fieldsShown(change), { width, indent: '      ', paint }),
    ...acceptedLines(change, options),
    ...memberNotes(change, options),
    ...impactLines(options.impact?.[change.id], options),
  ]
}

/** What the action's own word says already (all of a new object, that a deactivated person is no longer active) is left out. */
function fieldsShown({ action, before, after }: UserChange | GroupChange): FieldChange[] {
  if (before === undefined || after === undefined) return []
  const changes = fieldChanges(before, after)
  return action === 'deactivate' || action === 'reactivate' ? changes.filter(({ path }) => path !== 'active') : changes
}

/** `create user alice@example.com`, `schedule deletion of user bob@example.com`, `add 3 people to gws-developers`. */
export function title(change: Change): string {
  if (change.kind !== 'membership') return `${spokenAction(change.action)} ${change.kind} ${safeName(change.key)}${change.action === 'accept' ? ' as it is' : ''}`
  const people = counted(change.members.length, 'person', 'people')
  return change.action === 'add' ? `add ${people} to ${safeName(change.key)}` : `remove ${people} from ${safeName(change.key)}`
}

/** Removals and additions, each group's under its name. */
export function membershipLines(changes: readonly MembershipChange[], options: ChangeTextOptions): string[] {
  const { width, paint } = options
  return changes.flatMap((change, index) => {
    const sign = SIGNS[change.action]
    const people = `${change.action} ${counted(change.members.length, 'person', 'people')}: ${names(change.members, options)}`
    return [
      ...(changes[index - 1]?.key === change.key ? [] : wrap(`members of ${safeName(change.key)}`, { width, first: '  ~ ', rest: '      ' }).map(paint.change)),
      ...wrap(people, { width, first: `      ${sign} `, rest: '          ' }).map(dye(change.action, paint)),
      ...impactLines(options.impact?.[change.id], options, change.members),
      ...reasonLines(change.reason, options, { indent: '        ' }),
    ]
  })
}

function extras(change: UserChange | GroupChange): string {
  const parts: string[] = []
  if (change.kind === 'user' && change.action === 'create' && change.after !== undefined) {
    parts.push(clipped(safeName(change.after.displayName)))
    if (!change.after.active) parts.push('inactive')
  }
  if (change.from !== undefined) parts.push(`from source ${safe(change.from)} to ${safe(change.source)}`)
  if (change.until !== undefined) parts.push(`until ${minute(safe(change.until))}${change.kind === 'group' && change.members !== undefined ? ', its members below' : ''}`)
  if (change.kind === 'user' && change.due !== undefined) parts.push(`due ${minute(safe(change.due))}`)
  return parts.length === 0 ? '' : ` (${joined(parts)})`
}

function memberNotes(change: UserChange | GroupChange, options: ChangeTextOptions): string[] {
  if (change.kind !== 'group') return []
  const { width } = options
  const notes: string[] = []
  if (change.members !== undefined && change.members.length > 0) {
    notes.push(...wrap(`${counted(change.members.length, 'member')} ${change.action === 'hold' ? 'held' : 'in already'}: ${names(change.members, options)}`, { width, first: '      = ' }))
  }
  if (change.extra !== undefined && change.extra.length > 0) {
    const text = `${counted(change.extra.length, 'member')} not desired, kept by this plan: ${names(change.extra, options)}`
    notes.push(...wrap(text, { width, first: '      ! ' }).map(options.paint.warn))
  }
  return notes
}

function reasonLines(reason: string, options: ChangeTextOptions, { label = 'why', indent = '      ' }: { label?: string; indent?: string } = {}): string[] {
  return wrap(`${label}: ${safe(reason)}`, { width: options.width, first: indent }).map(options.paint.faint)
}

/** The key says who it is; the name beside it may not push everything else off the screen. */
function clipped(name: string): string {
  const letters = Array.from(name)
  return letters.length <= NAME ? name : `${letters.slice(0, NAME - 1).join('')}…`
}

function dye(action: Change['action'], paint: Paint): Dye {
  if (isStateAction(action)) return paint.faint
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
  }
}
