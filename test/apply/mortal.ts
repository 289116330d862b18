/** A process that dies at its n-th touch of anything outside itself: store or target, before the doing or after it. */
import { applyPlan, type ApplyDeps } from '../../src/apply/apply-plan.js'
import type { Plan } from '../../src/plan/plan.js'
import { CONFIG } from '../support/plans.js'
import type { World } from './world.js'

/** Gives the number of touches when the run told its result (it may have died letting go of its lease), and undefined when it died. */
export async function applyUntil(touch: number, world: World, plan: Plan, deps: Partial<ApplyDeps> = {}): Promise<number | undefined> {
  let touches = 0
  const process = { dead: false }
  // Opened first: opening touches nothing.
  const store = world.open()
  const dies = () => {
    if (!process.dead && ++touches === touch) {
      process.dead = true
      store.crash()
    }
    return process.dead
  }
  const pause = () => Promise.resolve()
  const { fault } = world.target
  world.backing.pause = () => {
    dies()
    return Promise.resolve()
  }
  world.target.fault = (call, when) => (dies() ? 'stop' : fault?.(call, when))
  try {
    await applyPlan(plan, { store, target: world.target, clock: world.clock, config: CONFIG, judge: () => [], newLineage: () => 'new-lineage', ...deps })
    return touches
  } catch (error) {
    if (!process.dead) throw error
    return undefined
  } finally {
    store.crash()
    world.backing.pause = pause
    world.target.fault = fault
  }
}
