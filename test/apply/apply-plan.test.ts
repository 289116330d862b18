import { describe, expect, it } from 'vitest'
import { State } from '../../src/model/state.js'
import { planOf, TARGET } from '../support/plans.js'
import { CHANGES, CONTENT, STATE } from './story.js'
import { aWorld, content } from './world.js'

describe('an apply', () => {
  it('does the whole plan and remembers it', async () => {
    const world = await aWorld(CONTENT, STATE)

    const result = await world.apply(planOf(CHANGES, STATE), { verify: true })

    expect(result).toMatchObject({ status: 'applied', done: CHANGES.length, failed: [], skipped: [], leftOut: [], mismatches: [], serial: 7 })
    expect(content(world.target)).toMatchObject({
      groups: [
        { displayName: 'crew-1', members: ['p3@example.com', 'p6@example.com', 'p8@example.com', 'renamed@example.com'] },
        { displayName: 'crew-3', externalId: 'grp-3', members: ['p99@example.com', 'renamed@example.com'] },
        { displayName: 'crew-4', members: ['p1@example.com', 'p6@example.com', 'renamed@example.com'] },
      ],
    })
    const state = State.parse(await world.state())
    expect(state.users.map((user) => [user.key, user.targetId])).toEqual([
      ['p1@example.com', expect.stringMatching(/^u/)],
      ['p2@example.com', 'old-3'],
      ['p3@example.com', 'old-2'],
      ['p4@example.com', 'old-4'],
      ['p6@example.com', expect.stringMatching(/^u/)],
      ['p8@example.com', 'old-8'],
      ['renamed@example.com', 'old-1'],
    ])
    expect(state.groups.map(({ key, members }) => ({ key, members }))).toEqual([
      { key: 'crew-1', members: ['p3@example.com', 'p6@example.com', 'p8@example.com', 'renamed@example.com'] },
      { key: 'crew-3', members: ['renamed@example.com'] },
      { key: 'crew-4', members: ['p1@example.com', 'p6@example.com', 'renamed@example.com'] },
    ])
    expect(state.users.find((user) => user.key === 'p4@example.com')?.deletion?.due).toBe('2026-02-01T00:00:00.000Z')
    expect(state.lastFullRead).toBe('2025-12-31T23:59:30.000Z')
    expect(state.applying).toBeUndefined()
    expect(state.taken.map(({ limit, count }) => [limit, count])).toEqual([
      ['remove_members', 2],
      ['remove_users', 3],
      ['delete_users', 1],
      ['delete_groups', 1],
    ])
  })

  it('leaves behind a paper in history, no journal and a free lease', async () => {
    const world = await aWorld(CONTENT, STATE)
    const plan = planOf(CHANGES, STATE)

    const result = await world.apply(plan)

    const store = world.open()
    const [name = ''] = await store.papers('history')
    expect(name).toBe(`2026-01-01T00-00-00.000Z-${plan.id.slice(0, 12)}.json`)
    expect(JSON.parse((await store.paper('history', name)) ?? '')).toEqual({ plan, result })
    expect(world.backing.journals.size).toBe(0)
    expect(await store.holder()).toBeUndefined()
  })

  it('creates the state where there was none, and records a plan with nothing to do', async () => {
    const world = await aWorld()
    const plan = planOf([])

    await world.apply(plan)

    expect(await world.state()).toMatchObject({ lineage: 'new-lineage', serial: 2, stack: 'staff', target: TARGET, applied: { planId: plan.id } })
    expect(world.target.calls).toEqual([])
  })

  it('tells what it does while it does it', async () => {
    const world = await aWorld(CONTENT, STATE)

    await world.apply(planOf(CHANGES, STATE))

    expect(world.events.map((event) => event.type)).toEqual(['proved', 'started', ...Array<string>(CHANGES.length * 2).fill('change'), 'ended'])
  })
})
