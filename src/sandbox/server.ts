/** The shell around any emulator: reads a request off the wire, records it, lets faults and limits have their say, and answers. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Clock } from '../clock.js'
import type { Emulator, WireAnswer, WireRequest } from './emulator.js'
import type { FaultBook } from './faults.js'
import { createPageLoops, dropPage, type PageLoops } from './page-faults.js'
import type { Limiter } from './rates.js'

/** One request as it was served; refused ones too. */
export interface RequestRecord {
  /** Arrival, ISO 8601 UTC. */
  at: string
  api: string
  operation: string
  method: string
  path: string
  /** 0 while unanswered, and for what was cut off before anything was done. */
  status: number
  /** Until the answer was ready, milliseconds. */
  ms: number
}

export interface Shell {
  clock: Clock
  faults: FaultBook
  /** Absent: no limits. */
  limiter?: Limiter
  latencyMs: number
  record(record: RequestRecord): void
  /** Aborts when the sandbox stops: nobody waits any longer. */
  stopping: AbortSignal
}

export function serveEmulator(emulator: Emulator, shell: Shell): Server {
  const loops = createPageLoops()
  return createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (incoming, outgoing) => {
    // Only a sandbox that stops or a client that went away fails here: nobody is left to be told.
    exchange(emulator, shell, loops, incoming, outgoing).catch(() => outgoing.destroy())
  })
}

/** Long enough that no client writes into a connection that is just being closed. */
const KEEP_ALIVE_MS = 60_000

async function exchange(emulator: Emulator, shell: Shell, loops: PageLoops, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { clock } = shell
  const arrived = clock.monotonic()
  const at = new Date(clock.now()).toISOString()
  const wire = await readRequest(incoming)
  const request = loops.follow(emulator, wire)
  const operation = emulator.operation(request)
  const record: RequestRecord = { at, api: emulator.api, operation, method: wire.method, path: wire.path, status: 0, ms: 0 }
  shell.record(record)
  const close = (status: number) => {
    record.status = status
    record.ms = Math.round((clock.monotonic() - arrived) * 1000) / 1000
  }

  const { delay, fault } = shell.faults.strike(emulator.api, operation)
  const overLimit = shell.limiter?.take(emulator, operation, request)
  if (shell.latencyMs + delay > 0) await clock.sleep(shell.latencyMs + delay, shell.stopping)

  if (fault?.kind === 'timeout') return
  if (fault?.kind === 'reset') {
    close(0)
    incoming.socket.resetAndDestroy()
    return
  }
  const answer = await answered().catch((error: unknown): WireAnswer => ({ status: 500, body: { sandbox: `this is a bug in the sandbox: ${String(error)}` } }))
  close(answer.status)
  if (fault?.kind === 'lost-answer') incoming.socket.destroy()
  else send(outgoing, answer, fault?.kind === 'truncate-body')

  async function answered(): Promise<WireAnswer> {
    if (fault?.kind === 'throttle') {
      const refusal = emulator.refuse(request, fault.status ?? 429, 'throttle')
      return fault.retryAfter === undefined ? refusal : { ...refusal, headers: { ...refusal.headers, 'retry-after': String(fault.retryAfter) } }
    }
    if (fault?.kind === 'error') return emulator.refuse(request, fault.status ?? 500, 'error')
    if (overLimit !== undefined) return emulator.refuse(request, overLimit, 'throttle')
    if (fault?.kind === 'drop-page') return dropPage(emulator, request)
    const whole = await emulator.handle(request)
    return fault?.kind === 'repeat-page' ? loops.close(emulator, request, whole) : whole
  }
}

async function readRequest(incoming: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const bytes = Buffer.concat(chunks)
  const rawUrl = incoming.url ?? '/'
  const cut = rawUrl.indexOf('?')
  const path = cut < 0 ? rawUrl : rawUrl.slice(0, cut)
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')])
  return {
    method: incoming.method ?? 'GET',
    path: decodePath(path),
    rawUrl,
    query: new URLSearchParams(cut < 0 ? '' : rawUrl.slice(cut + 1)),
    headers: Object.fromEntries(headers) as Record<string, string>,
    // Only when asked for: objects of a store may be long, and are no text to it.
    get body() {
      return bytes.toString('utf8')
    },
    bytes,
  }
}

/** A path that is no valid percent-encoding stays as it came: emulators answer it as unknown. */
export function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

export function send(outgoing: ServerResponse, answer: WireAnswer, halved = false): void {
  const { status, headers, body } = answer
  const raw = typeof body === 'string' || body === undefined || Buffer.isBuffer(body)
  const whole = body === undefined ? undefined : Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  const bytes = whole && halved ? whole.subarray(0, Math.floor(whole.length / 2)) : whole
  const type = raw ? {} : { 'content-type': 'application/json' }
  outgoing.writeHead(status, { ...type, ...headers, ...(bytes ? { 'content-length': bytes.length } : {}) })
  outgoing.end(bytes)
}
