import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { EXIT } from '../../src/cli/exit.js'
import { isIdpscimError } from '../../src/errors.js'
import { numbers } from '../support/people.js'
import { memoryFar } from './fars.js'
import { endOf, record, untilDone } from './sweep.js'
import { generator, openWatchedStack } from './watch.js'

const ROUNDS = 50
const RACERS = { parallelism: 4, verify: true }

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

/** Two applies of one plan and somebody who unlocks, all at once, each request travelling for a while of its own. */
async function race(round: number) {
  const { stack, trespasses, serials } = await openWatchedStack()
  const { plan } = await stack.spawn().plan()
  if (plan === undefined) throw new Error('the world cannot be planned')
  const random = generator(round)
  stack.wire.travel = () => stack.clock.sleep(Math.ceil(random() * 200))

  const racers = [stack.spawn('one'), stack.spawn('two')]
  const unlocker = stack.spawn('unlocker')
  const unlock = async () => {
    await stack.clock.sleep(Math.ceil(random() * 6000))
    const holder = await unlocker.store.holder()
    if (holder !== undefined) await unlocker.store.breakLease(holder.id).catch((error: unknown) => error)
  }
  const apply = async (racer: (typeof racers)[number]) => {
    await stack.clock.sleep(Math.ceil(random() * 6000))
    return racer.apply(plan, RACERS)
  }
  const [one, two] = await Promise.all([...racers.map(apply), unlock()])
  const base = plan.base.serial
  await untilDone(stack, plan, { far: memoryFar, parallelism: 4, successor: 'same-plan' })
  return { exits: [one, two], trespasses, serials, base, end: await endOf(stack) }
}

describe('two applies and a state unlock at once', () => {
  it(`never write together, start nothing without a live lease, and lose nothing: ${ROUNDS} rounds`, async () => {
    const undisturbed = await record({ far: () => memoryFar(), parallelism: 4, successor: 'same-plan' })
    const codes: Record<string, number> = {}

    for (const round of numbers(ROUNDS)) {
      const { exits, trespasses, serials, base, end } = await race(round)

      expect({ round, trespasses }).toEqual({ round, trespasses: [] })
      expect({ round, serials }).toEqual({ round, serials: serials.map((_, index) => base + 1 + index) })
      for (const exit of exits) {
        const name = exit === undefined ? 'none' : isIdpscimError(exit.error) ? exit.error.code : String(exit.code)
        codes[name] = (codes[name] ?? 0) + 1
        expect([String(EXIT.done), 'LeaseHeld', 'StalePlan', 'LeaseLost'], `round ${round}`).toContain(name)
      }
      expect({ round, ...end }).toEqual({ round, ...undisturbed.end })
    }
    process.stdout.write(`race: ${ROUNDS} rounds ended ${Object.entries(codes).map(([name, count]) => `${name} ${count}`).join(', ')}\n`)
  }, 240_000)
})
