/** An apply as people follow it: one line an event, and at the end what failed, in the server's own words. */
import type { ApplyEvent, ApplyResult, Failure } from '../apply/events.js'
import type { Change } from '../model/change.js'
import { names } from './change-text.js'
import { type TextOptions, wrap } from './layout.js'
import { type Paint, paints } from './paint.js'
import { safe } from './safe.js'
import { counted, number, seconds, short } from './words.js'

/** One line, without colour; undefined for what is not worth one. */
export function eventToLine(event: ApplyEvent): string | undefined {
  switch (event.type) {
    case 'started': {
      const done = event.resumed ? `, resumed with ${number(event.alreadyDone)} done before` : ''
      return `applying plan ${short(safe(event.planId))}: ${counted(event.changes, 'change')}${done}`
    }
    case 'proved':
      return `the plan is current: ${counted(event.objects, 'object')} read again${event.calls === undefined ? '' : ` with ${counted(event.calls, 'call')}`}`
    case 'change':
      return changeLine(event)
    case 'stopping':
      return `stopping: ${safe(event.reason)}; ${counted(event.inFlight, 'change')} in flight will end`
    case 'ended':
      return undefined
  }
}

/** The end of an apply; `resume` is the command that goes on from here. */
export function resultToText(result: ApplyResult, options: TextOptions & { resume: string }): string {
  const { width } = options
  const paint = paints(options.color)
  const section = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : [paint.title(title), ...lines, ''])
  return [
    ...section('Failed', result.failed.flatMap(({ change, failure }) => failureLines(change, failure, width, paint))),
    ...section('Skipped', result.skipped.flatMap(({ change, because }) => wrap(`${title(change)}: ${safe(because)}`, { width, first: '  - ', rest: '      ' }))),
    ...section(
      'Left out of their groups',
      result.leftOut.flatMap(({ change, members, because }) =>
        wrap(`${safe(change)} without ${names(members, {})}: ${safe(because)}`, { width, first: '  - ', rest: '      ' }),
      ),
    ),
    ...section(
      'Read back differently than written',
      result.mismatches.flatMap(({ change, summary }) => wrap(`${safe(change)}: ${safe(summary)}`, { width, first: '  ! ', rest: '      ' })),
    ),
    ...endLines(result, options.resume, width, paint),
    '',
  ].join('\n')
}

/** `create user alice@example.com`, `add 3 people to gws-developers`. */
export function title(change: Change): string {
  if (change.kind !== 'membership') return `${change.action} ${change.kind} ${safe(change.key)}`
  const people = counted(change.members.length, 'person', 'people')
  return change.action === 'add' ? `add ${people} to ${safe(change.key)}` : `remove ${people} from ${safe(change.key)}`
}

function changeLine(event: Extract<ApplyEvent, { type: 'change' }>): string | undefined {
  const left = (event.membersLeftOut ?? []).length === 0 ? '' : `, without ${names(event.membersLeftOut ?? [], {})}`
  switch (event.status) {
    case 'done':
      return `done: ${title(event.change)}${left}`
    case 'failed':
      return `failed: ${title(event.change)}: ${words(event.failure)}`
    case 'skipped':
      return `skipped: ${title(event.change)}${event.failure === undefined ? '' : `: ${words(event.failure)}`}`
    case 'pending':
    case 'ready':
    case 'running':
      return undefined
  }
}

function failureLines(change: Change, failure: Failure, width: number, paint: Paint): string[] {
  return [
    ...wrap(title(change), { width, first: '  x ', rest: '      ' }).map(paint.remove),
    ...wrap(words(failure), { width, first: '      ' }),
  ]
}

function words(failure: Failure | undefined): string {
  if (failure === undefined) return 'no reason given'
  const facts = [failure.status === undefined ? '' : `status ${failure.status}`, failure.requestId === undefined ? '' : `request ${safe(failure.requestId)}`]
  const told = facts.filter((fact) => fact !== '').join(', ')
  return `${safe(failure.message)}${told === '' ? '' : ` (${told})`}`
}

function endLines(result: ApplyResult, resume: string, width: number, paint: Paint): string[] {
  const counts = [`${number(result.done)} done`]
  if (result.failed.length > 0) counts.push(`${number(result.failed.length)} failed`)
  if (result.skipped.length > 0) counts.push(`${number(result.skipped.length)} skipped`)
  const tail = `${counts.join(', ')} in ${seconds(result.seconds)}; state serial ${number(result.serial)}.`
  if (result.status === 'applied') return wrap(`Applied plan ${short(safe(result.planId))}: ${tail}`, { width, rest: '  ' }).map(paint.title)
  const why = result.stopped === undefined ? '' : ` (${safe(result.stopped)})`
  return [
    ...wrap(`The state is saved. To go on: ${resume}`, { width, rest: '  ' }),
    ...wrap(`Incomplete, plan ${short(safe(result.planId))}${why}: ${tail}`, { width, rest: '  ' }).map(paint.title),
  ]
}
