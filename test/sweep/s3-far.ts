/** The S3 emulator at the far end of a wire, without a socket, with a memory of how it was before its last write. */
import { DeleteObjectCommand, type GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3'
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

type Command = GetObjectCommand | PutObjectCommand | DeleteObjectCommand | ListObjectsV2Command

/** The vendor's commands without its client, which takes a millisecond for each: what it does is pinned by the store's own tests. */
function clientOf(bucket: Bucket, wire: Wire, process: Process): S3Like {
  const { emulator } = bucket
  let heard: (date: number, tookMs: number) => void = () => undefined
  const send = async (command: Command) => {
    const request = requestOf(command)
    const kind = request.method === 'GET' ? 'read' : 'write'
    const answer = await wire.carry(process, { far: 's3', operation: emulator.operation(request), kind }, {
      now: () => {
        if (kind === 'write' && wire.looksBack) bucket.remember()
        return emulator.handle(request)
      },
      before: () => bucket.past().handle(request),
    })
    const headers = lowered(answer.headers ?? {})
    heard(Date.parse(headers['date'] ?? ''), 0)
    const bytes = bytesOf(answer.body ?? '')
    if (answer.status >= 300) throw refusal(answer.status, bytes.toString('utf8'))
    const keys = [...bytes.toString('utf8').matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, Key]) => ({ Key }))
    return { ETag: headers['etag'], Body: { transformToByteArray: () => Promise.resolve(new Uint8Array(bytes)) }, Contents: command instanceof ListObjectsV2Command ? keys : [] }
  }
  return { send: send, onDate: (listener) => void (heard = listener) }
}

function refusal(status: number, body: string): Error {
  const code = /<Code>([^<]*)<\/Code>/.exec(body)?.[1] ?? String(status)
  return Object.assign(new Error(code), { name: code, $metadata: { httpStatusCode: status } })
}

function requestOf(command: Command): WireRequest {
  const path = command instanceof ListObjectsV2Command ? `/${BUCKET}` : `/${BUCKET}/${command.input.Key ?? ''}`
  const query = new URLSearchParams(command instanceof ListObjectsV2Command ? { 'list-type': '2', prefix: command.input.Prefix ?? '' } : {})
  const { IfMatch, IfNoneMatch, Body = '' } = command.input as { IfMatch?: string; IfNoneMatch?: string; Body?: string | Uint8Array }
  return {
    method: command instanceof PutObjectCommand ? 'PUT' : command instanceof DeleteObjectCommand ? 'DELETE' : 'GET',
    path,
    rawUrl: query.size === 0 ? path : `${path}?${query.toString()}`,
    query,
    headers: { ...SIGNED, ...(IfMatch !== undefined && { 'if-match': IfMatch }), ...(IfNoneMatch !== undefined && { 'if-none-match': IfNoneMatch }) },
    body: bytesOf(Body).toString('utf8'),
  }
}

const SIGNED = {
  authorization: 'AWS4-HMAC-SHA256 Credential=id/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00',
  'x-amz-date': '20260101T000000Z',
}

function lowered(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

function bytesOf(body: unknown): Buffer {
  return typeof body === 'string' ? Buffer.from(body) : Buffer.from(body as Uint8Array)
}
