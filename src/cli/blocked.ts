/** A plan that policy blocks: the commands that answer it, whole, as they can be copied. */
import { IdpscimError } from '../errors.js'
import { overrideName } from '../model/approval.js'
import type { Context } from '../operations/context.js'
import { limitOf } from '../plan/lifting.js'
import type { Plan, Verdict } from '../plan/plan.js'
import { someoneIsThere } from './ask.js'
import type { GlobalFlags, Shell } from './shell.js'
import { ourCommand } from './shell-words.js'

interface Blocked {
  verdicts: readonly Verdict[]
  place: string
  flags: GlobalFlags
  /** Whether approvers are configured: then overrides are signed. */
  signed: boolean
}

/** Where the plan waits, and what to do with it there. */
export function tellBlocked(shell: Shell, { config }: Pick<Context, 'config'>, { plan, place, flags }: { plan: Plan; place: string; flags: GlobalFlags }): void {
  shell.log.warn(`blocked by policy; the plan waits at ${place}, and apply refuses it as it is`)
  for (const way of meantOnes({ verdicts: plan.policy.verdicts, place, flags, signed: isSigned(config) })) shell.log.info(way)
}

/** The refusal of apply, with the ways out of all its verdicts together, and with the plan's own place in them. */
export function blockedAt(error: unknown, { config }: Pick<Context, 'config'>, { place, flags }: Pick<Blocked, 'place' | 'flags'>): unknown {
  if (!(error instanceof IdpscimError) || error.code !== 'PolicyBlocked') return error
  const { message, facts, retryable, cause } = error
  const verdicts = (facts['verdicts'] ?? []) as readonly Verdict[]
  const signed = isSigned(config)
  const keys = [...new Set(verdicts.flatMap((verdict) => limitOf(verdict)?.limit ?? []).map((limit) => `policy.limits.${limit}`))]
  return new IdpscimError('PolicyBlocked', message, {
    suggestions: [
      ...meantOnes({ verdicts, place, flags, signed }),
      ...(signed || someoneIsThere() || keys.length === 0 ? [] : ['no terminal is attached here, so nobody can be asked; or configure approvers (policy.approval.keys), who sign']),
      'leave out what is not meant: idpscim plan --exclude user:NAME or --exclude group:NAME',
      ...(keys.length === 0 ? [] : [`raise ${keys.join(', ')} and plan again`]),
    ],
    facts,
    retryable,
    cause,
  })
}

/** For whoever means it. */
function meantOnes({ verdicts, place, flags, signed }: Blocked): string[] {
  const blocking = verdicts.filter(({ ok }) => !ok)
  const limits = blocking.flatMap((verdict) => limitOf(verdict) ?? [])
  const final = blocking.filter((verdict) => limitOf(verdict) === undefined && verdict.approvals === undefined)
  if (final.length > 0) return [`nobody can approve what ${final.map(({ rule }) => rule).join(' and ')} forbids: leave it out, or change the configuration and plan again`]
  const apply = ourCommand(['apply', place], flags)
  if (!signed) return [`if it is meant, lift the ${limits.length === 1 ? 'limit' : 'limits'} for this plan at a terminal: ${apply}`]
  const groups = limits.flatMap(({ group }) => group ?? [])
  // One word for many groups keeps the line one that can be read.
  const named = groups.length <= 3 ? limits : [...limits.filter(({ group }) => group === undefined), { limit: 'remove_members_per_group' as const }]
  const overrides = named.flatMap((limit) => ['--override', overrideName(limit), '--reason', 'TEXT'])
  const approvals = Math.max(1, ...blocking.map((verdict) => verdict.approvals?.required ?? 0))
  return [
    `if it is meant, ${approvals === 1 ? 'have it approved' : `have ${approvals} people approve it`}: ${ourCommand(['approve', place, '--key', 'FILE', ...overrides], flags)}`,
    `and apply it: ${apply}`,
  ]
}

function isSigned({ policy }: Context['config']): boolean {
  return policy.approval.approvers.length > 0
}
