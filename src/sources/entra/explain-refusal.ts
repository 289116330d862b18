/** A refusal of Graph becomes a sentence with the actual values, and what a person can do about it. */
import { IdpscimError } from '../../errors.js'
import type { SendFailure } from '../../http/send-failure.js'
import { AnswerBroken, nameOf, Refusal } from './call.js'

/** Our own errors and whatever is not Graph's doing pass unchanged. */
export function explain(error: unknown): unknown {
  if (error instanceof AnswerBroken) {
    return new IdpscimError('SourceIncomplete', `Graph's answer to ${nameOf(error.call)} is not what its API documents: ${error.message}`, {
      suggestions: ['Check that endpoint is Microsoft Graph, and that no proxy changes its answers.', 'Run again: nothing was changed.'],
      retryable: true,
    })
  }
  if (!(error instanceof Refusal)) return error
  const said = `Graph answered ${nameOf(error.call)} with ${quote(error)}`
  // The same question was answered on the page before: the token of the page has aged, or the directory is being changed.
  if (error.call.page > 1 && error.status === 400) return incomplete(said, [], factsOf(error))
  return new IdpscimError('SourceRefused', said, { suggestions: remedies(error), facts: { operation: error.call.operation, ...factsOf(error) } })
}

/** For messages: status, code and Graph's own words. */
export function quote(refusal: Refusal): string {
  return `${refusal.status}${refusal.code === '' ? '' : ` ${refusal.code}`}: ${refusal.message}`
}

export function factsOf({ status, requestId, ...rest }: Refusal | SendFailure): Readonly<Record<string, unknown>> {
  return { ...(status === undefined ? {} : { status }), ...('code' in rest && rest.code !== '' ? { code: rest.code } : {}), ...(requestId === undefined ? {} : { requestId }) }
}

export function incomplete(message: string, suggestions: readonly string[] = [], facts: Readonly<Record<string, unknown>> = {}): IdpscimError {
  return new IdpscimError('SourceIncomplete', message, { suggestions: [...suggestions, 'Run again: nothing was changed.'], retryable: true, facts })
}

const CONSENT = 'with admin consent, as application permission (API permissions, Microsoft Graph, Application permissions)'

function remedies({ call, status, code }: Refusal): string[] {
  if (status === 401) return ['Check that the app still stands, and that endpoint and authority belong to the same cloud.']
  if (status === 403 && call.operation.startsWith('users.')) return [`Grant the app User.Read.All, ${CONSENT}.`]
  if (status === 403) return [`Grant the app GroupMember.Read.All, ${CONSENT}.`]
  if (call.operation === 'groups.ListMembersCast') return ['If this Graph does not count members, set check_member_counts to false for this source.']
  if (status === 400 && call.filter !== undefined) return [FILTER_GRAMMAR]
  if (status === 400 && code === 'BadRequest') return ['Check the properties under select: Graph does not know one of them.']
  return ['Check the endpoint.']
}

const FILTER_GRAMMAR =
  "A filter is an OData expression over groups: startswith(displayName,'AWS-'), displayName eq 'AWS Admins', id eq '…', joined by and, or, not; " +
  "a ' in a value is written ''. https://learn.microsoft.com/graph/filter-query-parameter"
