import { describe, expect, test } from 'vitest'
import { compileCondition } from '../../src/config/condition.js'
import type { Impact } from '../../src/model/impact.js'
import { DEFAULT_LIMITS, NO_RULES, type Policy, type Rule } from '../../src/model/policy.js'
import { judge, judgeAgain, NOTHING_GIVEN, type Given } from '../../src/plan/policy.js'
import type { Plan, Verdict } from '../../src/plan/plan.js'
import { groupChange, membershipChange, userChange } from '../support/plans.js'
import { EMPTY, NOON, person, planFor, settled, team } from '../support/story.js'

function rule(name: string, when: string, effect: Pick<Rule, 'approvals' | 'deny'>): Rule {
  const compiled = compileCondition(when)
  if ('fault' in compiled) throw new Error(compiled.fault.summary)
  return { name, when, condition: compiled.condition, ...effect }
}

const policyWith = (rules: Rule[], over: Partial<Policy> = {}): Policy => ({ protect: { groups: [], users: [] }, limits: DEFAULT_LIMITS, ...NO_RULES, rules, ...over })
const by = (...names: string[]): Given => ({ approved: names.map((name) => ({ by: name, overrides: [] })), typed: [] })
const named = (verdicts: readonly Verdict[], name: string) => verdicts.find((verdict) => verdict.rule === name)

const twoForAdmins = rule('admins need two', 'change.kind == "membership" && change.key.contains("prod-admin")', { approvals: 2 })
const CHANGES = [
  userChange('create', 'new@example.com', { after: { userName: 'new@example.com', displayName: 'New', name: { givenName: 'New', familyName: 'One' }, active: true, title: 'CEO' } }),
  groupChange('create', 'prod-admins', { after: { displayName: 'prod-admins' } }),
  membershipChange('add', 'prod-admins', { 'new@example.com': { id: 'u' } }),
  membershipChange('add', 'dev', { 'new@example.com': { id: 'u' } }),
]
const judged = (rules: Rule[], given = NOTHING_GIVEN, over: { impact?: Impact } = {}) => judge({ changes: CHANGES, state: undefined, policy: policyWith(rules), now: NOON, given, ...over })

describe('a rule that asks for approvals', () => {
  test('blocks until so many different people approved, and names the changes that need it', () => {
    const without = named(judged([twoForAdmins]), 'rules.admins need two')
    const one = named(judged([twoForAdmins], by('alice')), 'rules.admins need two')
    const two = named(judged([twoForAdmins], by('alice', 'bob')), 'rules.admins need two')

    expect(without).toMatchObject({ ok: false, approvals: { required: 2, by: [] }, changes: ['membership:add:prod-admins'], summary: '1 change needs 2 approvals; none is given' })
    expect(without?.remedy).toBe('Have it approved: idpscim approve PLAN. Or leave that out: idpscim plan --exclude group:prod-admins.')
    expect([one?.ok, one?.summary]).toEqual([false, '1 change needs 2 approvals; given by alice'])
    expect([two?.ok, two?.approvals]).toEqual([true, { required: 2, by: ['alice', 'bob'] }])
  })

  test('asks nothing of a plan without such changes', () => {
    const plan = planFor({ people: [person('alice')], teams: [team('Dev', ['alice'])] }, EMPTY, { rules: { rules: [twoForAdmins] } })

    expect(plan.policy.blocked).toBe(false)
    expect(named(plan.policy.verdicts, 'rules.admins need two')).toMatchObject({ ok: true, approvals: { required: 0, by: [] }, changes: [] })
  })

  test('is satisfied by nobody who types at a terminal', () => {
    const typed = { approved: [], typed: [{ by: 'eve', overrides: [] }] }

    expect(named(judged([twoForAdmins], typed), 'rules.admins need two')?.ok).toBe(false)
  })
})

describe('a rule that forbids', () => {
  const nobody = rule('no chiefs', 'change.kind == "user" && has(change.after.title) && change.after.title == "CEO"', { deny: true })

  test('blocks, whoever approves, and says how to leave it out', () => {
    expect(named(judged([nobody], by('alice', 'bob', 'carol')), 'rules.no chiefs')).toMatchObject({
      ok: false,
      changes: ['user:create:new@example.com'],
      summary: '1 change is of the kind that it forbids',
      remedy: 'Leave that out: idpscim plan --exclude user:new@example.com. Or change policy.rules and plan again.',
    })
  })
})

describe('what cannot be told', () => {
  test('counts as if it held, and says of which change, why, and what to do', () => {
    const careless = rule('titles', 'change.after.title == "CEO"', { approvals: 1 })

    expect(named(judged([careless]), 'rules.titles')).toMatchObject({
      ok: false,
      changes: CHANGES.map(({ id }) => id),
      summary: '4 changes need 1 approval; none is given; of 3 it cannot be told (of group:create:prod-admins: title is not there), which counts as if it held: ask has(…) first',
    })
  })

  test('is what a change is worth, while nobody looked', () => {
    const administration = rule('administration', 'impact.administrator', { approvals: 1 })
    const looked = rule('where known', 'impact.known && "AdministratorAccess" in impact.permissionSets', { approvals: 1 })
    const grant = { account: '111122223333', permissionSet: 'AdministratorAccess', administrator: true, people: ['new@example.com'] }
    const impact: Impact = {
      known: true,
      scope: 'all',
      changes: { 'membership:add:prod-admins': { gains: [grant], losses: [], applications: { gains: [], losses: [] }, lastAdministrators: [] } },
      unknown: [],
    }

    expect(named(judged([administration]), 'rules.administration')?.changes).toHaveLength(4)
    expect(named(judged([administration]), 'rules.administration')?.summary).toMatch(/of 4 it cannot be told \(.*administrator is not there\), which counts as if it held: nobody looked what the changes are worth$/)
    expect(named(judged([looked]), 'rules.where known')?.changes).toEqual([])
    for (const { changes } of judged([administration, looked], NOTHING_GIVEN, { impact }).slice(-2)) expect(changes).toEqual(['membership:add:prod-admins'])
    expect(named(judged([administration], NOTHING_GIVEN, { impact: { ...impact, known: false } }), 'rules.administration')?.changes).toHaveLength(4)
  })
})

