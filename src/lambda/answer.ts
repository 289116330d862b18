/** What an invocation answers: for the workflow that goes on from it, and for the person who sent a test event. */
import type { Drift } from '../model/change.js'
import type { ApplyResult } from '../apply/events.js'
import type { Plan, Verdict } from '../plan/plan.js'
import { title } from '../report/change-text.js'
import { bounded, boundedTexts } from './bounded.js'
import { changesOf, type Told } from './changes-told.js'

interface Of {
  stack: string
  planId: string
}

/** Every `plan` is an address that `{"operation": "apply", "plan": …}` takes. */
export type Answer = Planned | Unchanged | Applied | Incomplete | Drifted

export interface Planned extends Of, Told {
  status: 'planned'
  plan: string
  /** The same for the same changes: who was asked about them yesterday need not be asked today. */
  changesDigest: string
  summary: Plan['summary']
  changes: number
  blocked: boolean
  /** Sentences about the verdicts that do not hold. */
  verdicts: readonly string[]
  /** How many different people must approve, and who has. */
  approvals: { required: number; given: readonly string[] }
  expiresAt: string
}

export interface Unchanged extends Of {
  status: 'unchanged'
}

export interface Applied extends Of, Told {
  status: 'applied'
  done: number
  serial: number
  /** With `verify`: what read back differently than written; empty otherwise than by accident. */
  mismatches?: readonly string[]
}

/** The time was over: the same plan resumes. */
export interface Incomplete extends Of {
  status: 'incomplete'
  plan: string
  done: number
  stopped: string
  /** What was tried and refused so far; resuming tries it again. */
  failed: readonly string[]
}

export interface Drifted {
  status: 'drift'
  stack: string
  drift: readonly Omit<Drift, 'answer' | 'change'>[]
  /** How many the list leaves out, where it does. */
  more?: number
}

/** Bytes of a list of sentences. */
const SENTENCES = 20_000

export function planned(plan: Plan, about: { place: string; blocking: readonly Verdict[]; approvals: Planned['approvals'] }): Planned {
  const { stack, id, changesDigest, summary, changes, expiresAt } = plan
  return {
    status: 'planned',
    stack,
    plan: about.place,
    planId: id,
    changesDigest,
    summary,
    changes: changes.length,
    blocked: about.blocking.length > 0,
    verdicts: verdictTexts(about.blocking),
    approvals: about.approvals,
    expiresAt,
    ...changesOf(changes),
  }
}

export function unchanged({ stack, id }: Plan): Unchanged {
  return { status: 'unchanged', stack, planId: id }
}

/** A plan that was applied whole did all that it says. */
export function applied({ stack, id, changes }: Plan, { done, serial, mismatches }: ApplyResult, { verify }: { verify: boolean }): Applied {
  return { status: 'applied', stack, planId: id, done, serial, ...changesOf(changes), ...(verify ? { mismatches: mismatches.map(({ change, summary }) => `${change}: ${summary}`) } : {}) }
}

export function incomplete({ stack, id }: Plan, result: ApplyResult, place: string): Incomplete {
  return { status: 'incomplete', stack, plan: place, planId: id, done: result.done, stopped: result.stopped ?? '', failed: boundedTexts(failureTexts(result), SENTENCES) }
}

export function drifted(stack: string, drift: Drifted['drift']): Drifted {
  const { told, more } = bounded(drift, 100_000)
  return { status: 'drift', stack, drift: told, ...(more === 0 ? {} : { more }) }
}

export function verdictTexts(verdicts: readonly Verdict[]): string[] {
  return boundedTexts(verdicts.map(({ rule, subject, summary }) => `${rule}${subject === undefined ? '' : ` for ${subject}`}: ${summary}`), SENTENCES)
}

/** In the server's own words. */
export function failureTexts({ failed, mismatches }: ApplyResult): string[] {
  return [
    ...failed.map(({ change, failure: { message, requestId } }) => `${title(change)}: ${message}${requestId === undefined ? '' : ` (request ${requestId})`}`),
    ...mismatches.map(({ change, summary }) => `${change} reads back differently than written: ${summary}`),
  ]
}
