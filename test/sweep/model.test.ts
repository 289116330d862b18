import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { EXIT } from '../../src/cli/exit.js'
import { memoryFar } from './fars.js'
import { DIED, LEASE_MS, type Running, type Stack } from './stack.js'
import { endOf, record, untilDone, type Recorded } from './sweep.js'
import { generator, openWatchedStack } from './watch.js'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

type Deed = 'crash A' | 'crash B' | 'pause A' | 'pause B' | 'wake A' | 'wake B' | 'unlock' | 'expire'

const deeds = fc.array(
  fc.record({
    /** Milliseconds after the one before it. */
    after: fc.integer({ min: 0, max: 2500 }),
    deed: fc.constantFrom<Deed>('crash A', 'crash B', 'pause A', 'pause B', 'wake A', 'wake B', 'unlock', 'expire'),
  }),
  { minLength: 1, maxLength: 8 },
)

/** Runs one plan as often as it takes; whoever dies comes back as a new process. */
class Actor {
  readonly name: string
  readonly #stack: Stack
  #running: Running
  #lives = 1

  constructor(name: string, stack: Stack) {
    this.name = name
    this.#stack = stack
    this.#running = stack.spawn(`${name}1`)
  }

  async run({ plan }: Recorded): Promise<number> {
    for (;;) {
      const { code } = await this.#running.apply(plan, { parallelism: 4, verify: true })
      if (code !== DIED) return code
      this.#running = this.#stack.spawn(`${this.name}${++this.#lives}`)
    }
  }

  get running(): Running {
    return this.#running
  }
}

async function play(recorded: Recorded, schedule: readonly { after: number; deed: Deed }[], seed: number) {
  const watched = await openWatchedStack()
  const { stack, liveLease } = watched
  const random = generator(seed)
  stack.wire.travel = () => stack.clock.sleep(Math.ceil(random() * 150))
  const actors = { A: new Actor('A', stack), B: new Actor('B', stack) }
  const direct = async () => {
    for (const { after, deed } of schedule) {
      await stack.clock.sleep(after)
      await act(deed)
    }
    for (const { running } of Object.values(actors)) running.process.wake()
  }
  const act = async (deed: Deed) => {
    const [what, who] = deed.split(' ') as [string, 'A' | 'B' | undefined]
    const process = who === undefined ? undefined : actors[who].running.process
    if (what === 'crash') process?.die()
    if (what === 'pause') process?.pause()
    if (what === 'wake') process?.wake()
    if (what === 'expire') await stack.clock.sleep(LEASE_MS)
    const lease = liveLease()
    if (what === 'unlock' && lease !== undefined) await stack.spawn('unlocker').store.breakLease(lease.id).catch(() => undefined)
  }
  const codes = await Promise.all([actors.A.run(recorded), actors.B.run(recorded), direct()])
  await untilDone(stack, recorded.plan, { far: memoryFar, parallelism: 4, successor: 'same-plan' })
  return { ...watched, codes: codes.slice(0, 2), end: await endOf(stack) }
}

describe('two actors over one lease, journal and state', () => {
  it('never write together, lose nothing and can always resume, whoever crashes, sleeps, runs out or is unlocked', async () => {
    const recorded = await record({ far: () => memoryFar(), parallelism: 4, successor: 'same-plan' })

    await fc.assert(
      fc.asyncProperty(deeds, fc.integer({ min: 1, max: 1000 }), async (schedule, seed) => {
        const { trespasses, serials, codes, end } = await play(recorded, schedule, seed)

        expect(trespasses).toEqual([])
        expect(serials).toEqual(serials.map((_, index) => recorded.plan.base.serial + 1 + index))
        for (const code of codes) expect([EXIT.done, EXIT.stale, EXIT.locked, EXIT.incomplete]).toContain(code)
        expect(end).toEqual(recorded.end)
      }),
      { numRuns: 40, seed: 20260101 },
    )
  }, 240_000)
})
