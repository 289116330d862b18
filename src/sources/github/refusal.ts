/** Answers that are not what was asked for: what GitHub said, and in which of its two ways. */
import * as z from 'zod'
import { redact } from '../../model/secret.js'

/** What was asked, for messages and for the record of requests. */
export interface Call {
  /** The name of the query, or of the REST operation. */
  operation: string
  /** In words that follow "GitHub refuses": "the teams of acme, page 2". */
  what: string
  /** Whether a page of the same list has been given before: then neither name nor permission can be wrong from the start. */
  further?: boolean
  /** Named in what is said of it: a refusal of these is one of a part, not of the whole. */
  part?: boolean
}

interface Said {
  status: number
  message: string
  type?: string
  path?: readonly (string | number)[]
  sso?: { url: string | undefined } | undefined
  requestId?: string | undefined
}

/** GitHub answered, and the answer is no. Internal: `explain-refusal.ts` turns it into words for people. */
export class Refusal extends Error {
  readonly call: Call
  readonly status: number
  /** GraphQL's `type`: NOT_FOUND, FORBIDDEN, …; empty for REST. */
  readonly type: string
  /** Single sign-on stands in the way; the address to go to, where GitHub gives one. */
  readonly sso: { url: string | undefined } | undefined
  readonly requestId: string | undefined
  /** Where in the answer something is missing, for GraphQL. */
  readonly path: readonly (string | number)[]

  constructor(call: Call, said: Said) {
    super(redact(said.message))
    this.name = 'Refusal'
    this.call = call
    this.status = said.status
    this.type = said.type ?? ''
    this.sso = said.sso
    this.requestId = said.requestId
    this.path = said.path ?? []
  }
}

/** The question was too much work for one answer: a smaller one may pass. */
export class TooHeavy extends Error {
  readonly call: Call

  constructor(call: Call, message: string) {
    super(redact(message))
    this.name = 'TooHeavy'
    this.call = call
  }
}

const GraphqlError = z.object({ type: z.string().catch(''), message: z.string().catch(''), path: z.array(z.union([z.string(), z.number()])).catch([]), extensions: z.object({ saml_failure: z.boolean().catch(false) }).catch({ saml_failure: false }) })
export type GraphqlError = z.infer<typeof GraphqlError>

const WithErrors = z.object({ errors: z.array(GraphqlError).min(1) })
const WithMessage = z.object({ message: z.string() })

/** The errors of a GraphQL answer, whose status is 200 even so. */
export function graphqlErrors(body: unknown): GraphqlError[] {
  const parsed = WithErrors.safeParse(body)
  return parsed.success ? parsed.data.errors : []
}

/** What a refusal by status says. */
export function messageOf(body: unknown): string {
  const parsed = WithMessage.safeParse(body)
  return parsed.success ? parsed.data.message : ''
}

/** Both have been seen: https://github.com/yanyongyu/githubkit/issues/271 */
const PRIMARY = new Set(['RATE_LIMITED', 'RATE_LIMIT'])

export function isPrimaryLimit(errors: readonly GraphqlError[]): boolean {
  return errors.some(({ type }) => PRIMARY.has(type))
}

export function isSecondaryLimit(message: string): boolean {
  return /secondary rate limit|abuse detection/i.test(message)
}

/** "If your GraphQL query consumes too many resources, GitHub will … return partial results along with an error". */
const HEAVY = new Set(['RESOURCE_LIMITS_EXCEEDED', 'MAX_NODE_LIMIT_EXCEEDED'])

export function isTooHeavy(errors: readonly GraphqlError[]): boolean {
  return errors.some(({ type }) => HEAVY.has(type))
}

/** GitHub's words for an accident of its own, told with 200. */
export function isAccident(errors: readonly GraphqlError[]): boolean {
  return errors.some(({ message, type }) => type === 'INTERNAL' || /^something went wrong while executing your query/i.test(message))
}

/** `required; url=…` */
export function ssoUrl(header: string | null): string | undefined {
  return header === null ? undefined : /url=(\S+)/.exec(header)?.[1]
}
