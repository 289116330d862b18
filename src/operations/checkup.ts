/** A subject's checks, all at once; each that cannot be answered says for whose sake. */
import { type Clock, unlessLate } from '../clock.js'
import { isIdpscimError } from '../errors.js'
import type { Check, CheckAnswer, CheckResult, Subject } from '../model/check.js'
import { redact } from '../model/secret.js'

/** What one check may take, milliseconds: an adapter's own patience is meant for long readings. */
const PATIENCE_MS = 60_000

/** @returns in the order of the checks */
export async function runChecks({ name: subject, checks }: Subject, clock: Clock): Promise<CheckResult[]> {
  const running = new Map<string, Promise<Ended>>()
  const end = (check: Check): Promise<Ended> => {
    const ending = running.get(check.name) ?? run(check)
    running.set(check.name, ending)
    return ending
  }
  const run = async (check: Check): Promise<Ended> => {
    const needed = checks.filter(({ name }) => check.needs?.includes(name) === true)
    for (const { blame } of await Promise.all(needed.map(end))) {
      if (blame !== undefined) return { blame, answer: { status: 'skipped', says: `needs ${blame}` } }
    }
    const answer = await asked(check, clock)
    const failed = answer.status === 'failed'
    return { answer: failed && check.optional ? { ...answer, status: 'warning' } : answer, ...(failed ? { blame: check.name } : {}) }
  }
  return Promise.all(
    checks.map(async (check) => {
      const { status, says, remedies = [] } = (await end(check)).answer
      return { subject, check: check.name, status, says: redact(says), remedies: remedies.map(redact) }
    }),
  )
}

interface Ended {
  answer: Omit<CheckAnswer, 'status'> & { status: CheckResult['status'] }
  /** The check at the root of it that gave no good answer. */
  blame?: string
}

/** Whatever is thrown is this check's answer alone: a doctor who is surprised once still looks at the rest. */
async function asked(check: Check, clock: Clock): Promise<CheckAnswer> {
  try {
    return await unlessLate<CheckAnswer>(clock, PATIENCE_MS, check.ask(), () => ({ status: 'failed', says: `no answer within ${PATIENCE_MS / 1000} s` }))
  } catch (error) {
    return { status: 'failed', says: error instanceof Error ? error.message : String(error), remedies: isIdpscimError(error) ? error.suggestions : [] }
  }
}
