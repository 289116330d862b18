import { describe, expect, it } from 'vitest'
import type { Fault } from '../../src/targets/memory/faults.js'
import { planOf } from '../support/plans.js'
import { applyUntil } from './mortal.js'
import { CHANGES, CONTENT, STATE } from './story.js'
import { aWorld, content, memory, type World } from './world.js'

const plan = planOf(CHANGES, STATE)

/** Strikes the n-th write, and tells whether there was one. */
function strikeWrite(world: World, n: number, when: 'before' | 'after', fault: Fault): () => boolean {
  let writes = 0
  world.target.fault = (call, at) => (call.operation !== 'look' && at === when && ++writes === n ? fault : undefined)
  return () => writes >= n
}

async function undisturbed() {
  const world = await aWorld(CONTENT, STATE)
  await world.apply(plan)
  return { target: content(world.target), state: memory(await world.state(), world.target) }
}

describe('an answer that is lost', () => {
  it.each(['before', 'after'] as const)('is settled by reading, wherever it is lost %s the write', async (when) => {
    const end = await undisturbed()

    for (let n = 1; ; n++) {
      const world = await aWorld(CONTENT, STATE)
      const struck = strikeWrite(world, n, when, 'lose')

      const result = await world.apply(plan)

      expect({ n, status: result.status }).toEqual({ n, status: 'applied' })
      expect({ n, target: content(world.target) }).toEqual({ n, target: end.target })
      expect({ n, state: memory(await world.state(), world.target) }).toEqual({ n, state: end.state })
      if (!struck()) break
      expect(n).toBeLessThan(50)
    }
  })

  it('does not keep a killed run from resuming', async () => {
    const end = await undisturbed()

    for (let n = 1; n <= 15; n++) {
      for (let touch = 20 + (n % 3); touch < 120; touch += 7) {
        const world = await aWorld(CONTENT, STATE)
        strikeWrite(world, n, 'after', 'lose')
        await applyUntil(touch, world, plan)
        world.target.fault = undefined
        await world.apply(plan).catch((error: unknown) => expect(error).toMatchObject({ code: 'StalePlan', message: expect.stringContaining('this very plan was applied') as string }))

        expect({ n, touch, target: content(world.target) }).toEqual({ n, touch, target: end.target })
        expect({ n, touch, state: memory(await world.state(), world.target) }).toEqual({ n, touch, state: end.state })
      }
    }
  })
})
