/** What a sync has to tell, whoever ran it. */
import type { ApplyResult } from '../apply/events.js'
import { IdpscimError } from '../errors.js'
import type { Plan } from '../plan/plan.js'
import { title } from '../report/change-text.js'
import type { News } from './news.js'

interface Synced {
  plan: Plan
  result?: ApplyResult
  pending?: string
  held?: Plan
  waited?: boolean
}

/** A plan that waited before is not told again: the same changes keep the same plan, and nobody need hear of it every quarter of an hour. */
export function newsOfSync({ plan, result, pending, held, waited = false }: Synced): News[] {
  const { stack } = plan
  return [
    ...(result?.status === 'applied' && result.done > 0 ? [{ occasion: 'applied' as const, stack, plan, result }] : []),
    ...(pending === undefined || waited ? [] : [{ occasion: 'blocked' as const, stack, plan: held ?? plan, place: pending }]),
  ]
}

/** An apply of which some changes failed. */
export function newsOfFailures(operation: string, { stack }: Plan, { failed, skipped, done, stopped = '' }: ApplyResult): News {
  const lines = failed.map(({ change, failure }) => `${title(change)}: ${failure.message}`)
  return { occasion: 'failed', stack, operation, code: 'ApplyIncomplete', message: [`${done} done, ${failed.length} failed, ${skipped.length} skipped (${stopped})`, ...lines].join('\n'), suggestions: ['resume it, or let the next sync plan what is left'] }
}

export function newsOfError(operation: string, stack: string, error: unknown): News {
  const [code, suggestions] = error instanceof IdpscimError ? [error.code, error.suggestions] : ['Internal', []]
  return { occasion: 'failed', stack, operation, code, message: error instanceof Error ? error.message : String(error), suggestions }
}
