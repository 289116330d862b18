/** An apply as people follow it: one line an event, and at the end what failed, in the server's own words. */
import type { ApplyEvent, ApplyResult, Failure } from '../apply/events.js'
import type { Change } from '../model/change.js'
import { names, title } from './change-text.js'
import { type TextOptions, wrap } from './layout.js'
import { type Paint, paints } from './paint.js'
import { safe } from './safe.js'
import { counted, minute, number, seconds, short, spoken } from './words.js'

/** One line, without colour; undefined for what is not worth one. */
export function eventToLine(event: ApplyEvent): string | undefined {
  switch (event.type) {
    case 'waiting':
      return `waiting up to ${seconds(event.seconds)} for the lock: ${safe(event.holder)} holds it until ${minute(safe(event.until))}`
    case 'started': {
      const done = event.resumed ? `, resumed${event.alreadyDone === 0 ? '' : ` with ${number(event.alreadyDone)} done before`}` : ''
      return `applying plan ${short(safe(event.planId))}: ${counted(event.changes, 'change')}${done}`
    }
    case 'proved':
      return `the plan is current: ${counted(event.objects, 'object')} read again${event.calls === undefined ? '' : ` with ${counted(event.calls, 'call')}`}`
    case 'change':
      return changeLine(event)
    case 'stopping':
      return `${safe(event.reason)}: no new change starts${event.inFlight === 0 ? '' : `, ${counted(event.inFlight, 'change')} under way will end`}`
    case 'ended':
      return undefined
  }
}

/** The end of an apply; `resume` is the command that goes on from here, `changes` how many the plan has. */
export function resultToText(result: ApplyResult, options: TextOptions & { resume: string; changes: number }): string {
  const { width } = options
  const paint = paints(options.color)
  const section = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : [paint.title(title), ...lines, ''])
  return [
    ...section('Failed', [...result.failed.flatMap(({ change, failure }) => failureLines(change, failure, width, paint)), ...remedyLines(result, width)]),
    ...section('Skipped', result.skipped.flatMap(({ change, because }) => wrap(`${title(change)}: ${safe(spoken(because))}`, { width, first: '  - ', rest: '      ' }))),
    ...section(
      'Left out of their groups',
      result.leftOut.flatMap(({ change, members, because }) =>
        wrap(`${safe(spoken(change))} without ${names(members, {})}: ${safe(spoken(because))}`, { width, first: '  - ', rest: '      ' }),
      ),
    ),
    ...section(
      'Read back differently than written',
      result.mismatches.flatMap(({ change, summary }) => wrap(`${safe(spoken(change))}: ${safe(summary)}`, { width, first: '  ! ', rest: '      ' })),
    ),
    ...section(
      'Limits passed, and lifted for this plan',
      (result.lifted ?? []).flatMap(({ rule, subject, by, reason }) =>
        wrap(`${safe(rule)}${subject === undefined ? '' : ` for ${safe(subject)}`}: by ${safe(by)}, ${safe(reason)}`, { width, first: '  ! ', rest: '      ' }).map(paint.warn),
      ),
    ),
    ...endLines(result, options, paint),
    '',
  ].join('\n')
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

/** Many changes fail for one reason: what to do is said once. */
function remedyLines({ failed }: ApplyResult, width: number): string[] {
  const remedies = new Set(failed.flatMap(({ failure }) => failure.suggestions ?? []))
  return [...remedies].flatMap((remedy) => wrap(safe(remedy), { width, first: '  try: ', rest: '       ' }))
}

function words(failure: Failure | undefined): string {
  if (failure === undefined) return 'no reason given'
  const status = failure.status === undefined || failure.message.includes(`status ${failure.status}`) ? '' : `status ${failure.status}`
  const facts = [status, failure.requestId === undefined ? '' : `request ${safe(failure.requestId)}`]
  const told = facts.filter((fact) => fact !== '').join(', ')
  return `${safe(failure.message)}${told === '' ? '' : ` (${told})`}`
}

function endLines(result: ApplyResult, { resume, changes, width }: { resume: string; changes: number; width: number }, paint: Paint): string[] {
  const plan = `plan ${short(safe(result.planId))}`
  if (result.status === 'applied') {
    const done = changes === 0 ? 'nothing to do' : `${number(result.done)} done in ${seconds(result.seconds)}`
    return wrap(`Applied ${plan}: ${done}; state serial ${number(result.serial)}.`, { width, rest: '  ' }).map(paint.title)
  }
  const [failed, skipped] = [result.failed.length, result.skipped.length]
  const left = changes - result.done - failed - skipped
  const counts = [
    `${number(result.done)} of ${number(changes)} done`,
    failed === 0 ? '' : `${number(failed)} failed`,
    skipped === 0 ? '' : `${number(skipped)} skipped`,
    left <= 0 ? '' : `${number(left)} not begun`,
  ].filter((count) => count !== '')
  const why = result.stopped === undefined || isToldAbove(result.stopped, result) ? '' : ` (${safe(result.stopped)})`
  return [
    ...wrap(`The state is saved. To go on: ${resume}`, { width, rest: '  ' }),
    ...wrap(`Incomplete, ${plan}${why}: ${counts.join(', ')} in ${seconds(result.seconds)}; state serial ${number(result.serial)}.`, { width, rest: '  ' }).map(paint.title),
  ]
}

/** A count of failures, or the words of one of them. */
function isToldAbove(stopped: string, { failed }: ApplyResult): boolean {
  return failed.length > 0 && (/^\d/.test(stopped) || failed.some(({ failure }) => failure.message === stopped))
}
