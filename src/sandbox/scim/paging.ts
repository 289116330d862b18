/** Where a page says what comes next, for whoever wants pages lost or repeated. */
import type { Emulator, WireAnswer, WireRequest } from '../emulator.js'
import { isObject } from './check.js'

export const paging = {
  next: ({ body }: WireAnswer) => (isObject(body) && typeof body['nextCursor'] === 'string' ? body['nextCursor'] : undefined),
  ask: (request: WireRequest, token: string) => {
    const query = new URLSearchParams(request.query)
    query.set('cursor', token)
    return { ...request, query, rawUrl: `${request.rawUrl.replace(/\?.*$/s, '')}?${query.toString()}` }
  },
  /** An answer without paging leads nowhere, so it is left as it is. */
  point: (answer: WireAnswer, token: string) =>
    isObject(answer.body) && 'Resources' in answer.body && !('totalResults' in answer.body)
      ? { ...answer, body: { ...answer.body, nextCursor: token } }
      : answer,
} satisfies Emulator['paging']
