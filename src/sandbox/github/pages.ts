/** How GitHub's lists page: by `Link` headers in REST, by cursors anywhere in the document in GraphQL. */
import type { Emulator, WireAnswer, WireRequest } from '../emulator.js'

type Fields = Record<string, unknown>

/** Set on a request that shall be answered with the page behind the one that it asks for. */
export const SKIP = 'x-sandbox-skip-page'

export const paging: NonNullable<Emulator['paging']> = {
  next: (answer) => (linkNext(answer) ?? (outermost(answer).some(({ pageInfo }) => (pageInfo as Fields | undefined)?.['hasNextPage'] === true) ? SKIP : undefined)),
  ask: (request, token) => {
    if (token === SKIP) return { ...request, headers: { ...request.headers, [SKIP]: 'yes' } }
    const url = new URL(token)
    return { ...request, query: url.searchParams, rawUrl: `${url.pathname}${url.search}` }
  },
  point: (answer, token) => {
    const link = answer.headers?.['link']
    if (Array.isArray(answer.body)) return { ...answer, headers: { ...answer.headers, link: pointLink(link, token) } }
    return changed(answer, (connection) => ({ ...connection, pageInfo: { ...(connection['pageInfo'] as Fields), hasNextPage: true, endCursor: token } }))
  },
  empty: (answer) => {
    if (Array.isArray(answer.body)) return { ...answer, body: [] }
    return changed(answer, (connection) => ({ ...connection, ...('nodes' in connection ? { nodes: [] } : {}), ...('edges' in connection ? { edges: [] } : {}) }))
  },
  asked: (request) => textsIn(request.body),
}

function linkNext({ headers }: WireAnswer): string | undefined {
  return /<([^>]+)>; rel="next"/.exec(headers?.['link'] ?? '')?.[1]
}

function pointLink(link: string | undefined, token: string): string {
  const url = new URL(/<([^>]+)>/.exec(link ?? '')?.[1] ?? 'http://localhost/')
  url.searchParams.set('page', token)
  return `<${url.href}>; rel="next"`
}

function outermost(answer: WireAnswer): Fields[] {
  const found: Fields[] = []
  changed(answer, (connection) => {
    found.push(connection)
    return connection
  })
  return found
}

/** The answer with each connection that has none above it replaced. */
function changed(answer: WireAnswer, replace: (connection: Fields) => Fields): WireAnswer {
  const { body } = answer
  if (typeof body !== 'object' || body === null || !('data' in body) || typeof body.data !== 'object' || body.data === null) return answer
  // Not at the root: its field `nodes` is no connection's.
  const data = Object.fromEntries(Object.entries(body.data).map(([name, value]) => [name, within(value, replace)]))
  return { ...answer, body: { ...body, data } }
}

function within(value: unknown, replace: (connection: Fields) => Fields): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => within(one, replace))
  if (typeof value !== 'object' || value === null) return value
  const fields = value as Fields
  if (Array.isArray(fields['nodes']) || Array.isArray(fields['edges'])) return replace(fields)
  return Object.fromEntries(Object.entries(fields).map(([name, one]) => [name, within(one, replace)]))
}

/** Every text among a GraphQL request's variables. */
function textsIn(body: WireRequest['body']): string[] {
  try {
    const { variables } = JSON.parse(body) as { variables?: Fields }
    return Object.values(variables ?? {}).flatMap((value) => (typeof value === 'string' ? [value] : Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []))
  } catch {
    return []
  }
}
