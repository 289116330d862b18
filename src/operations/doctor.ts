/** Everything that a stack rests on, asked at once, live, and without changing anything in its sources and its target. */
import type { LackingText } from '../config/secret-texts.js'
import type { IdpscimError } from '../errors.js'
import { networkOver } from '../http/reach.js'
import { ok, type CheckResult, type Subject } from '../model/check.js'
import { approversSubject, neighbourSubjects, sourceChecks, sourceName, stateSubject, targetChecks, type Grounds } from './check-subjects.js'
import { runChecks } from './checkup.js'
import type { Context } from './context.js'

export interface Patient {
  context: Context
  /** Of the secrets that the configuration refers to: what was asked for, and what could not be had. */
  secrets: SecretsAsked
}

export interface SecretsAsked {
  ids: readonly string[]
  lacking: readonly LackingText[]
  /** Why nobody could be asked at all. */
  refused?: IdpscimError
}

export interface Diagnosis {
  stack: string
  /** Nothing failed. */
  healthy: boolean
  checks: CheckResult[]
}

/** In the order of the configuration, the clock first. */
export async function diagnose({ context, secrets }: Patient): Promise<Diagnosis> {
  const { config, clock } = context
  const skews = new Map<string, number>()
  const onSkew = (host: string, aheadMs: number) => void skews.set(host, aheadMs)
  const grounds: Grounds = { context, onSkew, network: networkOver({ clock, onSkew }) }
  const unlessLacking = async (name: string, path: string, checks: () => Promise<Subject['checks']>): Promise<CheckResult[]> => {
    const lacks = secrets.lacking.filter((lacking) => lacking.path === path || lacking.path.startsWith(`${path}.`))
    if (lacks.length === 0) return runChecks({ name, checks: await checks() }, clock)
    const needed = [...new Set(lacks.map(({ secret }) => secret))]
    const waitsFor = secrets.refused === undefined ? `the ${needed.length === 1 ? 'secret' : 'secrets'} ${needed.join(', ')}` : 'AWS Secrets Manager'
    return [{ subject: name, check: 'all checks', status: 'skipped', says: `needs ${waitsFor}`, remedies: [] }]
  }
  const alone = async (subject: Promise<Subject>) => runChecks(await subject, clock)
  const found = await Promise.all([
    runChecks(secretsSubject(secrets), clock),
    ...config.sources.map((source, index) => unlessLacking(sourceName(source), `sources[${index}]`, () => sourceChecks(source, grounds))),
    unlessLacking(`target (${config.target.type})`, 'target', () => targetChecks(grounds)),
    alone(stateSubject(grounds)),
    ...config.notify.map((notify, index) => unlessLacking(`notification ${index + 1} (${notify.type})`, `notify[${index}]`, async () => (await import('../notify/checks.js')).notifyChecks(notify, grounds.network))),
    alone(Promise.resolve(approversSubject(grounds))),
    neighbourSubjects(grounds).then((neighbours) => Promise.all(neighbours.map((one) => runChecks(one, clock)))).then((results) => results.flat()),
  ])
  const checks = [...(await runChecks(clockSubject(skews), clock)), ...found.flat()]
  return { stack: config.stack, healthy: checks.every(({ status }) => status !== 'failed'), checks }
}

function secretsSubject({ ids, lacking, refused }: SecretsAsked): Subject {
  const name = 'AWS Secrets Manager'
  if (refused !== undefined) return { name, checks: [{ name: 'access', ask: () => Promise.reject(refused) }] }
  return {
    name,
    checks: ids.map((id) => ({
      name: `secret ${id}`,
      ask: () => {
        const lacks = lacking.filter(({ secret }) => secret === id)
        if (lacks.length === 0) return Promise.resolve(ok('readable'))
        const problems = [...new Set(lacks.map(({ problem }) => problem))]
        return Promise.resolve({ status: 'failed', says: `${problems.join('; ')} (${lacks.map(({ path }) => path).join(', ')})`, remedies: [...new Set(lacks.map(({ remedy }) => remedy))] })
      },
    })),
  }
}

/** AWS refuses signatures that are five minutes off; a minute is a clock that nobody sets. */
const [WORTH_A_WARNING_MS, TOO_FAR_MS] = [60_000, 300_000]

function clockSubject(skews: ReadonlyMap<string, number>): Subject {
  return {
    name: 'this machine',
    checks: [
      {
        name: 'clock',
        ask: () => {
          const off = [...skews].toSorted(([, one], [, other]) => Math.abs(other) - Math.abs(one))[0]
          if (off === undefined) return Promise.resolve({ status: 'unknown', says: 'no server told the time' })
          const [host, aheadMs] = off
          const seconds = Math.round(Math.abs(aheadMs) / 1000)
          if (seconds === 0) return Promise.resolve(ok(`agrees with ${skews.size === 1 ? host : `all ${skews.size} servers asked`}`))
          const says = `${seconds} s ${aheadMs > 0 ? 'behind' : 'ahead of'} ${host}`
          const status = seconds * 1000 > TOO_FAR_MS ? 'failed' : seconds * 1000 > WORTH_A_WARNING_MS ? 'warning' : 'ok'
          const remedies = status === 'ok' ? [] : ['Switch on time synchronisation (NTP, chrony, systemd-timesyncd): signatures and tokens carry the time, and AWS refuses what is five minutes off.']
          return Promise.resolve({ status, says, remedies })
        },
      },
    ],
  }
}
