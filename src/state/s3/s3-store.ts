/** A state in Amazon S3, or in a server that honours its conditional writes, with its lock, journals and papers beside it. */
import { randomUUID } from 'node:crypto'
import type { Clock } from '../../clock.js'
import type { OnProgress } from '../../model/progress.js'
import type { State } from '../../model/state.js'
import { breakLease, holdLease, lapsedHolder, leaseHolder, leaseTimes } from '../lease.js'
import type { LeaseOptions } from '../lease.js'
import { leaseLost } from '../lease-record.js'
import { thisHost } from '../process-identity.js'
import type { Liveness } from '../process-identity.js'
import { safeName } from '../safe-name.js'
import type { TakeOver } from '../state-document.js'
import { stateMoved } from '../state-moved.js'
import type { Lease, StateStore } from '../state-store.js'
import { putIf } from './conditional.js'
import { createLockObject } from './lock-object.js'
import { createS3Objects } from './objects.js'
import type { Encryption, S3Objects } from './objects.js'
import { provenOnce } from './proven.js'
import { S3Journal } from './s3-journal.js'
import { connectS3, endpointOf } from './s3-like.js'
import type { S3ClientConfig, S3Like } from './s3-like.js'
import { s3Papers } from './s3-papers.js'
import { proveConditions } from './self-test.js'
import type { Proof } from './self-test.js'
import { decodeWritten, encodeWritten, wasWrittenBy } from './state-envelope.js'
import { createStoreClock } from './store-clock.js'

export interface S3StoreOptions {
  bucket: string
  /** The state's key; lock, journals, history and pending lie beside it. */
  key: string
  /** A client, or what to make one of; then credentials and region come from where the AWS SDK finds them. */
  client?: S3Like
  clientConfig?: S3ClientConfig
  clock: Clock
  lease?: LeaseOptions
  sse?: Encryption
  /** Whether the state is written zipped; it is read either way. */
  gzip?: boolean
  /** Whether the server's conditions are tried before the first write. Default: where an endpoint is given, which AWS's own needs none. */
  probe?: boolean
  /** Reads the original program's document at this key as the state that it amounts to. */
  takeOver?: TakeOver
  onProgress?: OnProgress
  /** Who we are and who is dead; tests play several processes with it. Default: this process on this host. */
  liveness?: Liveness
  /** Spreads the waits between attempts, in [0, 1). Default `Math.random`. */
  random?: () => number
}

export interface S3Store extends StateStore {
  /** Tries the server's conditional writes on an object beside the state: for `doctor`, and by itself before the first write. */
  proveConditions(): Promise<Proof>
}

/** A second. Each look at a lock costs a request. */
const POLL_MS = 1_000

/** Generations are counted by S3's time as well as one knows it: those of two holders in a row may be this far out of order. */
const CLOCK_SLACK_MS = 5_000

/** What is known of the object that a version names. */
interface Known {
  version: string
  generation: number
  /** The original program's document, to be kept before it is replaced. */
  original?: string
}

export function createS3Store(options: S3StoreOptions): S3Store {
  const { bucket, key, gzip = false, takeOver } = options
  const client = options.client ?? connectS3(options.clientConfig ?? {})
  const clock = createStoreClock(options.clock)
  client.onDate?.((date, tookMs) => clock.heard(date, tookMs))
  const objects = createS3Objects({
    client,
    bucket,
    clock,
    ...(options.sse && { encryption: options.sse }),
    ...(options.random && { random: options.random }),
    onWait: (ms) => options.onProgress?.({ type: 'wait', system: 's3', reason: 'S3 did not answer, or asked for patience', ms }),
  })
  const place = objects.address(key)
  const prove = () => proveConditions(objects, key)
  const endpoint = options.client ? undefined : endpointOf(options.clientConfig ?? {})
  const probe = options.probe ?? endpoint !== undefined
  const server = options.client ?? `${endpoint ?? ''} ${bucket}`
  const ready = async () => (probe ? provenOnce(server, place, prove) : AWS_KEEPS_THEM)
  const lock = createLockObject({ objects, key: `${key}.lock`, clock, ready })
  const terms = { place, register: lock, clock, liveness: options.liveness ?? thisHost, pollMs: POLL_MS, ...leaseTimes(options.lease) }
  const journals = new Map<string, S3Journal>()
  let known: Known | undefined

  async function read() {
    const stored = await objects.get(key)
    if (!stored) return undefined
    const { written, ...rest } = decodeWritten(stored.bytes, place, takeOver)
    known = { version: stored.etag, generation: written?.generation ?? 0, ...(rest.original && { original: rest.original.text }) }
    return { ...rest, version: stored.etag }
  }

  async function write(state: State, { ifVersion, lease }: { ifVersion: string | null; lease: Lease }): Promise<string> {
    const generation = lock.generationOf(lease.holder.id)
    if (generation === undefined) throw leaseLost(place, 'it belongs to another state; nothing was written')
    const id = randomUUID()
    const body = encodeWritten(state, { id, generation }, gzip)
    if (ifVersion !== null && known?.version !== ifVersion && takeOver) await read()
    const base = known?.version === ifVersion ? known : undefined
    if (base?.original !== undefined) await keepOriginal(base.original)
    await ready()
    await lease.check()
    // The condition below keeps a newer state from being overwritten whatever happens; these two keep a holder who was overtaken
    // and has not noticed from writing at all.
    if ((await lock.read())?.record.held?.id !== lease.holder.id) throw leaseLost(place, 'another has taken it since, or it was broken; nothing was written')
    if (base && base.generation > generation + CLOCK_SLACK_MS) throw leaseLost(place, 'a later holder has written the state since; nothing was written')
    const encoding = gzip ? { contentEncoding: 'gzip' } : {}
    const outcome = await putIf(objects, { key, body, ifEtag: ifVersion, isOurs: (stored) => wasWrittenBy(stored, id), ...encoding })
    if (outcome.etag === undefined) throw stateMoved(place, ifVersion, outcome.stands?.etag ?? null, await keepAside(objects, `${key}.errored-${id}.json`, body, encoding))
    known = { version: outcome.etag, generation }
    return outcome.etag
  }

  const originalKey = `${key}.original-1.0.0.json`

  async function keepOriginal(text: string): Promise<void> {
    await ready()
    // One that is there already is the one to go back to.
    await putIf(objects, { key: originalKey, body: text, ifEtag: null, isOurs: () => false })
  }

  return {
    place,
    read,
    write,
    hold: (request) => holdLease(terms, request),
    holder: () => leaseHolder(terms),
    lapsed: () => lapsedHolder(terms),
    breakLease: (id) => breakLease(terms, id),
    original: async () => (await objects.get(originalKey))?.bytes.toString('utf8'),
    keepOriginal,
    journal(name) {
      const journal = journals.get(name) ?? new S3Journal({ objects, folder: `${key}.journal/${safeName(name)}/`, ready })
      journals.set(name, journal)
      return journal
    },
    ...s3Papers(objects, key.slice(0, key.lastIndexOf('/') + 1)),
    proveConditions: prove,
  }
}

const AWS_KEEPS_THEM = { conditionalDelete: true }

/** Gives the address, or undefined where even that could not be written. */
async function keepAside(objects: S3Objects, key: string, body: Buffer, encoding: { contentEncoding?: string }): Promise<string | undefined> {
  try {
    await putIf(objects, { key, body, ifEtag: null, isOurs: (stored) => stored.equals(body), ...encoding })
    return objects.address(key)
  } catch {
    return undefined
  }
}
