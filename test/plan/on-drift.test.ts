import { describe, expect, test } from 'vitest'
import { resolveDesired } from '../../src/desired/resolve-desired.js'
import { NO_RULES } from '../../src/model/policy.js'
import { CORE_FIELDS } from '../../src/model/user.js'
import type { TargetGroup } from '../../src/model/snapshot.js'
import { snapshotBase } from '../../src/plan/build-plan.js'
import { diff } from '../../src/plan/diff.js'
import { driftSince } from '../../src/plan/drift-since.js'
import { leaveDrift } from '../../src/plan/leave-drift.js'
import { narrow } from '../support/narrowing.js'
import { access, account, CAPABILITIES, diffInput, later, lines, person, planFor, resolved, settled, targetOf, team, type Source, type World } from '../support/story.js'

const STAFF: Source = { people: [person('ann'), person('ben')], teams: [team('Admins', ['ann']), team('Ops', ['ann', 'ben'])] }
const settledWorld = settled(STAFF)
/** An administrator put in, a group renamed, a user deleted; and at the source a new member, who is no drift. */
const world: World = {
  ...settledWorld,
  target: targetOf([...settledWorld.target.users.filter(({ id }) => id !== 't-ben'), account('zoe')], [access('Admins', ['ann', 'zoe'], { externalId: 'id-Admins' }), access('Crew', ['ann'], { id: 't-Ops', externalId: 'id-Ops' })]),
}
const today: Source = { people: [...STAFF.people, person('cid')], teams: [team('Admins', ['ann', 'cid']), team('Ops', ['ann', 'ben'])], at: later(1) }
const told = (drift: readonly { kind: string; what: string; key: string; members?: string[] | undefined }[]) => drift.map(({ kind, what, key, members }) => [kind, what, key, ...(members ?? [])].join(' '))
const ALL = ['group changed Crew', 'membership member-added Admins zoe@example.com', 'user deleted ben@example.com']

describe('drift', () => {
  const asked = { userFields: [...CORE_FIELDS], additive: new Set<string>(), capabilities: CAPABILITIES }

  test('is told from target and state alone, whatever the sources say, and proposes nothing', () => {
    const found = driftSince(world.state ?? expect.fail(), world.target, asked)

    expect(told(found)).toEqual(ALL)
    for (const entry of found) expect(Object.keys(entry)).not.toContain('answer')
    expect(driftSince(settledWorld.state ?? expect.fail(), settledWorld.target, asked)).toEqual([])
  })

  test('tells when, and by whom, where the target does, and of several people what is known of each', () => {
    const [day, noon] = ['2026-03-01T00:00:00Z', '2026-03-01T12:00:00Z']
    const since = (joined: TargetGroup['joined']) => {
      const groups = world.target.groups.map((group) => (group.attributes.displayName === 'Crew' ? { ...group, changed: { at: noon, by: 'mallory' } } : { ...group, members: [...(group.members ?? []), 't-max'].sort(), ...(joined && { joined }) }))
      return driftSince(world.state ?? expect.fail(), { ...world.target, users: [...world.target.users, account('max')], groups }, asked)
    }
    const zoeAndMax = (joined: TargetGroup['joined']) => since(joined).find(({ what }) => what === 'member-added')

    expect(since(undefined).find(({ what }) => what === 'changed')).toMatchObject({ at: noon, by: 'mallory' })
    expect(since(undefined).find(({ what }) => what === 'deleted')).not.toHaveProperty('by')
    expect(zoeAndMax(undefined)).toEqual({ kind: 'membership', key: 'Admins', targetId: 't-Admins', what: 'member-added', members: ['max@example.com', 'zoe@example.com'] })
    expect(zoeAndMax([{ at: noon, by: 'mallory', members: ['t-ann', 't-zoe'] }])).not.toHaveProperty('by')
    expect(zoeAndMax([{ at: day, by: 'root', members: ['t-ann', 't-max'] }, { at: noon, by: 'mallory', members: ['t-zoe'] }])).toMatchObject({ at: noon, by: 'mallory, root' })
    expect(zoeAndMax([{ at: day, members: ['t-max'] }, { at: noon, by: 'mallory', members: ['t-zoe'] }])).not.toHaveProperty('by')
  })

  test('is what a plan is about, and who did what when is no part of what a reading is told from another by', () => {
    const touched = { ...world.target, type: 'x', groups: world.target.groups.map((group) => ({ ...group, changed: { at: '2026-03-01T00:00:00Z' }, joined: [{ by: 'mallory', members: [] }] })) }

    expect(snapshotBase(touched)).toEqual(snapshotBase({ ...world.target, type: 'x' }))
  })

  test('of others in a group that is additive is none', () => {
    expect(told(driftSince(world.state ?? expect.fail(), world.target, { ...asked, additive: new Set(['staff']) }))).toEqual(['group changed Crew', 'user deleted ben@example.com'])
  })
})

describe('on_drift', () => {
  test('revert takes it back', () => {
    expect(lines(planFor(today, world))).toEqual(expect.arrayContaining(['group update Ops', 'membership remove Admins: zoe@example.com', 'user create ben@example.com']))
  })

  test('report leaves it alone and shows it, and what the source asks for goes on', () => {
    const { snapshots, rules } = resolved([today])
    const left = leaveDrift(diff(diffInput(resolveDesired(snapshots, rules), world, {})))

    expect(left.changes.map(({ id }) => id)).toEqual(['user:create:cid@example.com', 'membership:add:Admins'])
    expect(told(left.drift)).toEqual(ALL)
    expect(left.drift.map(({ answer }) => answer)).toEqual(['keep', 'keep', 'keep'])
  })

  test('block blocks what takes it back, until each is held or accepted', () => {
    const rules = { rules: { ...NO_RULES, onDrift: 'block' as const } }
    const plan = planFor(today, world, rules)
    const verdict = plan.policy.verdicts.find(({ rule }) => rule === 'on_drift')

    expect(plan.policy.blocked).toBe(true)
    expect(verdict).toMatchObject({ ok: false, planned: 3, changes: expect.arrayContaining(['group:update:Crew', 'membership:remove:Admins', 'user:create:ben@example.com']) as unknown })
    const half = narrow(plan, { accept: [{ drift: 'group:changed:Crew' }], hold: [{ change: 'user:create:ben@example.com' }] }, world, rules)
    expect(half.policy.blocked).toBe(true)
    expect(narrow(half, { hold: [{ change: 'membership:remove:Admins' }] }, world, rules).policy.blocked).toBe(false)
  })
})
