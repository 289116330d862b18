/** What a run is counted by, as one line in CloudWatch's embedded metric format: no call, no right, no agent. */
import type { ApplyEvent } from '../apply/events.js'
import type { Config } from '../config/config.js'
import { Secret } from '../model/secret.js'
import type { ProgressEvent } from '../model/progress.js'
import type { Plan } from '../plan/plan.js'

/** A token for AWS's SCIM endpoint lives a year (IAM Identity Center User Guide, "Automatic provisioning"). */
const TOKEN_LIFE_S = 365 * 86_400

type Unit = 'Count' | 'Seconds' | 'Milliseconds'

/** Names as AWS's own services emit them; alarms rely on them. */
const UNITS = {
  /** Changes that this run made. */
  Changes: 'Count',
  /** Changes that were tried and failed. */
  Failures: 'Count',
  /** 1 where policy stopped a plan, else 0. */
  Blocked: 'Count',
  /** Times that somebody asked to be asked more slowly. */
  Throttles: 'Count',
  Duration: 'Milliseconds',
  /** 0 at the end of a sync or an apply that ended well, with or without changes. */
  AgeOfLastGoodApply: 'Seconds',
  /** What the sources hold for this stack, all of them together. */
  SourceUsers: 'Count',
  SourceGroups: 'Count',
  SourceMemberships: 'Count',
  /** Since the target's token was stored in Secrets Manager. */
  TokenAge: 'Seconds',
  /** For AWS's endpoint, if it was stored when it was made. */
  TokenExpiresIn: 'Seconds',
} as const satisfies Record<string, Unit>

export type Metrics = Partial<Record<keyof typeof UNITS, number>>

export interface Meter {
  onProgress(event: ProgressEvent): void
  onPlan(plan: Plan): void
  onEvent(event: ApplyEvent): void
  /** What was counted so far. */
  counted(): Metrics
}

export function createMeter(): Meter {
  const counts = { Changes: 0, Failures: 0, Throttles: 0 }
  let sizes: Metrics = {}
  return {
    onProgress: (event) => {
      if (event.type === 'wait' && event.throttled === true) counts.Throttles++
    },
    onPlan: ({ base }) => {
      const read = base.snapshots.filter(({ role }) => role === 'source').map(({ evidence }) => evidence)
      const sum = (of: 'users' | 'groups' | 'memberships') => read.reduce((total, evidence) => total + evidence[of], 0)
      sizes = { SourceUsers: sum('users'), SourceGroups: sum('groups'), SourceMemberships: sum('memberships') }
    },
    onEvent: (event) => {
      if (event.type !== 'change') return
      if (event.status === 'done') counts.Changes++
      if (event.status === 'failed') counts.Failures++
    },
    counted: () => ({ ...counts, ...sizes }),
  }
}

/** What is known of the target's token, as of now (milliseconds). */
export function tokenMetrics({ target }: Config, now: number): Metrics {
  if (target.type === 'aws-identity-store' || !(target.accessToken instanceof Secret) || target.accessToken.since === undefined) return {}
  const age = Math.max(0, Math.round((now - target.accessToken.since.getTime()) / 1000))
  return { TokenAge: age, ...(target.type === 'aws-scim' ? { TokenExpiresIn: TOKEN_LIFE_S - age } : {}) }
}

/** One line. CloudWatch User Guide, "Specification: Embedded metric format"; what is not a metric is there to be searched. */
export function metricsLine(metrics: Metrics, about: { stack: string; now: number; facts: Readonly<Record<string, unknown>> }): string {
  const names = (Object.keys(UNITS) as (keyof typeof UNITS)[]).filter((name) => metrics[name] !== undefined)
  return JSON.stringify({
    _aws: { Timestamp: about.now, CloudWatchMetrics: [{ Namespace: 'idpscim', Dimensions: [['stack']], Metrics: names.map((Name) => ({ Name, Unit: UNITS[Name] })) }] },
    ...about.facts,
    stack: about.stack,
    ...Object.fromEntries(names.map((name) => [name, metrics[name]])),
  })
}
