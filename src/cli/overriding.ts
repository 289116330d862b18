/** The limits that a person lifts at the terminal of apply, where no approver is configured whose signature would be needed. */
import { hostname, userInfo } from 'node:os'
import { LIMIT_NAMES, type Approved, type LimitName, type Override } from '../model/approval.js'
import type { Context } from '../operations/context.js'
import { limitOf } from '../plan/lifting.js'
import type { Verdict } from '../plan/plan.js'
import { wrap } from '../report/layout.js'
import { safe } from '../report/safe.js'
import { type Ask, converse, someoneIsThere } from './ask.js'
import { widthOf } from './output.js'
import type { Shell } from './shell.js'

/** Verdicts of one limit that are told before a count stands for the rest. */
const TOLD = 10

/** Asks for each limit that blocks, one after the other; none where something else blocks as well, or nobody is there. */
export async function typedOverrides(shell: Shell, { config }: Pick<Context, 'config'>, blockingNow: () => Promise<readonly Verdict[]>): Promise<Approved[]> {
  if (config.policy.approval.approvers.length > 0 || !someoneIsThere()) return []
  const blocking = await blockingNow()
  const limits = LIMIT_NAMES.map((limit) => ({ limit, verdicts: blocking.filter((verdict) => limitOf(verdict)?.limit === limit) })).filter(({ verdicts }) => verdicts.length > 0)
  // What nobody can lift refuses the plan whatever is typed.
  if (limits.length === 0 || blocking.some((verdict) => limitOf(verdict) === undefined)) return []
  tell('Policy blocks this plan. Nobody is configured who could sign an override (policy.approval.keys), so it is typed here: it holds for this plan alone, and is kept in the history.')
  return converse(shell, async (ask) => {
    const overrides: Override[] = []
    for (const { limit, verdicts } of limits) {
      const override = await askFor(ask, limit, verdicts)
      if (override === undefined) return []
      overrides.push(override)
    }
    return [{ by: `${nameOfUser()} on ${hostname()}`, overrides }]
  })
}

/** Of a limit that groups have each, one word lifts it for all of them that were told. */
async function askFor(ask: Ask, limit: LimitName, verdicts: readonly Verdict[]): Promise<Override | undefined> {
  for (const { summary } of verdicts.slice(0, TOLD)) tell(`${limit}: ${summary}`)
  if (verdicts.length > TOLD) tell(`${limit}: and ${verdicts.length - TOLD} more groups`)
  if ((await ask(`Type ${limit} to lift it, or nothing to stop: `)) !== limit) return undefined
  const reason = await ask('Why: ')
  return reason === undefined || reason === '' ? undefined : { limit, reason: reason.slice(0, 1000) }
}

function tell(text: string): void {
  process.stderr.write(`${wrap(safe(text), { width: widthOf(process.stderr), rest: '  ' }).join('\n')}\n`)
}

/** A container's user may have no name. */
function nameOfUser(): string {
  try {
    return userInfo().username
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`
  }
}
