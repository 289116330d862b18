/** Drift alone, as a comment. */
import type { DriftReportView } from '../drift-report-text.js'
import { counted, minute, number } from '../words.js'
import { driftFacts } from './change-markdown.js'
import { code, prose } from './escape.js'
import { COMMENT, fit, type Section, size } from './fit.js'

export function driftReportToMarkdown({ stack, at, drift }: DriftReportView): string {
  const sum = drift.length === 0 ? 'No drift: the target holds what this stack left there.' : `${counted(drift.length, 'difference')} that this stack did not make.`
  const head = `## Drift of stack ${code(stack)}\n\nTarget read ${prose(minute(at))}. ${sum}\n`
  const all: Section = {
    title: `Differences (${number(drift.length)})`,
    open: true,
    items: drift,
    draw: (index) => drift.slice(index, index + 1).map((entry) => driftFacts(entry)).join(''),
    leftOut: (from) => number(drift.length - from),
  }
  return `${head}${fit([all], COMMENT - size(head), '`idpscim drift --json`')}`
}
