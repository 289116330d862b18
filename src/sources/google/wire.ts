/** One exchange with Google, and its repetition: time limits, retries, and the stop of a reading that has failed elsewhere. */
import { setMaxListeners } from 'node:events'
import type { Clock } from '../../clock.js'
import { createPacer } from '../../http/pacer.js'
import { retryAfterMs } from '../../http/retry-after.js'
import { retrying } from '../../http/retry.js'
import { unreachable } from '../../http/send-failure.js'
import type { OnProgress } from '../../model/progress.js'
import { AnswerBroken, isQuota, leastWaitMs, mayPass, Refusal, type Answer, type Call } from './refusal.js'

export interface WireOptions {
  /** Of one call; 6 unless given. */
  attempts?: number
  clock: Clock
  onProgress: OnProgress | undefined
  /** Aborted when the reading has failed: nothing new starts, waits end, and what is under way comes to its end. */
  stopped: AbortSignal
}

/** What every request carries: statuses are judged by us, bodies are parsed as JSON or left as text, and nothing is retried below us. */
export interface RequestOptions {
  signal: AbortSignal
  retry: false
  responseType: 'json'
  validateStatus: () => true
}

export interface Wire {
  /** One request under its time limit; throws `AnswerBroken` when no answer comes. */
  exchange(call: Call, send: (options: RequestOptions) => Promise<RawAnswer>): Promise<Answer>
  /** Attempts until one succeeds, or what it throws cannot pass. */
  retrying<T>(call: Call, attempt: (call: Call) => Promise<T>): Promise<T>
  /** Resolves once nothing is under way: no request outlives the reading that made it. */
  quiet(): Promise<void>
}

export interface RawAnswer {
  status: number
  data: unknown
  /** Typed as a plain object by Google's client, but its transport's own `Headers` in fact. */
  headers: object
}

const ATTEMPTS = 6
const TIME_LIMIT_MS = 30_000
/** 2,400 queries a minute for a user and project, unless Google was asked for more. https://developers.google.com/workspace/admin/directory/v1/limits */
const QUERIES_PER_SECOND = 40

export function createWire({ clock, onProgress, stopped, attempts = ATTEMPTS }: WireOptions): Wire {
  setMaxListeners(0, stopped)
  const untilStopped: Clock = { now: () => clock.now(), monotonic: () => clock.monotonic(), sleep: (ms) => clock.sleep(ms, stopped) }
  const pacer = createPacer({ clock, published: () => QUERIES_PER_SECOND })
  const inFlight = new Set<Promise<RawAnswer>>()
  let paced = false

  /** The quota can be raised, so nobody is held back before Google has said that it is used up. */
  const turn = async () => {
    stopped.throwIfAborted()
    if (!paced) return
    await pacer.turn('directory')
    stopped.throwIfAborted()
  }
  const refused = (refusal: Refusal, attempt: number) => {
    refusal.attempt = attempt
    if (!isQuota(refusal)) return
    paced = true
    pacer.throttled('directory')
  }

  return {
    async exchange(call, send) {
      stopped.throwIfAborted()
      const running = send({ signal: AbortSignal.timeout(TIME_LIMIT_MS), retry: false, responseType: 'json', validateStatus: () => true })
      inFlight.add(running)
      try {
        const { status, data, headers } = await running
        return { status, data, retryAfterMs: retryAfterMs(wishOf(headers), clock) ?? 0 }
      } catch (error) {
        // Only the words: the transport's error carries the request.
        const words = error instanceof Error ? error.message.replace(/^request to \S+ failed, reason: /, '') : String(error)
        throw new AnswerBroken(call, words, { unreached: unreachable(error) })
      } finally {
        inFlight.delete(running)
      }
    },

    quiet: async () => {
      await Promise.allSettled(inFlight)
    },

    retrying: (call, attempt) =>
      retrying(
        async (n) => {
          await turn()
          try {
            return await attempt(call)
          } catch (error) {
            if (error instanceof Refusal) refused(error, n)
            throw error
          }
        },
        {
          clock: untilStopped,
          attempts,
          baseMs: 1000,
          capMs: 64_000,
          classify: (error) => {
            // A token that could not be had has had its own attempts: its failure names its own call.
            if (stopped.aborted || !(error instanceof Refusal || error instanceof AnswerBroken) || error.call !== call) return { retry: false }
            return error instanceof Refusal ? { retry: mayPass(error), afterMs: leastWaitMs(error) } : { retry: true }
          },
          onWait: (ms, error) =>
            onProgress?.({ type: 'wait', system: 'google', reason: `${call.operation}: ${error instanceof Error ? error.message : String(error)}`, ms, throttled: error instanceof Refusal && isQuota(error) }),
        },
      ),
  }
}

function wishOf(headers: object): string | null {
  const value = (headers as { get?: (name: string) => unknown }).get?.('retry-after')
  return typeof value === 'string' ? value : null
}
