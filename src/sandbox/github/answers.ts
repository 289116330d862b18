/** GitHub's answers, errors first: bodies and messages as its two APIs word them. */
import type { WireAnswer } from '../emulator.js'

/** Thrown by handlers wherever the API would refuse, caught once by the emulator. */
export class Refusal extends Error {
  constructor(readonly answer: WireAnswer) {
    super('refused')
  }
}

const DOCS = 'https://docs.github.com/rest'
const SECONDARY = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'

export function restAnswer(status: number, message: string, more: { docs?: string; headers?: Record<string, string> } = {}): WireAnswer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...more.headers }, body: { message, documentation_url: more.docs ?? DOCS, status: String(status) } }
}

export function refuse(status: number, message: string, more: { docs?: string; headers?: Record<string, string> } = {}): Refusal {
  return new Refusal(restAnswer(status, message, more))
}

export const notFound = (docs?: string) => refuse(404, 'Not Found', docs === undefined ? {} : { docs })
export const badCredentials = () => refuse(401, 'Bad credentials')
export const notAccessible = () => refuse(403, 'Resource not accessible by integration')

export interface GraphqlError {
  type?: string
  path?: readonly (string | number)[]
  extensions?: Record<string, unknown>
  locations?: readonly { line: number; column: number }[]
  message: string
}

/** Errors do not change the status: GraphQL says no with 200. */
export function graphqlErrors(errors: readonly GraphqlError[], headers: Record<string, string> = {}): WireAnswer {
  return { status: 200, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body: { errors } }
}

export function samlEnforced(org: string): { message: string; headers: Record<string, string> } {
  return {
    message: 'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.',
    headers: { 'x-github-sso': `required; url=https://github.com/orgs/${org}/sso?authorization_request=AAAA` },
  }
}

/**
 * What faults and limits answer. Too fast is 200 for GraphQL's primary limit, with a window that is about to end, and 403 or 429 for the
 * secondary ones. https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
 */
export function refusalFor(status: number, cause: 'throttle' | 'error', now: number): WireAnswer {
  if (cause === 'throttle') {
    if (status === 200) {
      const reset = Math.ceil(now / 1000) + 30
      return graphqlErrors([{ type: 'RATE_LIMITED', message: 'API rate limit exceeded for installation ID 2001.' }], { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset), 'x-ratelimit-resource': 'graphql' })
    }
    return restAnswer(status, SECONDARY, { docs: 'https://docs.github.com/free-pro-team@latest/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits' })
  }
  switch (status) {
    case 200:
      return graphqlErrors([{ message: 'Something went wrong while executing your query. This may be the result of a timeout, or it could be a GitHub bug. Please include `0001:0002:0003` when reporting this issue.' }])
    case 401:
      return badCredentials().answer
    case 403:
      return notAccessible().answer
    case 404:
      return notFound().answer
    case 502:
    case 504:
      return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: { message: "We couldn't respond to your request in time. Sorry about that. Please try resubmitting your request and contact us if the problem persists." } }
    default:
      return restAnswer(status, status === 503 ? 'Service unavailable' : 'Server Error')
  }
}
