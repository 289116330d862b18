/** How a plan was narrowed, as lines: what was asked for, what that pulled in or left out, and what remains for the next plan. */
import type { Narrowing } from '../plan/plan.js'
import { type ChangeTextOptions, names } from './change-text.js'
import { wrap } from './layout.js'
import { askedOf } from './narrowing-words.js'
import { safe } from './safe.js'
import { summarySentence } from './summary-text.js'
import { number, short, spoken } from './words.js'

/** Changes of one list that are printed before a count stands for the rest. */
const LISTED = 20

export function narrowingLines(steps: readonly Narrowing[], how: ChangeTextOptions): string[] {
  return steps.flatMap((step) => stepLines(step, how))
}

function stepLines(step: Narrowing, how: ChangeTextOptions): string[] {
  const { width, paint } = how
  const asked = askedOf(step).map(({ word, what }) => `${word} ${what.slice(0, LISTED).map(safe).join(', ')}${what.length > LISTED ? ` and ${number(what.length - LISTED)} more` : ''}`)
  return [
    ...wrap(`from plan ${short(safe(step.from))}: ${asked.join('; ')}`, { width, first: '  ', rest: '    ' }),
    ...moved('pulled in', 'for', step.pulledIn, how),
    ...moved('left out', 'without', step.leftOut, how),
    ...wrap(`left for the next plan: ${summarySentence(step.rest)}`, { width, first: '    ', rest: '      ' }).map(paint.faint),
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
