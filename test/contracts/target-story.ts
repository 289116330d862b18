/** One company's years on a target, through the real planner and the real apply: what every target must end in, whatever it can do. */
import { expect, it } from 'vitest'
import { applyPlan } from '../../src/apply/apply-plan.js'
import { digest } from '../../src/model/json.js'
import type { Plan } from '../../src/plan/plan.js'
import { createMemoryStore } from '../../src/state/memory/memory-store.js'
import type { Target } from '../../src/targets/target.js'
import { lines, person, planFor, team, type Source } from '../support/story.js'
import { createVirtualClock } from '../support/virtual-clock.js'

export interface StoryWorld {
  target: Target
  stop(): Promise<void>
}

const [alice, bob, carol] = ['alice', 'bob', 'carol'].map((name) => person(name)) as [ReturnType<typeof person>, ReturnType<typeof person>, ReturnType<typeof person>]

/** `updates: false` where the far side has none, whoever asks: nothing is renamed there. */
export function testTargetStory(name: string, open: () => Promise<StoryWorld>, { updates = true, timeout = 60_000 } = {}): void {
  it(
    `${name} is planned, applied, and has nothing left to plan, through ${updates ? 'renames, ' : 'moves (and no renames), '}leavers and what somebody did by hand`,
    async () => {
      const world = await open()
      try {
        await live(world, updates)
      } finally {
        await world.stop()
      }
    },
    timeout,
  )
}

async function live({ target: real }: StoryWorld, updates: boolean): Promise<void> {
  const { deactivate, externalId } = real.reader.capabilities
  const clock = createVirtualClock()
  const store = createMemoryStore({ clock })
  const target: Target = { ...real, reader: { ...real.reader, fingerprint: 'target' } }
  const read = async () => target.reader.read({ membersOf: () => true, known: { users: [], groups: [] } })
  const plan = async (company: Source): Promise<Plan> => planFor(company, { target: await read(), state: (await store.read())?.state }, { deactivate, externalId, limits: { windowMs: 0 } })
  const apply = async (made: Plan) => {
    const result = await applyPlan(made, { store, target, clock, config: { digest: digest('config'), stack: 'story' }, judge: () => [], verify: true })
    expect(result).toMatchObject({ status: 'applied', failed: [], mismatches: [] })
  }
  const step = async (company: Source): Promise<string[]> => {
    const made = await plan(company)
    await apply(made)
    expect(lines(await plan(company))).toEqual([])
    return lines(made)
  }
  const ids = async () => {
    const { users, groups } = await read()
    return { users: new Map(users.map(({ id, attributes }) => [attributes.userName, id])), groups: new Map(groups.map(({ id, attributes }) => [attributes.displayName, id])) }
  }

  const company = { people: [alice, bob, carol], teams: [team('AWS Ops', ['alice', 'bob']), team('AWS Dev', ['bob', 'carol'])] }
  expect((await step(company)).filter((line) => line.includes('create'))).toHaveLength(5)
  const born = await ids()

  const [mail, ops] = updates ? ['alice.jones@example.com', 'AWS Operators'] : ['alice@example.com', 'AWS Ops']
  const married = { people: [person('alice', { mail }), bob, carol], teams: [team('AWS Ops', ['alice', 'bob'], { name: ops }), team('AWS Dev', ['carol', 'alice'])] }
  expect(await step(married)).toEqual(
    expect.arrayContaining([...(updates ? [`user update ${mail}`, `group update ${ops}`] : []), `membership add AWS Dev: ${mail}`, 'membership remove AWS Dev: bob@example.com']) as string[],
  )
  const renamed = await ids()
  expect(renamed.users.get(mail)).toBe(born.users.get('alice@example.com'))
  expect(renamed.groups.get(ops)).toBe(born.groups.get('AWS Ops'))

  if (deactivate) {
    const suspended = { ...married, people: [...married.people.slice(0, 2), person('carol', { suspended: true })] }
    expect(await step(suspended)).toEqual(['user deactivate carol@example.com'])
    expect(await step(married)).toEqual(['user reactivate carol@example.com'])
  }

  const [dev, operators, someone] = [renamed.groups.get('AWS Dev') ?? '', renamed.groups.get(ops) ?? '', renamed.users.get('bob@example.com') ?? '']
  const hand = target.writer(() => undefined)
  await hand.addMembers(dev, [someone])
  await hand.removeMembers(operators, [someone])
  const meddled = await plan(married)
  expect(meddled.drift.map(({ key, what, members }) => `${key} ${what} ${String(members)}`)).toEqual(['AWS Dev member-added bob@example.com', `${ops} member-removed bob@example.com`])
  await step(married)

  const left = { people: married.people.slice(0, 2), teams: [team('AWS Ops', ['alice'], { name: ops })] }
  expect(await step(left)).toEqual(expect.arrayContaining(['group delete AWS Dev', `membership remove ${ops}: bob@example.com`]) as string[])
  expect([...(await ids()).groups.keys()]).toEqual([ops])
}
