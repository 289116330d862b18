/** What `review` and `plan --review` share: a terminal or none, the screens, and what is said when they are gone. */
import { IdpscimError } from '../errors.js'
import type { Signer } from '../operations/signing.js'
import type { Plan } from '../plan/plan.js'
import type { OpenedPlan } from '../plan/plan-file.js'
import { safe } from '../report/safe.js'
import type { Doors, Ended, Written } from '../review/run-review.js'
import { hushed } from './hushed.js'
import { wantsColor, writeErr } from './output.js'
import type { Shell } from './shell.js'
import { ourCommand, shellWord } from './shell-words.js'
import type { ConfigFlags } from './stack.js'

/** @throws IdpscimError `BadUsage` where nobody could see a screen, or press a key */
export function refuseWithoutTerminal(place: string): void {
  if (process.stdin.isTTY && process.stdout.isTTY && process.env['TERM'] !== 'dumb') return
  throw new IdpscimError('BadUsage', 'a review needs a terminal to draw on and to read keys from, and there is none', {
    suggestions: [
      `to read the plan: idpscim show ${shellWord(place)}`,
      'to plan for a part: idpscim plan --only KEY, or --exclude KEY',
      `to approve the plan: idpscim approve ${shellWord(place)} --key FILE`,
    ],
  })
}

/** A large plan takes seconds before there is a screen: whoever waits reads for what. Nothing of it stays. */
export async function saidMeanwhile<T>(what: string, work: () => Promise<T>): Promise<T> {
  writeErr(safe(what))
  try {
    return await work()
  } finally {
    writeErr('\r\u001b[2K')
  }
}

export interface ReviewFlags extends ConfigFlags {
  key?: string | undefined
  'kms-key'?: string | undefined
  as?: string | undefined
}

export interface Reviewing {
  shell: Shell
  flags: ReviewFlags
  toolVersion: string
  plan: Plan | OpenedPlan
  /** Where the plan lies. */
  place: string
}

/** Whether policy blocks what is to be applied now: the narrowed plan, or the plan where there is none. */
export async function reviewOnTerminal(reviewing: Reviewing): Promise<{ blocked: boolean }> {
  const { shell, flags, plan, place } = reviewing
  // A passphrase is asked for while there is still a line to ask on.
  const signer = flags.key === undefined && flags['kms-key'] === undefined ? undefined : await (await import('./approving.js')).signerOf(shell, flags)
  // React decides by it when it is loaded; ink draws nothing where it believes to be in a pipeline, and a terminal is none.
  Object.assign(process.env, { NODE_ENV: 'production', CI: 'false', CONTINUOUS_INTEGRATION: 'false', DEV: 'false' })
  const { runReview } = await import('../review/run-review.js')
  shell.progress.clear()
  const quiet = hushed(shell)
  let ended: Ended
  try {
    ended = await runReview({
      plan,
      place,
      colors: wantsColor(process.stdout, { color: shell.text.color }),
      doors: doorsOf({ ...reviewing, shell: quiet.shell }, signer),
      stdin: process.stdin,
      stdout: process.stdout,
      signal: shell.signal,
    })
  } finally {
    quiet.speak()
  }
  if (ended.interrupted) throw new DOMException('stopped by SIGINT', 'AbortError')
  tell(reviewing, ended)
  return { blocked: ended.state.written?.blocked ?? policyOf(plan).blocked }
}

/** The configuration is read when something is to be written: to look, nobody needs one. */
function doorsOf({ shell, flags, toolVersion, plan, place: from }: Reviewing, signer: Signer | undefined): Doors {
  const policies = new Map([[from, policyOf(plan)]])
  return {
    write: async (reviewed, decisions, place, replace) => {
      const [{ openStack }, { narrowReviewed }, { exists, writePlanFile }, { accessFor }] = await Promise.all([import('./stack.js'), import('../operations/review.js'), import('../operations/files.js'), import('../operations/s3-object.js')])
      const context = await openStack(shell, flags, toolVersion, ['target', 'state'])
      const access = accessFor(place, context.config)
      if (!replace && (place === from || (await exists(place, access)))) return undefined
      const narrowed = await narrowReviewed(context, reviewed, decisions)
      await writePlanFile(place, narrowed, access)
      policies.set(place, narrowed.policy)
      return writtenAs(narrowed, place)
    },
    ...(signer === undefined
      ? {}
      : {
          approve: async (place, reason) => {
            const [{ approveWithFlags }, { lack }] = await Promise.all([import('./approving.js'), import('../report/approval-text.js')])
            const override = reason === undefined ? [] : await limitNames(policies.get(place) ?? policyOf(plan))
            const { approval, left = [] } = await approveWithFlags(shell, place, { ...flags, override, reason: reason === undefined ? [] : [reason] }, signer)
            return `approved as ${approval.approver}${left.length === 0 ? '' : `; still blocked: ${left.map(lack).join('; ')}`}`
          },
        }),
    explain: (error) => (error instanceof Error ? error.message : String(error)),
  }
}

function policyOf(plan: Plan | OpenedPlan): Plan['policy'] {
  return 'head' in plan ? plan.head.policy : plan.policy
}

function writtenAs(plan: Plan, place: string): Written {
  return { place, id: plan.id, changes: plan.changes.length, blocked: plan.policy.blocked, verdicts: plan.policy.verdicts }
}

/** Limits that the plan passes, as `approve --override` takes them. */
async function limitNames({ verdicts }: Plan['policy']): Promise<string[]> {
  const [{ overrideName }, { limitsPassed }] = await Promise.all([import('../model/approval.js'), import('../plan/lifting.js')])
  return [...new Set(limitsPassed(verdicts).map(({ limit }) => overrideName(limit)))]
}

function tell({ shell, flags, place }: Reviewing, { state: { written, approved, choices } }: Ended): void {
  if (shell.json) {
    const file = written === undefined ? null : { place: written.place, planId: written.id, changes: written.changes, blocked: written.blocked }
    shell.printJson({ plan: place, written: file, approved: approved?.place ?? null, held: choices.whole.size + choices.some.size, accepted: choices.accepted.size })
    return
  }
  const last = written?.place ?? place
  const what = written === undefined ? `Nothing was written; the plan is ${approved === undefined ? 'as it was' : 'approved'}` : `The narrowed plan is in ${written.place}${approved?.place === written.place ? ', approved' : ''}${written.blocked ? ', blocked by policy' : ''}`
  shell.print(`${what}: ${ourCommand(['apply', last], flags)}\n`)
}
