/** JSON batching: up to twenty requests in one, each answered by itself. */
import * as z from 'zod'
import type { WireAnswer, WireRequest } from '../emulator.js'
import { answered, badRequest, Refusal } from './answers.js'

const Batch = z.object({
  requests: z.array(
    z.object({
      id: z.string().min(1),
      method: z.string(),
      url: z.string(),
      headers: z.record(z.string(), z.string()).optional(),
      dependsOn: z.array(z.string()).optional(),
    }),
  ),
})
const MOST = 20

/** Answers come in no order that could be relied on: backwards. */
export function serveBatch(request: WireRequest, serve: (part: WireRequest) => WireAnswer): WireAnswer {
  const parsed = Batch.safeParse(jsonOf(request.body))
  if (!parsed.success) throw badRequest('Invalid batch payload format.')
  const { requests } = parsed.data
  if (requests.length === 0 || requests.length > MOST) throw badRequest(`Number of batch request steps exceeds the maximum value of ${MOST}.`)
  if (new Set(requests.map(({ id }) => id)).size < requests.length) throw badRequest('Request Id values must be unique within a batch.')
  if (requests.some(({ dependsOn }) => dependsOn !== undefined)) throw new Refusal(501, 'NotImplemented', 'This sandbox has no dependsOn.')
  const responses = requests.map(({ id, method, url, headers = {} }) => {
    const { status, headers: own, body } = serve(partOf(request, { method, url, headers }))
    return { id, status, headers: titled(own), body }
  })
  return answered({ responses: responses.reverse() })
}

function partOf(request: WireRequest, { method, url, headers }: { method: string; url: string; headers: Record<string, string> }): WireRequest {
  const rawUrl = `/v1.0/${url.replace(/^\/+/, '')}`
  const cut = rawUrl.indexOf('?')
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  const inherited = ['authorization', 'host', 'x-forwarded-host', 'x-forwarded-proto'].map((name) => [name, request.headers[name]]).filter(([, value]) => value !== undefined)
  return {
    method,
    path: cut < 0 ? rawUrl : rawUrl.slice(0, cut),
    rawUrl,
    query: new URLSearchParams(cut < 0 ? '' : rawUrl.slice(cut + 1)),
    headers: { ...(Object.fromEntries(inherited) as Record<string, string>), ...lower },
    body: '',
  }
}

function titled(headers: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.replace(/(^|-)\w/g, (start) => start.toUpperCase()), value]))
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
