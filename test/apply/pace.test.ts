/** How fast, and how many calls: a first apply at AWS's published rates, on a clock whose hours pass at once. */
import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../src/state/memory/memory-store.js'
import { openIdentityStore, openScim, type Exchange, type FarEnd, type FarEndOptions } from '../support/in-process.js'
import { applyFirst, company, counted, planFirst, readWhole } from '../support/scale.js'
import { createVirtualClock } from '../support/virtual-clock.js'

type Open = (options: FarEndOptions) => Promise<FarEnd>
type Size = [people: number, groups: number, memberships: number]

/** A request travels 50 ms: what waits for answers one after another would be seen. */
const LATENCY_MS = 50

async function firstApply(open: Open, size: Size, faults: FarEndOptions['faults'] = []) {
  const clock = createVirtualClock()
  const far = await open({ clock, latencyMs: LATENCY_MS, faults })
  const ground = { target: far.target, store: createMemoryStore({ clock }), clock }
  const plan = await planFirst(company(...size), ground)
  const lasting = async <T>(work: () => Promise<T>) => {
    far.log.length = 0
    const begun = clock.monotonic()
    const result = await work()
    return { result, seconds: (clock.monotonic() - begun) / 1000, log: [...far.log] }
  }
  const applied = await lasting(() => applyFirst(plan, ground))
  return { far, lasting, plan, estimated: Object.values(plan.estimate.calls)[0] ?? {}, ...applied }
}

const refused = (log: readonly Exchange[]) => log.filter(({ status }) => status >= 400)

describe('a first apply at AWS\'s published rates, in at least nine tenths of what they allow', () => {
  it('by SCIM: 2,000 people, 200 groups and 20,000 memberships are as many calls as estimated, none refused, and then read whole', async () => {
    const { far, lasting, result, seconds, log, plan, estimated } = await firstApply(openScim, [2000, 200, 20_000])

    expect(result).toMatchObject({ status: 'applied', failed: [] })
    expect(refused(log)).toEqual([])
    expect(counted(log)).toEqual(estimated)
    // A hundred memberships a second.
    expect(plan.estimate.seconds).toBe(200)
    expect(seconds).toBeLessThanOrEqual(200 / 0.9)

    const refresh = await lasting(() => readWhole(far.target))
    expect(refresh.result.evidence).toMatchObject({ users: 2000, groups: 200, memberships: 20_000 })
    expect(refused(refresh.log)).toEqual([])
    // 20 pages of people and 200 groups' members, at 40 a second.
    expect(refresh.seconds).toBeLessThanOrEqual((220 / 40) * 1.3)
  }, 240_000)

  it('by the Identity Store API, a tenth of it: each membership is a call', async () => {
    const { far, lasting, result, seconds, log, plan, estimated } = await firstApply(openIdentityStore, [200, 20, 2000])

    expect(result).toMatchObject({ status: 'applied', failed: [] })
    expect(refused(log)).toEqual([])
    expect(counted(log)).toEqual(estimated)
    expect(plan.estimate.seconds).toBe(100)
    expect(seconds).toBeLessThanOrEqual(100 / 0.9)

    const refresh = await lasting(() => readWhole(far.target))
    expect(refresh.result.evidence).toMatchObject({ users: 200, groups: 20, memberships: 2000 })
    expect(refused(refresh.log)).toEqual([])
  }, 240_000)
})

/** Of every 100 answers 5 are 429 or 503, and one is lost after the write. */
const WEATHER = [
  { kind: 'throttle', status: 429, rate: 0.025 },
  { kind: 'error', status: 503, rate: 0.0125 },
  { kind: 'throttle', status: 503, retryAfter: 1, rate: 0.0125 },
  { kind: 'lost-answer', rate: 0.01 },
] as const

describe('a first apply where answers are refused and lost', () => {
  it.each<[string, Open]>([['SCIM', openScim], ['the Identity Store API', openIdentityStore]])('by %s ends complete, and no creation is sent again before a reading has found nothing', async (_, open) => {
    const { far, result, log } = await firstApply(open, [300, 30, 600], WEATHER)

    expect(result.failed.map(({ change, failure }) => `${change.id}: ${failure.message}`)).toEqual([])
    expect([result.status, result.skipped, result.leftOut]).toEqual(['applied', [], []])
    const { users, groups } = far.held()
    expect([users.length, groups.length, groups.reduce((all, { members }) => all + members.length, 0)]).toEqual([300, 30, 600])
    const doubted = log.filter(({ operation, lost, status }) => /^Create(User|Group)$/.test(operation) && (lost || status >= 500))
    expect(doubted.length).toBeGreaterThan(3)
    expect(blindRepeats(log)).toEqual([])
  }, 240_000)
})

/** Creations sent although one of the same name was, which was not answered with no, and nobody asked for the name since. */
function blindRepeats(log: readonly Exchange[]): string[] {
  const doubtful = new Set<string>()
  const blind: string[] = []
  for (const { operation, request, status, lost, answer } of log) {
    const name = /"(?:userName|UserName|displayName|DisplayName)":"([^"]+)"/.exec(request.body)?.[1] ?? ''
    if (/^Create(User|Group)$/.test(operation)) {
      if (doubtful.has(name)) blind.push(`${operation} ${name}`)
      if (lost || status < 400 || status >= 500) doubtful.add(name)
      continue
    }
    if ((status >= 400 && !/ResourceNotFound/.test(answer)) || lost) continue
    const asked = decodeURIComponent(request.rawUrl) + request.body
    const wholeList = /^List(Users|Groups)$/.test(operation) && !/filter=/.test(asked) && !/"(nextCursor|NextToken)":"/.test(answer)
    for (const one of doubtful) if (wholeList || asked.includes(`"${one}"`)) doubtful.delete(one)
  }
  return blind
}
