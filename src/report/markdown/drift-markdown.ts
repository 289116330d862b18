/** Drift alone, as a comment. */
import type { DriftReportView } from '../drift-report-text.js'
import { counted, minute } from '../words.js'
import { driftFacts } from './change-markdown.js'
import { code } from './escape.js'

export function driftReportToMarkdown({ stack, at, drift }: DriftReportView): string {
  const sum = drift.length === 0 ? 'No drift: the target holds what this stack left there.' : `${counted(drift.length, 'difference')} that this stack did not make:`
  return [`## Drift of stack ${code(stack)}`, '', `Target read ${minute(at)}. ${sum}`, '', ...drift.map((entry) => driftFacts(entry).trimEnd()), ''].join('\n')
}
