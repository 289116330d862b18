/** What a refusal or a lost answer means, in the errors that the target's door promises; told from the status, never from a body's form. */
import * as z from 'zod'
import { IdpscimError, isIdpscimError } from '../../errors.js'
import { leftUntouched, type Answer, type SendFailure } from '../../http/send-failure.js'
import { redact } from '../../model/secret.js'
import type { Dialect } from './dialect.js'

/** 401, 403 and 429 may come from AWS's front door with any body or none. */
const ErrorBody = z.object({ detail: z.string() })

/** The answered no. `doing` says what was asked, for people: "creating user 'ada@example.com'". */
export function refused(doing: string, { system, remedies }: Pick<Dialect, 'system' | 'remedies'>, answer: Pick<Answer, 'status' | 'body' | 'requestId'>, facts: Record<string, unknown> = {}): IdpscimError {
  const detail = detailOf(answer.body)
  return new IdpscimError('TargetRefused', `${system} refused ${doing} with status ${answer.status}${detail ? `: ${detail}` : ''}`, {
    suggestions: facts['missing'] ? [] : remedies(answer.status),
    retryable: answer.status === 429,
    facts: { status: answer.status, ...(detail && { detail }), ...(answer.requestId && { requestId: answer.requestId }), ...facts },
  })
}

export function incomplete(message: string, options: { cause?: unknown; facts?: Record<string, unknown>; suggestions?: string[] } = {}): IdpscimError {
  return new IdpscimError('TargetIncomplete', `the target could not be read whole: ${message}`, {
    suggestions: options.suggestions ?? ['run the command again: nothing was changed'],
    retryable: true,
    ...(options.cause !== undefined && { cause: options.cause }),
    facts: options.facts ?? {},
  })
}

/** A list lacks an object that exists: it was cut off, or has not caught up yet. */
export function lagging(resource: 'User' | 'Group', id: string): IdpscimError {
  return incomplete(`${resource} ${id} exists, and the list of ${resource.toLowerCase()}s lacks it`, { facts: { resource, id } })
}

export function isLagging(error: unknown): boolean {
  return isIdpscimError(error, 'TargetIncomplete') && error.facts['id'] !== undefined
}

/** A read that ended without an answer. */
export function readFailed(doing: string, failure: SendFailure): IdpscimError {
  const suggestions = failure.kind === 'not-sent' ? NOT_REACHED : ['run the command again: nothing was changed']
  return incomplete(`${doing}: ${failure.message}`, { cause: failure, facts: factsOf(failure), suggestions })
}

/** A write that ended without an answer: it was not done, or nobody knows. */
export function writeFailed(doing: string, failure: SendFailure, create: boolean): IdpscimError {
  if (leftUntouched(failure, create)) {
    return new IdpscimError('TargetRefused', `${doing} was not possible: ${failure.message}`, {
      suggestions: failure.kind === 'not-sent' ? NOT_REACHED : ['run the command again later; other programs may be using up the rate'],
      retryable: true,
      cause: failure,
      facts: factsOf(failure),
    })
  }
  return lost(doing, failure.message, failure)
}

export function lost(doing: string, why: string, cause?: SendFailure, facts: Record<string, unknown> = {}): IdpscimError {
  return new IdpscimError('AnswerLost', `it is not known whether ${doing} happened: ${why}`, {
    suggestions: ['run the same command again: it reads what happened and goes on from there'],
    ...(cause && { cause }),
    facts: { ...(cause && factsOf(cause)), ...facts },
  })
}

export function detailOf(body: unknown): string | undefined {
  const parsed = ErrorBody.safeParse(body)
  return parsed.success ? redact(parsed.data.detail) : undefined
}

function factsOf(failure: SendFailure): Record<string, unknown> {
  const detail = detailOf(failure.body)
  return {
    ...(failure.status !== undefined && { status: failure.status }),
    ...(detail && { detail }),
    ...(failure.requestId && { requestId: failure.requestId }),
  }
}

const NOT_REACHED = ["check the target's endpoint", 'check the network, its proxy and its name resolution']
