/** The S3 emulator at the far end of a wire, asked by the vendor's own client: only its socket is ours. */
import { Readable } from 'node:stream'
import { S3Client } from '@aws-sdk/client-s3'
import type { Clock } from '../../src/clock.js'
import type { Emulator, WireRequest } from '../../src/sandbox/emulator.js'
import { createS3Emulator } from '../../src/sandbox/s3/s3-emulator.js'
import type { Liveness } from '../../src/state/process-identity.js'
import type { S3Like } from '../../src/state/s3/s3-like.js'
import { createS3Store } from '../../src/state/s3/s3-store.js'
import type { StoreFar } from './stack.js'
import { Process, Wire } from './wire.js'

const BUCKET = 'states'
const KEY = 'staff/state.json'

/** The SDK's request, in what of it counts here. */
interface Asked {
  method: string
  path: string
  query: Record<string, string>
  headers: Record<string, string>
  body?: unknown
}

/** Processes of different hosts: nobody knows who is dead. */
export function s3Far(): StoreFar {
  let bucket: Bucket | undefined
  let hosts = 0
  const open = (wire: Wire, process: Process, clock: Clock) => {
    bucket ??= makeBucket(clock)
    const self = { host: `host-${++hosts}`, pid: 1 }
    const liveness: Liveness = { self: () => self, isDead: () => false }
    return createS3Store({ client: clientOf(bucket, wire, process), bucket: BUCKET, key: KEY, clock, liveness, probe: false, random: () => 0.5 })
  }
  return { open, look: (clock) => open(new Wire(), new Process('the test'), clock) }
}

interface Bucket {
  emulator: Emulator
  /** The bucket as it was before its last write. */
  past(): Emulator
  remember(): void
}

function makeBucket(clock: Clock): Bucket {
  const make = (content: unknown) => {
    // The client signs by the real clock.
    const emulator = createS3Emulator({ clock, maxSkewMs: Infinity })
    emulator.load(content)
    return emulator
  }
  const emulator = make({ buckets: [BUCKET] })
  let before = emulator.dump()
  return { emulator, past: () => make(before), remember: () => (before = emulator.dump()) }
}

function clientOf(bucket: Bucket, wire: Wire, process: Process): S3Like {
  const { emulator } = bucket
  let heard: (date: number, tookMs: number) => void = () => undefined
  const handle = async (asked: Asked) => {
    const request = requestOf(asked)
    const kind = asked.method === 'GET' || asked.method === 'HEAD' ? 'read' : 'write'
    const { status, headers, body } = await wire.carry(process, { far: 's3', operation: emulator.operation(request), kind }, {
      now: () => {
        if (kind === 'write' && wire.looksBack) bucket.remember()
        return emulator.handle(request)
      },
      before: () => bucket.past().handle(request),
    })
    const told = lowered(headers ?? {})
    const date = Date.parse(told['date'] ?? '')
    if (!Number.isNaN(date)) heard(date, 0)
    return { response: { statusCode: status, headers: told, body: Readable.from(body === undefined ? [] : [bytesOf(body)]) } }
  }
  const client = new S3Client({
    region: 'us-east-1',
    endpoint: 'https://s3.example.com',
    forcePathStyle: true,
    credentials: { accessKeyId: 'id', secretAccessKey: 'key' },
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { handle, updateHttpClientConfig: () => undefined, httpHandlerConfigs: () => ({}) },
  })
  return Object.assign(client, { onDate: (listener: typeof heard) => void (heard = listener) })
}

function requestOf({ method, path, query, headers, body }: Asked): WireRequest {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) search.append(name, value)
  const asked = search.toString()
  return {
    method,
    path: decodeURIComponent(path),
    rawUrl: asked === '' ? path : `${path}?${asked}`,
    query: search,
    headers: lowered(headers),
    body: body === undefined ? '' : bytesOf(body).toString('utf8'),
  }
}

function lowered(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

function bytesOf(body: unknown): Buffer {
  return typeof body === 'string' ? Buffer.from(body) : Buffer.from(body as Uint8Array)
}
