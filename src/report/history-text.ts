/** Applied plans as people look back on them. */
import type { ApplyResult } from '../apply/events.js'
import type { Plan } from '../plan/plan.js'
import { type TextOptions, wrap } from './layout.js'
import { paints } from './paint.js'
import { safe } from './safe.js'
import { counted, minute, number, short } from './words.js'

export interface PaperView {
  name: string
  plan: Plan
  result: ApplyResult
}

/** One line a plan, newest first. */
export function historyToText(papers: readonly PaperView[], options: TextOptions & { place: string; older: number }): string {
  const { width } = options
  const paint = paints(options.color)
  if (papers.length === 0) return [...wrap(`No plan was applied yet to the state at ${safe(options.place)}.`, { width, rest: '  ' }), ''].join('\n')
  return [
    ...papers.flatMap((paper) => wrap(line(paper), { width, rest: '    ' }).map(paper.result.status === 'applied' ? (text) => text : paint.warn)),
    ...(options.older > 0 ? wrap(`${counted(options.older, 'older one')}: see them with --limit`, { width }).map(paint.faint) : []),
    '',
  ].join('\n')
}

function line({ name, plan, result }: PaperView): string {
  const counts = [`${number(result.done)} of ${counted(plan.changes.length, 'change')} done`, ...(result.failed.length > 0 ? [`${number(result.failed.length)} failed`] : [])]
  return `${minute(startOf(name))}  plan ${short(safe(plan.id))}  ${safe(result.status)}  ${counts.join(', ')}  serial ${number(result.serial)}`
}

/** The name begins with the time, its colons as dashes: no file system takes those. */
function startOf(name: string): string {
  return safe(name.slice(0, 24).replace(/T(\d\d)-(\d\d)-(\d\d)/, 'T$1:$2:$3'))
}
