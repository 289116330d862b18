/** Listings that go wrong: a page that leads to itself, and a page that is passed over. */
import { createHash } from 'node:crypto'
import type { Emulator, WireAnswer, WireRequest } from './emulator.js'

/** Tokens that lead back to a page already served. */
export interface PageLoops {
  /** The request that a looping token stands for; any other request as it is. */
  follow(emulator: Emulator, request: WireRequest): WireRequest
  /** The page with a next token that leads to it again; the same page always gets the same token. */
  close(emulator: Emulator, request: WireRequest, answer: WireAnswer): WireAnswer
}

export function createPageLoops(): PageLoops {
  const pages = new Map<string, WireRequest>()
  return {
    follow: ({ paging }, request) => {
      for (const value of [...request.query.values(), ...(paging?.asked?.(request) ?? [])]) {
        const page = pages.get(value)
        if (page) return { ...page, headers: request.headers }
      }
      return request
    },
    close: (emulator, request, answer) => {
      if (answer.status !== 200 || !emulator.paging?.point) return answer
      const token = createHash('sha256').update(request.rawUrl).update(request.body).digest('base64url')
      pages.set(token, request)
      return emulator.paging.point(answer, token)
    },
  }
}

/** Serves the next page in the place of this one; the last page comes without its rows, as if there were none. */
export async function dropPage(emulator: Emulator, request: WireRequest): Promise<WireAnswer> {
  const answer = await emulator.handle(request)
  if (answer.status !== 200) return answer
  const token = emulator.paging?.next(answer)
  if (emulator.paging && token !== undefined) return emulator.handle(emulator.paging.ask(request, token))
  return emulator.paging?.empty?.(answer) ?? { ...answer, body: withoutRows(answer.body) }
}

function withoutRows(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, isRows(value) ? [] : value]))
}

function isRows(value: unknown): boolean {
  return Array.isArray(value) && value.some((row) => typeof row === 'object' && row !== null)
}
