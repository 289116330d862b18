import { describe, expect, it } from 'vitest'
import { settle } from '../../src/apply/settle.js'
import { planOf } from '../support/plans.js'
import { applyUntil } from './mortal.js'
import { CHANGES, CONTENT, STATE } from './story.js'
import { aWorld, content, memory, type World } from './world.js'

const plan = planOf(CHANGES, STATE)
const ONE_AFTER_ANOTHER = { parallelism: 1 }

/** The end of a run that nobody disturbs. */
async function undisturbed() {
  const world = await aWorld(CONTENT, STATE)
  await world.apply(plan)
  return { target: content(world.target), state: memory(await world.state(), world.target) }
}

describe('an apply that is killed', () => {
  it.each([1, 3, 8])('resumes from any touch and ends as if nothing had happened, with %i changes at a time', async (parallelism) => {
    const end = await undisturbed()

    for (let touch = 1; ; touch++) {
      const world = await aWorld(CONTENT, STATE)
      if ((await applyUntil(touch, world, plan, { parallelism })) !== undefined) {
        expect(touch).toBeGreaterThan(40)
        break
      }

      const result = await world.apply(plan, { parallelism })

      expect({ touch, status: result.status }).toEqual({ touch, status: 'applied' })
      expect({ touch, target: content(world.target) }).toEqual({ touch, target: end.target })
      expect({ touch, state: memory(await world.state(), world.target) }).toEqual({ touch, state: end.state })
      expect(world.backing.journals.size).toBe(0)
      expect(world.backing.papers.history.size).toBe(1)
    }
  })

  it('resumes when it is killed again and again', async () => {
    const end = await undisturbed()
    const world = await aWorld(CONTENT, STATE)

    for (let run = 1; ; run++) {
      if ((await applyUntil(10 + run, world, plan, ONE_AFTER_ANOTHER)) !== undefined) break
      expect(run).toBeLessThan(200)
    }

    expect(content(world.target)).toEqual(end.target)
    expect(memory(await world.state(), world.target)).toEqual(end.state)
  })

  it('is settled by somebody else from any touch: nothing that it did is forgotten, and nothing more is done', async () => {
    for (let touch = 1; ; touch++) {
      const world = await aWorld(CONTENT, STATE)
      if ((await applyUntil(touch, world, plan)) !== undefined) break
      const left = content(world.target)
      world.target.calls.length = 0

      await settleBy(world)

      expect(content(world.target)).toEqual(left)
      expect(world.target.calls.every((call) => call.operation === 'look')).toBe(true)
      expect({ touch, ...(await compared(world)) }).toEqual({ touch, forgotten: [], differing: [], groups: [] })
      expect((await world.state())?.applying).toBeUndefined()
    }
  })

  it('is stale once somebody else has settled it', async () => {
    const world = await aWorld(CONTENT, STATE)
    await applyUntil(30, world, plan)
    expect((await world.state())?.applying).toBeDefined()

    await settleBy(world)

    await expect(world.apply(plan)).rejects.toMatchObject({ code: 'StalePlan', message: expect.stringContaining('the plan was made from 5') as string })
  })
})

async function settleBy(world: World): Promise<void> {
  const store = world.open()
  const lease = await store.hold({ purpose: 'settling', timeoutMs: 0 })
  await settle({ store, reader: world.target.reader, clock: world.clock, lease })
  await lease.release()
}

/** The state against the target: whoever carries our id is remembered, as they are, and so are the members whom we put in. */
async function compared(world: World) {
  const { target } = world
  const remembered = await world.state()
  const users = new Map(remembered?.users.map((user) => [user.targetId, user]))
  const groups = new Map(remembered?.groups.map((group) => [group.targetId, group]))
  const ours = [...target.users].filter(([id, user]) => id !== 'old-8' && user.externalId?.startsWith('src-') === true)
  const gone = new Set(['p10@example.com', 'p99@example.com'])
  return {
    forgotten: ours.filter(([id]) => !users.has(id)).map(([, user]) => user.userName),
    differing: ours.filter(([id, user]) => JSON.stringify(sorted(user)) !== JSON.stringify(sorted(users.get(id)?.attributes ?? {}))).map(([, user]) => user.userName),
    groups: [...groups].filter(([id, group]) => {
      const inTarget = [...(target.members.get(id) ?? [])].map((member) => target.users.get(member)?.userName ?? '').filter((key) => !gone.has(key))
      return JSON.stringify(inTarget.sort()) !== JSON.stringify(group.members.filter((key) => !gone.has(key)))
    }),
  }
}

function sorted(object: object): object {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)))
}
