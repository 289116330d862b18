import { describe, expect, it } from 'vitest'
import { createSchedule, type Move } from '../../src/apply/schedule.js'
import type { Change } from '../../src/model/change.js'
import { numbers } from '../support/people.js'
import { membershipChange, userChange } from '../support/plans.js'

const change = (n: number, ...needs: number[]) => userChange('create', `p${n}`, { dependsOn: needs.map((need) => `user:create:p${need}`) })
const schedule = (changes: Change[], onMove?: (move: Move) => void) => createSchedule({ changes, done: new Set(), membersDone: new Map(), ...(onMove === undefined ? {} : { onMove }) })

describe('a schedule', () => {
  it('offers what waits for nothing, in the plan\'s order, and the rest once it is free', () => {
    const [first, second, third] = [change(1), change(2, 1), change(3)]
    const plan = schedule([first, second, third])

    expect([plan.next()?.change, plan.next()?.change, plan.next()]).toEqual([first, third, undefined])

    plan.end(first, 'done')
    expect(plan.next()?.change).toBe(second)
  })

  it('skips what needs something that failed, and what needs that, with the reason', () => {
    const moves: Move[] = []
    const [first, second, third, fourth] = [change(1), change(2, 1), change(3, 2), change(4)]
    const plan = schedule([first, second, third, fourth], (move) => moves.push(move))
    plan.next()

    plan.end(first, 'failed')

    expect(moves.filter((move) => move.status === 'skipped')).toEqual([
      { change: second, status: 'skipped', because: `${first.id} failed` },
      { change: third, status: 'skipped', because: `${second.id} was skipped` },
    ])
    expect(plan.next()?.change).toBe(fourth)
    expect([plan.count('failed'), plan.count('skipped'), plan.count('running')]).toEqual([1, 2, 1])
  })

  it('lets people leave a membership with those who failed', () => {
    const [one, two] = [change(1), change(2)]
    const join = membershipChange('add', 'crew', { p1: { by: one.id }, p2: { by: two.id }, p3: { id: 'x' } })
    const plan = schedule([one, two, join])
    plan.next()
    plan.next()

    plan.end(one, 'failed')
    expect(plan.next()).toBeUndefined()
    plan.end(two, 'done')

    expect(plan.next()).toMatchObject({ change: join, members: ['p2', 'p3'] })
    expect(plan.leftOut()).toEqual([{ change: join.id, members: ['p1'], because: `${one.id} failed` }])
  })

  it('knows what an earlier run has done', () => {
    const [one, two] = [change(1), change(2, 1)]
    const join = membershipChange('add', 'crew', { p1: { by: one.id }, p2: { by: two.id } })

    const plan = createSchedule({ changes: [one, two, join], done: new Set([one.id]), membersDone: new Map([[join.id, new Set(['p1'])]]) })

    expect(plan.next()?.change).toBe(two)
    plan.end(two, 'done')
    expect(plan.next()).toMatchObject({ change: join, members: ['p2'] })
  })

  it('offers again what was put back', () => {
    const one = change(1)
    const plan = schedule([one])
    plan.next()

    plan.putBack(one)

    expect(plan.next()?.change).toBe(one)
  })

  it('takes a chain as long as a directory, whether it holds or breaks', () => {
    const chain = numbers(100_000).map((n) => (n === 1 ? change(1) : change(n, n - 1)))
    const whole = schedule(chain)
    const broken = schedule(chain)

    for (let ready = whole.next(); ready !== undefined; ready = whole.next()) whole.end(ready.change, 'done')
    broken.next()
    broken.end(chain[0] as Change, 'failed')

    expect(whole.count('done')).toBe(100_000)
    expect(broken.count('skipped')).toBe(99_999)
  })
})

describe('a schedule of parts and lanes', () => {
  const [one, two] = [change(1), change(2)]
  const join = membershipChange('add', 'crew', { p1: { by: one.id }, p2: { by: two.id } })
  const inParts = (members: readonly string[]) => members.map((member) => [member])
  const begin = () => createSchedule({ changes: [one, two, join], done: new Set(), membersDone: new Map(), partsOf: (_, members) => inParts(members) })

  it('gives a membership out part by part, and ends it with the last', () => {
    const plan = begin()
    plan.next()
    plan.next()
    plan.end(one, 'done')

    expect(plan.next()).toMatchObject({ change: join, members: ['p1'] })
    plan.end(join, 'done')
    expect([plan.next(), plan.count('done')]).toEqual([undefined, 1])
    plan.end(two, 'done')
    expect(plan.next()).toMatchObject({ change: join, members: ['p2'] })
    plan.end(join, 'done')

    expect(plan.count('done')).toBe(3)
  })

  it('goes on after a part that failed, and not after one of which nobody knows how it ended', () => {
    const ended = (known: boolean) => {
      const plan = begin()
      plan.next()
      plan.next()
      plan.end(one, 'done')
      plan.end(two, 'done')
      plan.next()
      plan.end(join, 'failed', known)
      const next = plan.next()
      if (next !== undefined) plan.end(join, 'done')
      return { members: next?.members, failed: plan.count('failed') }
    }

    expect(ended(true)).toEqual({ members: ['p2'], failed: 1 })
    expect(ended(false)).toEqual({ members: undefined, failed: 1 })
  })

  it('ends a membership whose last people leave after a part is done', () => {
    const plan = begin()
    plan.next()
    plan.next()
    plan.end(one, 'done')
    plan.next()
    plan.end(join, 'done')
    plan.end(two, 'failed')

    expect([plan.count('done'), plan.count('failed'), plan.count('skipped')]).toEqual([2, 1, 0])
    expect(plan.leftOut()).toEqual([{ change: join.id, members: ['p2'], because: `${two.id} failed` }])
  })

  it('lets nobody wait behind a lane that is full', () => {
    const plan = createSchedule({ changes: [one, two, change(3)], done: new Set(), membersDone: new Map(), laneOf: ({ key }) => (key === 'p3' ? 'open' : 'full') })

    expect(plan.next((lane) => lane === 'open')?.change.key).toBe('p3')
    expect(plan.next()?.change).toBe(one)
  })
})
