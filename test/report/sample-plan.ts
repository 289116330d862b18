/** A plan that has one of everything, for reports to draw. */
import type { Plan } from '../../src/plan/plan.js'
import type { UserAttributes } from '../../src/model/user.js'

const hash = (letter: string) => letter.repeat(64)

export function person(userName: string, displayName: string, more: Partial<UserAttributes> = {}): UserAttributes {
  const [givenName = '', familyName = ''] = displayName.split(' ')
  return { userName, displayName, name: { givenName, familyName }, active: true, ...more }
}

export function samplePlan(changes: Partial<Plan> = {}): Plan {
  return {
    formatVersion: 1,
    id: hash('a'),
    createdAt: '2026-03-02T08:30:00.000Z',
    expiresAt: '2026-03-09T08:30:00.000Z',
    toolVersion: '1.0.0',
    stack: 'staff-aws',
    base: {
      lineage: 'b5a2',
      serial: 1204,
      target: 'scim:tenant',
      config: hash('c'),
      refresh: 'full',
      adopt: 'keys',
      snapshots: [
        {
          role: 'source',
          name: 'staff',
          type: 'google',
          digest: hash('d'),
          evidence: { pages: 12, users: 1500, groups: 1, memberships: 4200, filter: ['name:AWS*', 'email:aws*'], start: '2026-03-02T08:29:00.000Z', end: '2026-03-02T08:29:30.000Z' },
        },
      ],
    },
    changesDigest: hash('e'),
    summary: {
      users: { create: 1, update: 1, delete: 1, deactivate: 1, reactivate: 0, adopt: 0 },
      groups: { create: 1, update: 0, delete: 0, adopt: 1 },
      memberships: { add: 61, remove: 1 },
      state: { forget: 1, transfer: 0, schedule: 1, unschedule: 0, adopt: 0, accept: 0, unaccept: 0, hold: 0 },
    },
    estimate: { calls: { scim: { CreateUser: 1, PatchUser: 2, PatchGroup: 3 } }, seconds: 3.2 },
    policy: {
      blocked: true,
      verdicts: [
        { rule: 'limits.delete_groups', ok: true, summary: 'no group is deleted', changes: [] },
        {
          rule: 'limits.remove_users',
          ok: false,
          planned: 2,
          taken: 9,
          allowed: 10,
          managed: 120,
          summary: '2 people would lose access, 9 did within 24 h, and 10 may',
          remedy: 'wait for the window to pass, or raise policy.limits.remove_users',
          changes: ['user:deactivate:erin@example.com'],
        },
      ],
    },
    drift: [
      { kind: 'membership', key: 'AWS-Admins', what: 'member-added', members: ['mallory@example.com'], at: '2026-03-01T22:10:00.000Z', by: 'console', answer: 'revert', change: 'membership:remove:AWS-Admins' },
      { kind: 'user', key: 'bob@example.com', what: 'changed', before: { title: 'Engineer' }, after: { title: 'Owner' }, answer: 'revert', change: 'user:update:bob@example.com' },
    ],
    changes: [
      {
        kind: 'group', action: 'adopt', id: 'group:adopt:AWS-Admins', key: 'AWS-Admins', source: 'staff', sourceId: 'g1', targetId: 't1', reason: 'the target has it under this name', dependsOn: [],
        before: { displayName: 'AWS-Admins' }, after: { displayName: 'AWS-Admins', externalId: 'g1' }, patch: [{ op: 'add', path: '/externalId', value: 'g1' }],
        members: ['alice@example.com'], extra: ['zoe@example.com'],
      },
      { kind: 'group', action: 'create', id: 'group:create:AWS-Developers', key: 'AWS-Developers', source: 'staff', sourceId: 'g2', reason: 'is in staff and not in the target', dependsOn: [], after: { displayName: 'AWS-Developers' } },
      { kind: 'user', action: 'create', id: 'user:create:alice@example.com', key: 'alice@example.com', source: 'staff', sourceId: 'u1', reason: 'is in staff and not in the target', dependsOn: [], after: person('alice@example.com', 'Alice Doe') },
      {
        kind: 'user', action: 'update', id: 'user:update:bob@example.com', key: 'bob@example.com', source: 'staff', sourceId: 'u2', targetId: 't2', reason: 'differs from staff', dependsOn: [],
        before: person('bob@example.com', 'Bob Roe', { title: 'Owner', nickName: 'bobby', emails: [{ value: 'bob@old.example.com', primary: true }] }),
        after: person('bob@example.com', 'Bob Roe', { title: 'Engineer', enterprise: { department: 'R&D' }, emails: [{ value: 'bob@example.com', primary: true }] }),
        patch: [{ op: 'replace', path: '/title', value: 'Engineer' }],
      },
      { kind: 'user', action: 'deactivate', id: 'user:deactivate:erin@example.com', key: 'erin@example.com', source: 'staff', sourceId: 'u3', targetId: 't3', reason: 'gone from staff', dependsOn: [], before: person('erin@example.com', 'Erin Poe'), after: person('erin@example.com', 'Erin Poe', { active: false }) },
      { kind: 'user', action: 'delete', id: 'user:delete:frank@example.com', key: 'frank@example.com', source: 'staff', sourceId: 'u4', targetId: 't4', reason: 'gone from staff since 2026-01-30', dependsOn: [], before: person('frank@example.com', 'Frank Low') },
      { kind: 'user', action: 'schedule', id: 'user:schedule:erin@example.com', key: 'erin@example.com', source: 'staff', sourceId: 'u3', targetId: 't3', reason: 'gone from staff', dependsOn: [], since: '2026-03-02T08:29:30.000Z', due: '2026-04-01T08:29:30.000Z' },
      { kind: 'user', action: 'forget', id: 'user:forget:gus@example.com', key: 'gus@example.com', source: 'staff', sourceId: 'u5', targetId: 't5', reason: 'gone from the target and not wanted any more', dependsOn: [] },
      {
        kind: 'membership', action: 'add', id: 'membership:add:AWS-Developers', key: 'AWS-Developers', source: 'staff', sourceId: 'g2', reason: 'members in staff', dependsOn: ['group:create:AWS-Developers'],
        members: Array.from({ length: 61 }, (_, index) => `person${String(index).padStart(2, '0')}@example.com`), memberIds: {}, memberDependsOn: {},
      },
      { kind: 'membership', action: 'remove', id: 'membership:remove:AWS-Admins', key: 'AWS-Admins', source: 'staff', sourceId: 'g1', targetId: 't1', reason: 'not a member in staff', dependsOn: [], members: ['mallory@example.com'], memberIds: { 'mallory@example.com': 't9' }, memberDependsOn: {} },
    ],
    unmanaged: { users: 2, groups: 1 },
    warnings: [{ code: 'unmappable', kind: 'user', key: 'robot@example.com', summary: 'robot@example.com has no family name, which the target requires', remedy: 'Give the account a family name in staff.' }],
    ...changes,
  }
}
