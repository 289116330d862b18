/** From the flags of `approve` to an approval that is kept. */
import { systemClock } from '../clock.js'
import { IdpscimError } from '../errors.js'
import { LIMIT_NAMES, type Override, parseOverrideName } from '../model/approval.js'
import type { Context } from '../operations/context.js'
import type { Signer } from '../operations/signing.js'
import type { Plan } from '../plan/plan.js'
import type { Approving } from '../report/approval-text.js'
import { converse, someoneIsThere } from './ask.js'
import type { GlobalFlags, Shell } from './shell.js'

export interface ApproveFlags extends GlobalFlags {
  key?: string | undefined
  'kms-key'?: string | undefined
  as?: string | undefined
  override?: string[] | undefined
  reason?: string[] | undefined
  out?: string | undefined
}

/** @param signer opened before, where nothing can be asked any more */
export async function approveWithFlags(shell: Shell, place: string, flags: ApproveFlags, signer?: Signer): Promise<Approving> {
  const overrides = overridesOf(flags)
  if (flags.key === undefined && flags['kms-key'] === undefined) throw new IdpscimError('BadUsage', 'approve needs a key: --key FILE, or --kms-key ID', { suggestions: ['Without a key, a limit is lifted at the terminal of idpscim apply.'] })
  const config = await configOf(shell, flags)
  const [{ readPlanFile, writePlanFile }, { accessFor }, { approvePlan, keepApproval }] = await Promise.all([import('../operations/files.js'), import('../operations/s3-object.js'), import('../operations/approve.js')])
  const access = config && accessFor(place, config)
  const plan = await readPlanFile(place, access)
  const known = { clock: systemClock, ...(config === undefined ? {} : { config }) }
  const done = await approvePlan(known, plan, { signer: signer ?? (await signerOf(shell, flags)), overrides, ...(flags.as === undefined ? {} : { as: flags.as }) })
  if (flags.out === undefined) await keepApproval(place, done, access)
  else await writePlanFile(flags.out, done.plan, config && accessFor(flags.out, config))
  return { place: flags.out ?? place, planId: plan.id, approval: done.approval, replaced: done.replaced !== undefined, left: config && (await leftFor(shell, config, done.plan)) }
}

/** Each with its reason: in turn, or one for all. */
function overridesOf({ override: names = [], reason: reasons = [] }: ApproveFlags): Override[] {
  if (reasons.length !== names.length && (reasons.length !== 1 || names.length === 0)) {
    throw new IdpscimError('BadUsage', names.length === 0 ? '--reason says why a limit is lifted, and there is no --override' : `each --override needs a --reason, or all of them one: there ${names.length === 1 ? 'is 1 override' : `are ${names.length} overrides`} and ${reasons.length === 0 ? 'no reason' : `${reasons.length} reasons`}`, {
      suggestions: ["--override remove_users --reason 'the Oslo office closed'"],
    })
  }
  return names.map((text, index) => {
    const limit = parseOverrideName(text)
    const reason = reasons[index] ?? reasons[0] ?? ''
    if (limit === undefined) throw new IdpscimError('BadUsage', `${JSON.stringify(text)} is no limit that can be lifted`, { suggestions: [`Limits: ${LIMIT_NAMES.join(', ')}; remove_members_per_group:NAME for one group`] })
    if (!/\S/.test(reason) || reason.length > 1000) throw new IdpscimError('BadUsage', `the reason for lifting ${text} is ${reason.length > 1000 ? 'longer than 1000 characters' : 'empty'}`)
    return { ...limit, reason }
  })
}

/** Undefined where there is none and a name is given: whoever approves may hold the plan alone. */
async function configOf(shell: Shell, flags: ApproveFlags): Promise<Context['config'] | undefined> {
  const { findConfig, readConfig } = await import('./stack.js')
  if (flags.as !== undefined && !(await findConfig(flags))) {
    shell.log.warn('there is no configuration here: whether the key counts is seen when the plan is applied')
    return undefined
  }
  return readConfig(shell, { ...flags }, { needs: ['state'] })
}

/** Asks for a passphrase where the key has one. */
export async function signerOf(shell: Shell, { key, 'kms-key': kmsKey = '' }: ApproveFlags): Promise<Signer> {
  const { openSigner } = await import('../operations/signing.js')
  if (key === undefined) return openSigner({ kmsKey })
  const passphrase = async () => process.env['IDPSCIM_KEY_PASSPHRASE'] ?? (someoneIsThere() ? converse(shell, (ask) => ask(`Passphrase of ${key}: `, { hidden: true })) : undefined)
  return openSigner({ file: key, passphrase })
}

/** What blocked the plan and is not answered by now; undefined where that cannot be told here. */
async function leftFor(shell: Shell, config: Context['config'], plan: Plan): Promise<Approving['left']> {
  const [{ givenFor }, { unanswered }] = await Promise.all([import('../operations/approvers.js'), import('../plan/policy.js')])
  try {
    const given = (await givenFor({ config, onProgress: (event) => shell.progress.onProgress(event) }, plan))([])
    const by = given.approved.map((approved) => approved.by)
    return unanswered(plan, given).map(({ rule, subject, approvals }) => ({ rule, ...(subject === undefined ? {} : { subject }), ...(approvals === undefined ? {} : { approvals: { ...approvals, by } }) }))
  } catch (error) {
    // Whoever approves with a key of their own may have no right to look at another's.
    if (error instanceof IdpscimError && error.code === 'SigningRefused') return undefined
    throw error
  }
}
