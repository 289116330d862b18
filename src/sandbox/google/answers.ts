/** The Directory API's answers, errors first: bodies and reasons as the API words them. */
import { createHash } from 'node:crypto'
import type { WireAnswer } from '../emulator.js'

/** Thrown by handlers wherever the API would refuse, caught once by the emulator. */
export class Refusal extends Error {
  constructor(readonly answer: WireAnswer) {
    super('refused')
  }
}

export function refuse(status: number, reason: string, message: string, more: { domain?: string; location?: string; locationType?: string } = {}): Refusal {
  const { domain = 'global', ...where } = more
  const body = { error: { code: status, message, errors: [{ message, domain, reason, ...where }] } }
  return new Refusal({ status, headers: { 'content-type': 'application/json; charset=UTF-8' }, body })
}

export const notFound = (what: 'userKey' | 'groupKey' | 'memberKey') => refuse(404, 'notFound', `Resource Not Found: ${what}`)
export const forbidden = () => refuse(403, 'forbidden', 'Not Authorized to access this resource/api')
export const invalidInput = (what?: string) => refuse(400, 'invalid', what === undefined ? 'Invalid Input' : `Invalid Input: ${what}`)
export const badRequest = () => refuse(400, 'badRequest', 'Bad Request')
export const invalidParameter = (name: string, message: string) => refuse(400, 'invalidParameter', message, { location: name, locationType: 'parameter' })
const authError = (reason: string, message: string) => refuse(401, reason, message, { location: 'Authorization', locationType: 'header' })
export const loginRequired = () => authError('required', 'Login Required')
export const invalidCredentials = () => authError('authError', 'Invalid Credentials')
export const insufficientPermissions = () => refuse(403, 'insufficientPermissions', 'Insufficient Permission')

/** What faults and limits answer: 403 is a quota when throttling and a privilege when failing; gateways answer in HTML. */
export function refusalFor(status: number, cause: 'throttle' | 'error'): WireAnswer {
  switch (status) {
    case 403:
      return (cause === 'throttle' ? refuse(403, 'userRateLimitExceeded', 'User Rate Limit Exceeded', { domain: 'usageLimits' }) : forbidden()).answer
    case 429:
      return refuse(429, 'rateLimitExceeded', 'Rate Limit Exceeded', { domain: 'usageLimits' }).answer
    case 400:
      return badRequest().answer
    case 401:
      return invalidCredentials().answer
    case 404:
      return refuse(404, 'notFound', 'Not Found').answer
    case 502:
    case 504:
      return { status, headers: { 'content-type': 'text/html; charset=UTF-8' }, body: `<!DOCTYPE html><title>Error ${status} (Server Error)</title>` }
    default:
      return refuse(status, status === 500 ? 'internalError' : 'backendError', status === 500 ? 'Internal error encountered.' : 'Service unavailable. Please try again').answer
  }
}

export function etagOf(value: unknown): string {
  return `"${createHash('sha1').update(JSON.stringify(value)).digest('base64url')}"`
}
