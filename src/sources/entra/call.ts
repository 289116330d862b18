/** What is asked of Microsoft Graph, and how its answers can fall short of it. */
import * as z from 'zod'
import { redact } from '../../model/secret.js'
import { shapeIssue } from '../../model/shape-issue.js'

/** What was asked, for messages. */
export interface Call {
  /** Graph's own name for it, as its OpenAPI description has it. */
  operation: string
  /** The object in question, as people know it: "the group AWS-Admins". */
  about?: string
  /** The `$filter` in force. */
  filter?: string
  /** Counted from 1. */
  page: number
}

/** "groups.group.ListGroup with the filter "startswith(displayName,'AWS')", page 2". */
export function nameOf({ operation, about, filter, page }: Call): string {
  return [operation, about === undefined ? '' : ` of ${about}`, filter === undefined ? '' : ` with the filter "${filter}"`, page === 1 ? '' : `, page ${page}`].join('')
}

/** Graph answered, and the answer is no. Internal: `explain-refusal.ts` turns it into words for people. */
export class Refusal extends Error {
  readonly call: Call
  readonly status: number
  /** `error.code` of the body, by which alone refusals are told apart; empty where there is none. */
  readonly code: string
  readonly requestId: string | undefined

  constructor(call: Call, answer: { status: number; body: unknown; requestId?: string }) {
    const { code, message } = words(answer.body)
    super(message || `status ${answer.status}`)
    this.name = 'Refusal'
    this.call = call
    this.status = answer.status
    this.code = code
    this.requestId = answer.requestId
  }
}

/** An answer that is not what Graph documents: half of a body that parses, a proxy's page. */
export class AnswerBroken extends Error {
  readonly call: Call

  constructor(call: Call, message: string) {
    super(redact(message))
    this.name = 'AnswerBroken'
    this.call = call
  }
}

const Body = z.object({ error: z.object({ code: z.string().catch(''), message: z.string().catch('') }) })

function words(body: unknown): { code: string; message: string } {
  const parsed = Body.safeParse(body)
  return parsed.success ? { code: parsed.data.error.code, message: redact(parsed.data.error.message) } : { code: '', message: '' }
}

export function checked<T>(call: Call, shape: z.ZodType<T>, answer: unknown): T {
  const parsed = shape.safeParse(answer)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new AnswerBroken(call, `at ${issue?.path.join('.') ?? ''}: ${issue === undefined ? '' : shapeIssue(issue)}`)
}
