/** The demo's steps as people follow them. */
import type { DemoEvent } from '../operations/demo.js'
import { eventToLine, resultToText } from '../report/apply-text.js'
import type { TextOptions } from '../report/layout.js'
import { paints } from '../report/paint.js'
import { planToText } from '../report/plan-text.js'
import { safe } from '../report/safe.js'

/** Ends with a newline, or is empty. */
export function demoToText(event: DemoEvent, options: TextOptions): string {
  const { title } = paints(options.color)
  switch (event.step) {
    case 'sandbox': {
      const places = Object.entries(event.endpoints).map(([name, address]) => `  ${name.padEnd(13)} ${safe(address)}\n`)
      return `${title('1. A sandbox: Google Workspace and IAM Identity Center on this machine')}\n${places.join('')}\n`
    }
    case 'plan':
      return `${title('2. idpscim plan: what would change, and why')}\n\n${planToText(event.plan, options)}\n${title('3. idpscim apply: exactly that plan')}\n`
    case 'apply': {
      const line = eventToLine(event.event)
      return line === undefined ? '' : `  ${line}\n`
    }
    case 'end':
      return `\n${resultToText(event.result, { ...options, resume: 'idpscim demo', changes: event.changes })}\n`
    case 'second plan':
      return `${title('4. idpscim plan, once more')}\n\n${planToText(event.plan, options)}`
  }
}