describe('a rule may ask for', () => {
  const staff = Array.from({ length: 20 }, (_, index) => `p${index}`)
  const company = (names: readonly string[], title?: string) => ({
    people: names.map((name) => {
      const made = person(name)
      return title === undefined ? made : { ...made, draft: { ...made.draft, title } }
    }),
    teams: [team('All', names)],
  })
  test.each([
    ['the plan as a whole', 'plan.changes > 3 && plan.summary.users.deactivate == 5 && plan.summary.memberships.remove == 5 && plan.managed.users == 20 && plan.managed.memberships == 20'],
    ['what a change takes', 'change.action == "deactivate" && change.before.active && !change.after.active'],
    ['whom it is about', 'change.kind == "membership" && change.members.exists(m, m.startsWith("p4@")) && size(change.members) == 5'],
    ['where it comes from', 'change.source == "staff" && change.sourceId == "id-p0" && has(change.targetId) && change.reason != ""'],
    ['names and mails', 'change.before.name.givenName == "P3" && change.before.emails.exists(e, e.value.endsWith("@example.com"))'],
    ['what only the state is told', 'change.stateOnly && change.action == "schedule"'],
  ])('%s', (_, when) => {
    const plan = planFor(company(staff.slice(5)), settled(company(staff)), { rules: { rules: [rule('x', when, { deny: true })] } })

    expect(named(plan.policy.verdicts, 'rules.x')).toMatchObject({ ok: false, summary: expect.not.stringContaining('cannot be told') as string })
  })
})

test('the whole plan may need approval, but a plan without changes needs none', () => {
  const approval = { required: 1, approvers: [] }
  const plan = planFor({ people: [person('alice')], teams: [team('Dev', ['alice'])] }, EMPTY, { rules: { approval } })
  const idle = planFor({ people: [], teams: [] }, EMPTY, { rules: { approval } })

  expect(named(plan.policy.verdicts, 'approval.required')).toMatchObject({ ok: false, changes: plan.changes.map(({ id }) => id) })
  expect([plan.policy.blocked, idle.policy.blocked]).toEqual([true, false])
})

describe('what blocked a plan when it was made', () => {
  const staff = Array.from({ length: 40 }, (_, index) => `p${index}`)
  const company = (names: readonly string[]) => ({ people: names.map((name) => person(name)), teams: [team('All', names)] })
  const world = settled(company(staff))
  const made = (rules: Rule[]) => planFor(company(staff.slice(12)), world, { rules: { rules } })
  const again = (plan: Plan, given: Given, policy: Policy) => judgeAgain(plan, { state: world.state, policy, now: NOON, given }).filter(({ ok }) => !ok).map(({ rule: name }) => name)
  const lifted = { by: 'alice', overrides: [{ limit: 'remove_users' as const, reason: 'a sale' }] }
  const generous = policyWith([], { limits: { ...DEFAULT_LIMITS, remove_users: { count: 100, floor: 100 } } })

  test('goes on blocking when policy is loosened afterwards, until somebody answers it', () => {
    const plan = made([])

    expect(again(plan, NOTHING_GIVEN, generous)).toEqual(['limits.remove_users'])
    expect(again(plan, { approved: [lifted], typed: [] }, generous)).toEqual([])
    expect(again(plan, { approved: [], typed: [lifted] }, generous)).toEqual([])
  })

  test('is answered by as many as the rule asked for then; what a rule forbade then nobody answers', () => {
    const plan = made([rule('two', 'change.kind == "user"', { approvals: 2 }), rule('never', 'change.action == "deactivate"', { deny: true })])

    expect(again(plan, { approved: [lifted], typed: [] }, generous)).toEqual(['rules.two', 'rules.never'])
    expect(again(plan, { approved: [lifted, { by: 'bob', overrides: [] }], typed: [] }, generous)).toEqual(['rules.never'])
  })

  test('an override lifts the limit that it names, for all groups or for the one that it names, and no other', () => {
    const both = { people: staff.map((name) => person(name)), teams: [team('All', staff), team('Dev', staff), team('Ops', staff)] }
    const there = settled(both)
    const plan = planFor({ ...both, teams: [team('All', staff), team('Dev', staff.slice(30)), team('Ops', staff.slice(30))] }, there)
    const blockedWith = (...overrides: { limit: 'remove_members_per_group' | 'remove_members'; group?: string }[]) => {
      const approved = [{ by: 'alice', overrides: overrides.map((override) => ({ ...override, reason: 'a sale' })) }]
      return judgeAgain(plan, { state: there.state, policy: policyWith([]), now: NOON, given: { approved, typed: [] } }).filter(({ ok }) => !ok).map(({ rule: name, subject }) => (subject === undefined ? name : `${name} ${subject}`))
    }
    const all = ['limits.remove_members', 'limits.remove_members_per_group Dev', 'limits.remove_members_per_group Ops']

    expect(blockedWith()).toEqual(all)
    expect(blockedWith({ limit: 'remove_members' })).toEqual(all.slice(1))
    expect(blockedWith({ limit: 'remove_members_per_group', group: 'DEV' })).toEqual([all[0], all[2]])
    expect(blockedWith({ limit: 'remove_members_per_group' }, { limit: 'remove_members' })).toEqual([])
  })
})
