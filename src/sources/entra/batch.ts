/** Many small requests in few: each is answered, throttled and refused by itself. https://learn.microsoft.com/graph/json-batching */
import * as z from 'zod'
import { AnswerBroken, checked, Refusal, type Call } from './call.js'
import type { Ask } from './transport.js'
import type { Wire } from './wire.js'

export interface Part {
  call: Call
  /** Behind the version. */
  url: string
  eventual?: boolean
}

const MOST = 20
const ROUNDS = 8

const Answers = z.object({
  responses: z.array(z.object({ id: z.string(), status: z.number(), headers: z.record(z.string(), z.coerce.string()).optional(), body: z.unknown() })),
})
type PartAnswer = z.infer<typeof Answers>['responses'][number]

/** The parts' bodies in their order. Throws `Refusal` for the first part that is refused for good, and what `ask` throws. */
export async function askBatch(ask: Ask, wire: Wire, parts: readonly Part[]): Promise<unknown[]> {
  const chunks = Array.from({ length: Math.ceil(parts.length / MOST) }, (_, index) => parts.slice(index * MOST, (index + 1) * MOST))
  return (await Promise.all(chunks.map((chunk) => askChunk(ask, wire, chunk)))).flat()
}

/** A part that is too fast or has met a failing server is asked again, alone with its like. */
async function askChunk(ask: Ask, wire: Wire, parts: readonly Part[]): Promise<unknown[]> {
  const bodies = new Map<Part, unknown>()
  for (let round = 1; ; round++) {
    const open = parts.filter((part) => !bodies.has(part))
    const answers = await askOnce(ask, open)
    let waitMs = 0
    for (const [part, answer] of answers) {
      const mayPass = answer.status === 429 || answer.status >= 500
      if (answer.status === 200) bodies.set(part, answer.body)
      else if (mayPass && round < ROUNDS) waitMs = Math.max(waitMs, retryAfterOf(answer) ?? 1000 * 2 ** (round - 1))
      else throw new Refusal(part.call, answer)
    }
    if (bodies.size === parts.length) return parts.map((part) => bodies.get(part))
    await wire.sleep(waitMs)
  }
}

async function askOnce(ask: Ask, parts: readonly Part[]): Promise<[Part, PartAnswer][]> {
  const call: Call = { operation: 'batch', about: `${parts.length} requests, the first of them ${parts[0]?.call.operation ?? 'none'}`, page: 1 }
  const requests = parts.map(({ url, eventual = false }, index) => ({ id: String(index), method: 'GET', url: `/${url}`, ...(eventual ? { headers: { ConsistencyLevel: 'eventual' } } : {}) }))
  const { responses } = checked(call, Answers, await ask({ call, url: '$batch', body: { requests } }))
  const byId = new Map(responses.map((answer) => [answer.id, answer]))
  return parts.map((part, index) => {
    const answer = byId.get(String(index))
    if (answer === undefined) throw new AnswerBroken(call, `it lacks the answer to ${part.call.operation}`)
    return [part, answer]
  })
}

/** Milliseconds; undefined where the part names none. */
function retryAfterOf({ headers = {} }: PartAnswer): number | undefined {
  const value = Object.entries(headers).find(([name]) => name.toLowerCase() === 'retry-after')?.[1]
  return value !== undefined && /^\d+$/.test(value) ? Number(value) * 1000 : undefined
}
