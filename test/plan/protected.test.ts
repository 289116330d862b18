import { describe, expect, test } from 'vitest'
import { access, account, EMPTY, lines, person, planFor, settled, targetOf, team, type Source } from '../support/story.js'

const everybody: Source = { people: [person('alice'), person('break-glass')], teams: [team('Ops', ['alice']), team('finance-all', ['alice', 'break-glass'])] }
const protect = { users: ['BREAK-GLASS@*'], groups: ['Finance-*'] }
const codes = (plan: ReturnType<typeof planFor>) => plan.warnings.map(({ code, kind, key }) => `${code} ${kind} ${key}`)

describe('a protected name', () => {
  const world = settled(everybody)

  test.each<[string, Source]>([
    ['left the source', { people: [person('alice')], teams: [team('Ops', ['alice'])] }],
    ['is renamed', { people: [person('alice'), person('break-glass', { mail: 'broken@example.com' })], teams: [team('Ops', ['alice']), team('Money', [], { id: 'id-finance-all' })] }],
    ['is suspended, and loses members', { people: [person('alice'), person('break-glass', { suspended: true })], teams: [team('Ops', ['alice']), team('finance-all', [])] }],
    ['would join', { people: [person('alice'), person('break-glass')], teams: [team('Ops', ['alice', 'break-glass']), team('finance-all', ['alice', 'break-glass'])] }],
  ])('that %s is never planned, and policy finds nothing to refuse', (_, source) => {
    const plan = planFor(source, world, { protect })

    expect(lines(plan)).toEqual([])
    expect(codes(plan)).not.toEqual([])
    expect(plan.policy.blocked).toBe(false)
  })

  test('that is gone from both sides is a finding, not a plan that policy refuses for ever', () => {
    const plan = planFor({ people: [person('alice')], teams: [team('Ops', ['alice'])] }, { ...world, target: targetOf([account('alice', { externalId: 'id-alice' })], [access('Ops', ['alice'], { externalId: 'id-Ops' })]) }, { protect })

    expect(lines(plan)).toEqual([])
    expect(codes(plan)).toEqual(['protected group finance-all', 'protected user break-glass@example.com'])
    expect(plan.policy.blocked).toBe(false)
  })

  test('that somebody deleted is drift that nothing takes back', () => {
    const plan = planFor(everybody, { ...world, target: targetOf([account('alice', { externalId: 'id-alice' })], [access('Ops', ['alice'], { externalId: 'id-Ops' })]) }, { protect })

    expect(lines(plan)).toEqual([])
    expect(plan.drift.map(({ kind, what, answer, ...rest }) => [kind, what, answer, 'change' in rest])).toEqual([
      ['group', 'deleted', 'keep', false],
      ['user', 'deleted', 'keep', false],
    ])
  })

  test('that a filter catches is neither created nor adopted', () => {
    const adopting = { ...EMPTY, target: targetOf([account('break-glass')], [access('finance-all', ['break-glass'])]) }

    expect(lines(planFor({ ...everybody, people: [person('break-glass')], teams: [team('finance-all', ['break-glass'])] }, adopting, { protect }))).toEqual([])
    expect(lines(planFor({ ...everybody, people: [person('break-glass')], teams: [team('finance-all', ['break-glass'])] }, EMPTY, { protect }))).toEqual([])
  })

  test('keeps a group from being deleted while a protected person is in it', () => {
    const held = settled({ people: [person('alice'), person('break-glass')], teams: [team('Ops', ['alice', 'break-glass'])] })

    const plan = planFor({ people: [person('alice'), person('break-glass')], teams: [] }, held, { protect })

    expect(lines(plan)).toEqual([])
    expect(plan.warnings).toMatchObject([{ code: 'protected', kind: 'group', key: 'Ops', summary: expect.stringContaining('break-glass@example.com') as string }])
  })

  test('in an adopted group is not taken into the state as a member of ours', () => {
    const adopting = { ...EMPTY, target: targetOf([account('alice', { externalId: 'id-alice' }), account('break-glass')], [access('Ops', ['alice', 'break-glass'])]) }
    const ours = { people: [person('alice'), person('break-glass')], teams: [team('Ops', ['alice', 'break-glass'])] }

    const plan = planFor(ours, adopting, { protect })

    expect(plan.changes.at(-1)).toMatchObject({ kind: 'group', action: 'adopt', members: ['alice@example.com'] })
    expect(plan.changes.at(-1)).not.toHaveProperty('extra')
  })
})
