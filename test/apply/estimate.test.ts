/** What a plan says an apply will cost, on servers that are not AWS's: call by call what a process of its own then asks. */
import { describe, expect, it } from 'vitest'
import type { StandardScimOptions } from '../../src/sandbox/scim/standard-emulator.js'
import { createMemoryStore } from '../../src/state/memory/memory-store.js'
import { applyFirst, counted, planFirst } from '../support/scale.js'
import { openStandardWorld } from '../support/scim-world.js'
import { person, team, type Source } from '../support/story.js'

const names = Array.from({ length: 60 }, (_, n) => `p${n}`)
const all = names.map((name) => person(name))
const born: Source = { people: all, teams: [team('Everybody', names), team('Few', ['p1', 'p2']), team('Third', ['p3'])] }

/** A person renamed, one suspended, one who left; groups renamed and deleted; people in and out. */
const later: Source = {
  people: [person('p0', { mail: 'p0.jones@example.com' }), person('p1', { suspended: true }), ...all.slice(2, 59)],
  teams: [team('Everybody', names.slice(0, 52)), team('Few', ['p1', 'p5', 'p6'], { name: 'Fewer' })],
}

describe('an estimate', () => {
  it.each<[string, Partial<StandardScimOptions>]>([
    ['with PATCH', {}],
    ['without PATCH, where each change reads first and puts back', { patch: false }],
    ['without PATCH, in pages of 20', { patch: false, pageSize: 20 }],
  ])('of a server %s is the calls that are made', async (_, server) => {
    const world = await openStandardWorld({}, server)
    try {
      const { clock } = world
      const store = createMemoryStore({ clock })
      for (const source of [born, later]) {
        const plan = await planFirst(source, { target: world.again(), store, clock })
        world.calls()

        const result = await applyFirst(plan, { target: world.again(), store, clock })

        expect(result).toMatchObject({ status: 'applied', failed: [] })
        expect(counted(world.requests)).toEqual(plan.estimate.calls['scim'])
      }
    } finally {
      await world.stop()
    }
  })

  it('of nothing to do is no call', async () => {
    const world = await openStandardWorld()
    try {
      const plan = await planFirst({ people: [], teams: [] }, { target: world.again(), store: createMemoryStore({ clock: world.clock }), clock: world.clock })

      expect(plan.estimate).toEqual({ calls: { scim: {} }, seconds: 0 })
    } finally {
      await world.stop()
    }
  })
})
