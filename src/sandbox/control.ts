/** The control interface: what was asked, what the emulators hold, and which faults they shall show, over HTTP. */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { isIdpscimError } from '../errors.js'
import type { WireAnswer } from './emulator.js'
import { send, type RequestRecord } from './server.js'

/** What the interface moves; each setter throws an `IdpscimError` for input that is not usable, and then changes nothing. */
export interface Controls {
  requests(): readonly RequestRecord[]
  clearRequests(): void
  state(): unknown
  putState(document: unknown): void
  patchState(patch: unknown): void
  setFaults(document: unknown): void
}

export function serveControl(controls: Controls): Server {
  return createServer((incoming, outgoing) => {
    answer(controls, incoming).then(
      (done) => send(outgoing, done),
      (error: unknown) => send(outgoing, refusal(error)),
    )
  })
}

async function answer(controls: Controls, incoming: IncomingMessage): Promise<WireAnswer> {
  const path = (incoming.url ?? '/').replace(/\?.*$/, '').replace(/\/+/g, '/')
  switch (`${incoming.method ?? 'GET'} ${path}`) {
    case 'GET /requests':
      return { status: 200, body: controls.requests() }
    case 'DELETE /requests':
      controls.clearRequests()
      return { status: 204 }
    case 'GET /state':
      return { status: 200, body: controls.state() }
    case 'PUT /state':
      controls.putState(await readJson(incoming))
      return { status: 200, body: controls.state() }
    case 'PATCH /state':
      controls.patchState(await readJson(incoming))
      return { status: 200, body: controls.state() }
    case 'PUT /faults':
      controls.setFaults(await readJson(incoming))
      return { status: 204 }
    default:
      return {
        status: 404,
        body: { error: `the control interface has no ${incoming.method ?? 'GET'} ${path}`, known: ['GET, DELETE /requests', 'GET, PUT, PATCH /state', 'PUT /faults'] },
      }
  }
}

class NotJson extends Error {}

async function readJson(incoming: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown
  } catch (error) {
    throw new NotJson(`the body is not JSON: ${(error as Error).message}`)
  }
}

function refusal(error: unknown): WireAnswer {
  if (isIdpscimError(error)) return { status: 400, body: { error: error.message, code: error.code, suggestions: error.suggestions } }
  if (error instanceof NotJson) return { status: 400, body: { error: error.message } }
  return { status: 500, body: { error: String(error) } }
}
