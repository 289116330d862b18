/** What a reviewer sees of a plan. */
import { describe, expect, it } from 'vitest'
import { Plan } from '../../src/plan/plan.js'
import { columns } from '../../src/report/layout.js'
import { planToText } from '../../src/report/plan-text.js'
import { userChange } from '../support/plans.js'
import { samplePlan } from './sample-plan.js'

const plain = { color: false, width: 80 }

describe('a plan as text', () => {
  it('tells everything that a reviewer needs, in one order', async () => {
    const plan = samplePlan()
    expect(Plan.safeParse(plan).error).toBeUndefined()

    const text = planToText(plan, { ...plain, file: 'plan.json' })

    await expect(text).toMatchFileSnapshot('plan.txt')
  })

  it('fits 80 columns', () => {
    const text = planToText(samplePlan(), plain)

    expect(text.split('\n').filter((line) => columns(line) > 80)).toEqual([])
  })

  it('says the same with and without colour', () => {
    const plan = samplePlan()

    const painted = planToText(plan, { color: true, width: 80 })

    expect(painted).toContain('\u001b[')
    // eslint-disable-next-line no-control-regex
    expect(painted.replace(/\u001b\[[0-9;]*m/g, '')).toBe(planToText(plan, plain))
  })

  it('ends with the sum', () => {
    const lines = planToText(samplePlan(), plain).trimEnd().split('\n')

    expect(lines.slice(-2)).toEqual([
      'Plan: 2 to create, 1 to change, 1 to deactivate, 1 to delete, 1 to adopt; 61',
      '  memberships to add, 1 to remove; 2 in the state only.',
    ])
  })

  it('says that nothing is to do', () => {
    const plan = samplePlan({ changes: [], drift: [], warnings: [], policy: { blocked: false, verdicts: [] } })

    const text = planToText(plan, plain)

    expect(text.trimEnd().split('\n').at(-1)).toBe('No changes. The target matches the desired state.')
    expect(text).not.toContain('Estimate')
  })

  it('does not claim that the target matches when it was not read, or when findings stand', () => {
    const plan = samplePlan({ changes: [] })
    const unread = samplePlan({ changes: [], warnings: [], base: { ...plan.base, refresh: 'state' } })

    expect(planToText(plan, plain).trimEnd().split('\n').at(-1)).toBe('No changes. The target matches the desired state, but for 1 finding.')
    expect(planToText(unread, plain).trimEnd().split('\n').at(-1)).toBe('No changes. The state matches the desired state; the target was not read.')
  })

  it('lists fifty names and counts the rest', () => {
    const text = planToText(samplePlan(), { ...plain, file: 'staff.json' }).replace(/\s+/g, ' ')

    expect(text).toContain('person49@example.com, and 11 more: see staff.json')
    expect(text).not.toContain('person50@example.com')
  })

  it('lists what takes something away first, and counts exactly what a limit leaves out', () => {
    const crowd = Array.from({ length: 30 }, (_, index) => userChange('create', `p${index}@example.com`))
    const leavers = ['x', 'y'].map((name) => userChange('delete', `${name}@example.com`))

    const text = planToText(samplePlan({ changes: [...crowd, ...leavers] }), { ...plain, limit: 12 })

    expect(text.match(/^ {2}[+-] .*user/gm)).toHaveLength(12)
    expect(text.match(/- delete user/g)).toHaveLength(2)
    expect(text).toContain('… not listed here: 20 to create; --limit 0 lists all')
  })

  it('says who loses what beside the sum', () => {
    const text = planToText(samplePlan(), plain)

    expect(text).toContain('Takes away: 1 person deleted; 1 person deactivated; 1 person loses 1 membership\n  of 1 group.')
  })

  it('tells each reason of neighbours that differ, and a shared one once', () => {
    const [, create] = samplePlan().changes
    const three = ['One', 'Two', 'Three'].map((key) => ({ ...create, key, id: key }) as Plan['changes'][number])
    const other = { ...create, key: 'Four', id: 'Four', reason: 'another reason' } as Plan['changes'][number]

    const text = planToText(samplePlan({ changes: [...three, other] }), plain)

    expect(text.match(/why.*: .*/g)).toEqual(['why, for all 3: is in staff and not in the target', 'why: another reason'])
  })
})

describe('hostile names', () => {
  const hostile = 'ev\u001b[2Jil\u202ename\r\nPlan: 0 to create\u0007\u009b31m\u2028'

  it('cannot steer the terminal, break a line, or turn text around', () => {
    const { changes, drift, warnings, policy } = samplePlan()
    const marked = <T extends object>(value: T): T =>
      JSON.parse(JSON.stringify(value), (key, inner: unknown) => (typeof inner === 'string' && FREE.includes(key) ? `${inner}${hostile}` : inner)) as T
    const plan = samplePlan({ stack: hostile, ...marked({ changes, drift, warnings, policy }) })

    const text = planToText(plan, { ...plain, file: `${hostile}.json` })

    // eslint-disable-next-line no-control-regex
    expect(text.match(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g)).toBeNull()
    expect(text.split('\n').filter((line) => line.startsWith('Plan: 0'))).toEqual([])
    expect(text).toContain('ev\\u{1b}[2Jil\\u{202e}name\\r\\n')
  })

  const FREE = ['key', 'reason', 'summary', 'remedy', 'rule', 'by', 'at', 'displayName', 'title', 'externalId', 'change', 'due', 'since', 'source']
})
