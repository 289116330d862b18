/**
 * Whether a server keeps the conditions that the lock rests on. Some that speak S3 ignore them and say nothing, and then two
 * holders have the lock at once; so the server is tried, on an object of its own beside the state, and not believed.
 */
import { randomUUID } from 'node:crypto'
import { explained, kindOf } from './failures.js'
import type { FailureKind } from './failures.js'
import type { IfEtag, S3Objects } from './objects.js'

export interface Finding {
  /** What must be so. */
  rule: string
  /** Whether a state may be kept here without it. */
  needed: boolean
  ok: boolean
  /** What the server did instead. */
  saw?: string
}

export interface Proof {
  /** Every needed rule is kept. */
  ok: boolean
  /** Whether a lock can be removed under a condition; without it a lock that is let go stays as an object that says so. */
  conditionalDelete: boolean
  findings: Finding[]
}

type End = 'done' | FailureKind

const RACERS = 8

/** `beside` is the key that the trial objects' names begin with. Throws what keeps it from being tried at all: no bucket, no rights. */
export async function proveConditions(objects: S3Objects, beside: string): Promise<Proof> {
  const key = `${beside}.probe-${randomUUID()}`
  const findings: Finding[] = []
  let etag = ''
  let writes = 0

  const note = (rule: string, needed: boolean, wanted: End, saw: End, but?: string) => {
    const wrong = saw !== wanted ? SAW[saw] : but
    findings.push({ rule, needed, ok: wrong === undefined, ...(wrong !== undefined && { saw: wrong }) })
  }
  const put = (ifEtag: IfEtag, at = key) =>
    ended(objects, at, async () => {
      etag = await objects.put(at, `probe ${++writes} of the server's conditional writes\n`, { ifEtag, contentType: 'text/plain' })
    })
  const remove = (ifEtag: string) => ended(objects, key, () => objects.remove(key, ifEtag))
  const there = async () => (await objects.get(key)) !== undefined

  try {
    note('an object is created where there is none', true, 'done', await put(null))
    const first = etag
    note('an object is not created where there is one', true, 'precondition', await put(null))
    note('an object is not replaced under another ETag', true, 'precondition', await put(WRONG))
    etag = first
    note('an object is replaced under its own ETag', true, 'done', await put(first))
    const missed = await remove(WRONG)
    note('an object is not removed under another ETag', false, 'precondition', missed, (await there()) ? undefined : 'it was removed')
    const removed = await remove(etag)
    note('an object is removed under its own ETag', false, 'done', removed, (await there()) ? 'it is still there' : undefined)
    // Who may remove nothing never takes a lock where one was removed.
    if (removed === 'forbidden') note('an object is created where one was removed', false, 'done', removed)
    else {
      if (await there()) await objects.remove(key)
      note('an object is created where one was removed', false, 'done', await put(null))
    }
    const ends = await Promise.all(Array.from({ length: RACERS }, () => put(null, `${key}-race`)))
    const winners = ends.filter((end) => end === 'done').length
    note('of several who create an object at once, one does', true, 'done', 'done', winners === 1 ? undefined : `${winners} of ${RACERS} did`)
  } finally {
    // Without the right to remove, they stay: small, and named for what they are.
    for (const left of [key, `${key}-race`]) await objects.remove(left).catch(() => undefined)
  }
  const optional = findings.filter(({ needed }) => !needed)
  return { ok: findings.every(({ ok, needed }) => ok || !needed), conditionalDelete: optional.every(({ ok }) => ok), findings }
}

const WRONG = '"00000000000000000000000000000000"'

const SAW: Readonly<Record<End, string>> = {
  done: 'it was done',
  precondition: 'it was refused',
  absent: 'the object was not found',
  busy: 'the server was busy',
  unsupported: 'the server does not know the request',
  forbidden: 'access was denied',
  refused: 'it was refused for another reason',
}

/** A busy server proves nothing: the step is tried again. A clash of two writers (409) is a busy one as well. */
async function ended(objects: S3Objects, key: string, work: () => Promise<void>): Promise<End> {
  for (let n = 1; ; n++) {
    try {
      await work()
      return 'done'
    } catch (error) {
      const kind = kindOf(error)
      if (kind === 'busy' && (await objects.again(n))) continue
      if (kind === 'refused' || kind === 'busy') throw explained(error, objects.address(key), 'tried for its conditional writes')
      return kind
    }
  }
}
