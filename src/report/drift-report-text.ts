/** Drift alone, for a person. */
import type { Drift } from '../model/change.js'
import { factLines } from './drift-text.js'
import { type TextOptions, wrap } from './layout.js'
import { paints } from './paint.js'
import { safe } from './safe.js'
import { counted, minute, number } from './words.js'

export interface DriftReportView {
  stack: string
  at: string
  state: { serial: number; users: number; groups: number } | null
  drift: readonly Omit<Drift, 'answer' | 'change'>[]
}

export function driftReportToText({ stack, at, state, drift }: DriftReportView, options: TextOptions): string {
  const { width } = options
  const paint = paints(options.color)
  const how = { width, paint }
  const held = state === null ? 'no state yet: nothing of the target is this stack\'s' : `${counted(state.users, 'user')} and ${counted(state.groups, 'group')} as of state serial ${number(state.serial)}`
  const end = drift.length === 0 ? 'No drift: the target holds what this stack left there.' : `Drift: ${counted(drift.length, 'difference')} that this stack did not make. The next plan says what would take each back.`
  return [
    ...wrap(`Drift of stack ${safe(stack)}, target read ${minute(safe(at))}`, { width }).map(paint.title),
    ...wrap(held, { width, first: '  ' }),
    ...(drift.length === 0 ? [] : ['', ...drift.flatMap((entry) => factLines(entry, how))]),
    '',
    ...wrap(end, { width, rest: '  ' }).map(paint.title),
    '',
  ].join('\n')
}
