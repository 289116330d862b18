/** Verdicts that block, as lines: the rule, its numbers, and the way out. */
import type { Verdict } from '../plan/plan.js'
import { naming } from '../plan/ways-out.js'
import { wrap } from './layout.js'
import type { Paint } from './paint.js'
import { safe } from './safe.js'
import { number } from './words.js'

/** `file` is where the plan lies. */
export function verdictLines(verdict: Verdict, options: { width: number; paint: Paint; file?: string }): string[] {
  const { width, paint, file = 'PLAN' } = options
  const subject = verdict.subject === undefined ? '' : ` for ${safe(verdict.subject)}`
  return [
    ...wrap(`${safe(verdict.rule)}${subject}: ${safe(verdict.summary)}`, { width, first: '  x ', rest: '      ' }).map(paint.remove),
    ...wrap(numbersOf(verdict), { width, first: '      ' }).filter((line) => line.trim() !== ''),
    ...(verdict.remedy === undefined ? [] : wrap(`way out: ${safe(naming(verdict.remedy, file))}`, { width, first: '      ' })),
  ]
}

/** The counts that a verdict rests on; empty where it has none. */
export function numbersOf(verdict: Verdict): string {
  return [
    verdict.planned === undefined ? '' : `planned ${number(verdict.planned)}`,
    verdict.taken === undefined || verdict.taken === 0 ? '' : `taken within the window ${number(verdict.taken)}`,
    verdict.allowed === undefined ? '' : `allowed ${number(verdict.allowed)}`,
    verdict.managed === undefined ? '' : `managed ${number(verdict.managed)}`,
  ]
    .filter((part) => part !== '')
    .join(', ')
}
