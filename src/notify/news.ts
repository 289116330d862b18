/** What is worth telling people who are not there: an occasion, a line that says it, and the report. */
import type { ApplyResult } from '../apply/events.js'
import type { Occasion } from '../config/notify/common.js'
import type { Plan } from '../plan/plan.js'
import type { DriftReportView } from '../report/drift-report-text.js'
import { driftReportToMarkdown } from '../report/markdown/drift-markdown.js'
import { code, prose } from '../report/markdown/escape.js'
import { COMMENT, size } from '../report/markdown/fit.js'
import { planToMarkdown } from '../report/markdown/plan-markdown.js'
import { planSentence } from '../report/summary-text.js'
import { counted, number, seconds } from '../report/words.js'

export type News =
  /** `place` is where the plan waits. */
  | { occasion: 'blocked'; stack: string; plan: Plan; place: string }
  | { occasion: 'failed'; stack: string; operation: string; code: string; message: string; suggestions: readonly string[] }
  | { occasion: 'drift'; stack: string; report: DriftReportView }
  | { occasion: 'applied'; stack: string; plan: Plan; result: ApplyResult }

export interface Message {
  occasion: Occasion
  stack: string
  /** One line. */
  subject: string
  /** A few lines, for where no Markdown is shown. */
  text: string
  /** At most 65,000 code points, and so at most 260,000 bytes: SNS takes 262,144. */
  markdown: string
}

export function messageOf(news: News): Message {
  const { occasion, stack } = news
  const { subject, text, markdown } = told(news)
  return { occasion, stack, subject: `idpscim: ${subject}`, text: [`idpscim: ${subject}`, ...text].join('\n'), markdown: cut(markdown) }
}

function told(news: News): { subject: string; text: readonly string[]; markdown: string } {
  const { stack } = news
  switch (news.occasion) {
    case 'blocked': {
      const { plan, place } = news
      const verdicts = plan.policy.verdicts.filter(({ ok }) => !ok)
      return {
        subject: `a plan of ${stack} is blocked and waits for a person`,
        text: [planSentence(plan), ...first(verdicts.map(({ rule, summary }) => `${rule}: ${summary}`)), `It waits at ${place}`],
        markdown: planToMarkdown(plan, { file: place }),
      }
    }
    case 'applied': {
      const { plan, result } = news
      const sum = `${counted(result.done, 'change')} done in ${seconds(result.seconds)}; state serial ${number(result.serial)}`
      const head = `**Applied:** ${sum}.\n\n`
      return { subject: `${stack} was changed`, text: [planSentence(plan), `${sum}.`], markdown: `${head}${planToMarkdown(plan, { limit: COMMENT - size(head) })}` }
    }
    case 'drift': {
      const { report } = news
      const sum = `${counted(report.drift.length, 'difference')} in the target that this stack did not make`
      return { subject: `${stack} drifted`, text: [sum, ...first(report.drift.map(({ kind, key, what }) => `${kind} ${key}: ${what}`))], markdown: driftReportToMarkdown(report) }
    }
    case 'failed': {
      const { operation, code: name, message, suggestions } = news
      const lines = message.split('\n')
      const remedies = suggestions.map((text) => `try: ${text}`)
      return {
        subject: `${operation} of ${stack} failed: ${name}`,
        text: [...first(lines), ...first(remedies)],
        markdown: [`## ${prose(`${operation} of stack`)} ${code(stack)} failed: ${code(name)}`, '', ...first([...lines, ...remedies], 1_000).map((line) => `- ${prose(line)}`), ''].join('\n'),
      }
    }
  }
}

/** A pager shows little. */
function first(lines: readonly string[], most = 5): string[] {
  return lines.length <= most ? [...lines] : [...lines.slice(0, most), `and ${number(lines.length - most)} more`]
}

/** By whole lines, so that no code span is left open. */
function cut(markdown: string): string {
  if (size(markdown) <= COMMENT) return markdown
  const lines = markdown.split('\n')
  let room = COMMENT - 100
  const kept = lines.findIndex((line) => (room -= size(line) + 1) < 0)
  return `${lines.slice(0, kept).join('\n')}\n\n_Left out here: ${counted(lines.length - kept, 'line')}._\n`
}
