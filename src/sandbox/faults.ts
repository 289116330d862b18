/** Accidents on order: which request meets which fault, counted and drawn so that a run can be repeated. */
import * as z from 'zod'
import { IdpscimError } from '../errors.js'

export const FAULT_KINDS = [
  'throttle', //      refused as too fast: 429, or `status`; with `Retry-After` where `retryAfter` is set
  'error', //         refused with 500, or `status`
  'reset', //         the connection is cut before anything is done
  'timeout', //       never answered, until the sandbox stops
  'slow', //          answered after `ms`
  'lost-answer', //   done, then the connection is cut
  'repeat-page', //   a listing's page whose next token leads to the same page
  'drop-page', //     a listing's page is skipped; the listing goes on behind it, or ends as if whole
  'truncate-body', // half of the body, under a length that fits the half
] as const

export const Fault = z.strictObject({
  api: z.string(),
  /** The vendor's name of the request; absent for all of the API's. */
  operation: z.string().optional(),
  kind: z.enum(FAULT_KINDS),
  /** The first request that is struck, counted from 1 over those that match. */
  at: z.number().int().positive().optional(),
  /** Probability for each request, drawn from a generator that starts alike every time. */
  rate: z.number().min(0).max(1).optional(),
  /** How many are struck: 1 where `at` is set, else all. */
  times: z.number().int().positive().optional(),
  /** 200 is for vendors who say no with it: GitHub's GraphQL. */
  status: z.union([z.literal(200), z.number().int().min(300).max(599)]).optional(),
  /** Seconds. */
  retryAfter: z.number().nonnegative().optional(),
  /** For `slow`, milliseconds. */
  ms: z.number().nonnegative().optional(),
})
export type Fault = z.infer<typeof Fault>

/** Throws `BadUsage` for what is no list of faults, or strikes an API that is not there. */
export function parseFaults(document: unknown, apis: readonly string[]): Fault[] {
  const parsed = z.array(Fault).safeParse(document)
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.length === 0 ? '' : `${path.join('.')}: `}${message}`)
    throw new IdpscimError('BadUsage', `the faults are not usable: ${problems.join('; ')}`, {
      suggestions: ['give a JSON array of {api, operation?, kind, at?, rate?, times?, status?, retryAfter?, ms?}'],
    })
  }
  for (const { api } of parsed.data) {
    if (apis.includes(api)) continue
    throw new IdpscimError('BadUsage', `a fault names the API "${api}", which this sandbox does not have`, { suggestions: [`use one of ${[...new Set(apis)].join(', ')}`] })
  }
  return parsed.data
}

/** What one request meets: a delay in milliseconds, and at most one fault of another kind. */
export interface Struck {
  delay: number
  fault?: Fault
}

export interface FaultBook {
  /** Replaces all faults; counters and generators start anew. */
  set(faults: readonly Fault[]): void
  strike(api: string, operation: string): Struck
}

export function createFaultBook(): FaultBook {
  let entries: { fault: Fault; seen: number; struck: number; random: () => number }[] = []
  return {
    set: (faults) => {
      entries = faults.map((fault, index) => ({ fault, seen: 0, struck: 0, random: generator(index + 1) }))
    },
    strike: (api, operation) => {
      const struck: Struck = { delay: 0 }
      for (const entry of entries) {
        const { fault } = entry
        if (!matches(fault, api, operation)) continue
        entry.seen += 1
        const due = entry.seen >= (fault.at ?? 1) && entry.struck < (fault.times ?? (fault.at === undefined ? Infinity : 1))
        if (!due || (fault.rate !== undefined && entry.random() >= fault.rate)) continue
        if (fault.kind !== 'slow' && struck.fault) continue
        entry.struck += 1
        if (fault.kind === 'slow') struck.delay += fault.ms ?? 1000
        else struck.fault = fault
      }
      return struck
    },
  }
}

function matches(fault: Fault, api: string, operation: string): boolean {
  if (fault.api !== api || (fault.operation !== undefined && fault.operation !== operation)) return false
  // Every vendor here has "list" in the names of what pages; faults of pages neither strike nor count anything else.
  return (fault.kind !== 'repeat-page' && fault.kind !== 'drop-page') || /list/i.test(operation)
}

/** Numbers in [0, 1) that depend on the seed alone (mulberry32). */
function generator(seed: number): () => number {
  let state = seed * 0x9e3779b9
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
