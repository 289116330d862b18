/** A plan or a state in the format that was asked for, on stdout. */
import type { State } from '../model/state.js'
import type { Plan } from '../plan/plan.js'
import type { Shell } from './shell.js'

export interface Reporting {
  format: 'text' | 'json' | 'markdown' | 'html'
  /** Entries a section; 0 is all. */
  limit: number
  /** Where the whole of it lies. */
  file: string
}

export async function printPlan(shell: Shell, plan: Plan, { format, limit, file }: Reporting): Promise<void> {
  switch (shell.json ? 'json' : format) {
    case 'json':
      shell.printJson(plan)
      return
    case 'markdown': {
      const { planToMarkdown } = await import('../report/markdown/plan-markdown.js')
      shell.print(planToMarkdown(plan, { file }))
      return
    }
    case 'html': {
      const { planToHtml } = await import('../report/html/plan-html.js')
      shell.print(planToHtml(plan, { file }))
      return
    }
    case 'text': {
      const { planToText } = await import('../report/plan-text.js')
      shell.print(planToText(plan, { ...shell.text, file, ...(limit === 0 ? {} : { limit }) }))
      return
    }
  }
}

export async function printState(shell: Shell, state: State, { format, limit, file }: Reporting): Promise<void> {
  switch (shell.json ? 'json' : format) {
    case 'json':
      shell.printJson(state)
      return
    case 'markdown': {
      const { stateToMarkdown } = await import('../report/markdown/state-markdown.js')
      shell.print(stateToMarkdown(state, { place: file }))
      return
    }
    case 'html': {
      const { stateToHtml } = await import('../report/html/state-html.js')
      shell.print(stateToHtml(state, { place: file }))
      return
    }
    case 'text': {
      const { stateToText } = await import('../report/state-text.js')
      shell.print(stateToText(state, { ...shell.text, place: file, ...(limit === 0 ? {} : { limit }) }))
      return
    }
  }
}
