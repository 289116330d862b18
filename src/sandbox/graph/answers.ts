/** Microsoft Graph's answers, errors first: codes and messages as its documentation and its servers word them. */
import { randomUUID } from 'node:crypto'
import type { WireAnswer, WireRequest } from '../emulator.js'

/** Thrown by handlers wherever Graph would refuse, caught once by the emulator. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

const TYPE = 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8'

export function answered(body: unknown, headers: Record<string, string> = {}): WireAnswer {
  return { status: 200, headers: { 'content-type': TYPE, 'odata-version': '4.0', 'request-id': randomUUID(), ...headers }, body }
}

export function errorAnswer(request: WireRequest, now: number, { status, code, message }: Pick<Refusal, 'status' | 'code' | 'message'>): WireAnswer {
  const id = randomUUID()
  const innerError = { date: new Date(now).toISOString().slice(0, 19), 'request-id': id, 'client-request-id': request.headers['client-request-id'] ?? id }
  const headers = { 'content-type': 'application/json', 'request-id': id, ...(status === 429 ? { 'retry-after': '1' } : {}) }
  return { status, headers, body: { error: { code, message, innerError } } }
}

export const notFound = (id: string) =>
  new Refusal(404, 'Request_ResourceNotFound', `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`)
export const denied = () => new Refusal(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.')
export const unsupported = (message: string) => new Refusal(400, 'Request_UnsupportedQuery', message)
export const badRequest = (message: string) => new Refusal(400, 'Request_BadRequest', message)
export const invalidToken = (message: string) => new Refusal(401, 'InvalidAuthenticationToken', message)
/** Short-lived tokens, and those that come back without the header that their listing began with. */
export const expiredPage = () => new Refusal(400, 'Directory_ExpiredPageToken', 'The specified page token value has expired and can no longer be included in your request.')

/** What faults and limits answer. */
export function refusalFor(request: WireRequest, status: number): Pick<Refusal, 'status' | 'code' | 'message'> {
  switch (status) {
    case 400:
      return request.query.has('$skiptoken') ? expiredPage() : badRequest('Invalid request.')
    case 401:
      return invalidToken('Lifetime validation failed, the token is expired.')
    case 403:
      return denied()
    case 404:
      return notFound(request.path.split('/')[3] ?? '')
    case 410:
      return new Refusal(410, 'syncStateNotFound', 'The sync state generation is not found; continuation token is not valid.')
    case 429:
      return new Refusal(429, 'TooManyRequests', 'Too many requests.')
    case 503:
      return new Refusal(503, 'serviceNotAvailable', 'The service is temporarily unavailable. Please try again.')
    default:
      return new Refusal(status, 'UnknownError', status === 500 ? 'An internal server error occurred.' : '')
  }
}
