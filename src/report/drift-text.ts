/** Drift as lines: what changed in the target outside this stack, by whom where known, and what answers it. */
import type { Drift } from '../model/change.js'
import { type ChangeTextOptions, names } from './change-text.js'
import { driftAnswer } from './drift-words.js'
import { fieldLines } from './field-text.js'
import { fieldChanges } from './fields.js'
import { wrap } from './layout.js'
import { safe, safeName } from './safe.js'
import { counted, minute } from './words.js'

export function driftLines(drift: Drift, options: ChangeTextOptions): string[] {
  const { width, paint } = options
  return [...factLines(drift, options), ...wrap(safe(driftAnswer(drift)), { width, first: '      ' }).map(paint.faint)]
}

/** Without what answers it. */
export function factLines(drift: Facts, options: ChangeTextOptions): string[] {
  const { width, paint } = options
  const subject = `${drift.kind === 'membership' ? 'group' : drift.kind} ${safeName(drift.key)}`
  return [
    ...wrap(`${subject}: ${what(drift, options)}${who(drift)}`, { width, first: '  ! ', rest: '      ' }).map(paint.warn),
    ...(drift.what === 'changed' ? fieldLines(fieldChanges(drift.before, drift.after), { width, indent: '      ', paint }) : []),
  ]
}

type Facts = Omit<Drift, 'answer' | 'change'>

function what(drift: Facts, options: ChangeTextOptions): string {
  const people = drift.members ?? []
  switch (drift.what) {
    case 'changed':
      return 'changed'
    case 'deleted':
      return 'deleted'
    case 'member-added':
      return `${counted(people.length, 'member')} added: ${names(people, options)}`
    case 'member-removed':
      return `${counted(people.length, 'member')} removed: ${names(people, options)}`
  }
}

function who(drift: Facts): string {
  const by = drift.by === undefined ? '' : ` by ${safe(drift.by)}`
  const at = drift.at === undefined ? '' : ` at ${minute(safe(drift.at))}`
  return by + at === '' ? '' : ` (${(by + at).trim()})`
}
