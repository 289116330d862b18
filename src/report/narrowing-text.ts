/** How a plan was narrowed, as lines: what was asked for, what that pulled in or left out, and what remains for the next plan. */
import type { Narrowing } from '../plan/plan.js'
import { type ChangeTextOptions, names } from './change-text.js'
import { wrap } from './layout.js'
import { safe } from './safe.js'
import { summarySentence } from './summary-text.js'
import { number, short, spoken } from './words.js'

/** Changes of one list that are printed before a count stands for the rest. */
const LISTED = 20

export function narrowingLines(steps: readonly Narrowing[], how: ChangeTextOptions): string[] {
  return steps.flatMap((step) => stepLines(step, how))
}

function stepLines({ from, only, exclude, held, pulledIn, leftOut, rest }: Narrowing, how: ChangeTextOptions): string[] {
  const { width, paint } = how
  const asked = [
    only === undefined ? '' : `only ${only.map(safe).join(', ')}`,
    exclude === undefined ? '' : `without ${exclude.map(safe).join(', ')}`,
    held === undefined ? '' : `holding ${held.slice(0, LISTED).map((part) => told(part, how)).join(', ')}${held.length > LISTED ? ` and ${number(held.length - LISTED)} more` : ''}`,
  ].filter((part) => part !== '')
  return [
    ...wrap(`from plan ${short(safe(from))}: ${asked.join('; ')}`, { width, first: '  ', rest: '    ' }),
    ...moved('pulled in', 'for', pulledIn, how),
    ...moved('left out', 'without', leftOut, how),
    ...wrap(`left for the next plan: ${summarySentence(rest)}`, { width, first: '    ', rest: '      ' }).map(paint.faint),
  ]
}

function moved(verb: string, why: string, parts: Narrowing['pulledIn'], how: ChangeTextOptions): string[] {
  const { width } = how
  return [
    ...parts.slice(0, LISTED).flatMap((part) => wrap(`${verb}: ${told(part, how)}, ${why} ${safe(spoken(part.because))}`, { width, first: '    ', rest: '      ' })),
    ...(parts.length > LISTED ? wrap(`${verb}: ${number(parts.length - LISTED)} more${how.file === undefined ? '' : `: see ${safe(how.file)}`}`, { width, first: '    ', rest: '      ' }) : []),
  ]
}

function told({ change, members }: { change: string; members?: string[] | undefined }, how: ChangeTextOptions): string {
  return members === undefined ? safe(spoken(change)) : `${names(members, how)} of ${safe(spoken(change))}`
}
