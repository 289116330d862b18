/** Microsoft's own client against the sandbox: it sends tokens over https alone, so its transport stands for a proxy that ends TLS. */
import { Client, type Context, type GraphRequest, type Middleware, MiddlewareFactory, type PageCollection } from '@microsoft/microsoft-graph-client'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sandbox } from '../../../src/sandbox/sandbox.js'

export const CLIENT = 'a1b2c3d4-0001-4002-8003-e5f6a7b8c9d0'
export const SCOPE = 'https://graph.microsoft.com/.default'

/** The token endpoint's answer to a form, as it came. */
export async function askToken(sandbox: Sandbox, form: Record<string, string>, tenant?: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const address = tenant === undefined ? sandbox.endpoints['graph-token'] : sandbox.endpoints['graph-token'].replace(/[^/]+(?=\/oauth2)/, tenant)
  const answer = await fetch(address, { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials', client_id: CLIENT, scope: SCOPE, ...form }) })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

export const secretOf = ({ dir }: Sandbox): string => readFileSync(join(dir, 'entra-client-secret'), 'utf8')

export async function tokenOf(sandbox: Sandbox): Promise<string> {
  const { body } = await askToken(sandbox, { client_secret: secretOf(sandbox) })
  return String(body['access_token'])
}

/** The default chain, but for its last link. */
export function graphClient(sandbox: Sandbox): Client {
  const chain = MiddlewareFactory.getDefaultMiddlewareChain({ getAccessToken: () => tokenOf(sandbox) })
  const middleware = [...chain.slice(0, -1), transportTo(sandbox)]
  middleware.forEach((one, index) => {
    const next = middleware[index + 1]
    if (next) one.setNext?.(next)
  })
  return Client.initWithMiddleware({ middleware: middleware[0] as Middleware })
}

function transportTo(sandbox: Sandbox): Middleware {
  return {
    async execute(context: Context) {
      const request = context.request as string | { url: string }
      const url = new URL(typeof request === 'string' ? request : request.url)
      const sent = new Headers(context.options?.headers)
      sent.set('x-forwarded-proto', 'https')
      sent.set('x-forwarded-host', url.host)
      const { method = 'GET', body } = context.options ?? {}
      context.response = await fetch(new URL(`${url.pathname}${url.search}`, sandbox.endpoints.graph), { method, headers: sent, ...(body ? { body } : {}) })
    },
  }
}

export const pageOf = async (request: GraphRequest): Promise<PageCollection & { '@odata.count'?: number }> => (await request.get()) as PageCollection

export interface BatchAnswer {
  responses: { id: string; status: number; headers: Record<string, string> }[]
}

export const batched = async (client: Client, content: unknown): Promise<BatchAnswer> => (await client.api('/$batch').post(content)) as BatchAnswer

/** Whatever Graph may answer: a page, an object, or an error. */
export interface Body {
  value: Record<string, unknown>[]
  '@odata.nextLink'?: string
  '@odata.count'?: number
  error: { code: string; message: string; innerError: Record<string, string> }
}

/** Plain requests, for what no client would send. */
export async function ask(sandbox: Sandbox, path: string, headers: Record<string, string> = {}): Promise<{ status: number; headers: Headers; text: string; body: Body }> {
  const answer = await fetch(new URL(`v1.0/${path}`, sandbox.endpoints.graph), { headers: { authorization: `Bearer ${await tokenOf(sandbox)}`, ...headers } })
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, text, body: text.startsWith('{') ? (JSON.parse(text) as Body) : { value: [], error: { code: '', message: '', innerError: {} } } }
}

/** The query of the next page's link. */
export const nextOf = ({ '@odata.nextLink': link }: Body): string => (link === undefined ? '' : new URL(link).search)

export const EVENTUAL = { ConsistencyLevel: 'eventual' }
