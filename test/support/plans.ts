/** Builders of changes, states and sealed plans, for tests of what is done with them. */
import type { Change, GroupChange, MembershipChange, UserChange } from '../../src/model/change.js'
import type { GroupAttributes } from '../../src/model/group.js'
import { digest } from '../../src/model/json.js'
import type { ManagedGroup, ManagedUser, State } from '../../src/model/state.js'
import type { UserAttributes } from '../../src/model/user.js'
import { sealPlan } from '../../src/plan/plan-file.js'
import type { Plan } from '../../src/plan/plan.js'

export const CONFIG = { digest: 'c'.repeat(64), stack: 'staff' }
export const TARGET = digest({ type: 'memory' })

export function userChange(action: UserChange['action'], key: string, fields: Partial<UserChange> = {}): UserChange {
  return { kind: 'user', action, id: `user:${action}:${key}`, key, source: 'google', sourceId: `src-${key}`, reason: 'a test says so', dependsOn: [], ...fields }
}

export function groupChange(action: GroupChange['action'], key: string, fields: Partial<GroupChange> = {}): GroupChange {
  return { kind: 'group', action, id: `group:${action}:${key}`, key, source: 'google', sourceId: `src-${key}`, reason: 'a test says so', dependsOn: [], ...fields }
}

/** `people` maps keys to target ids, or to the id of the change that creates the person. */
export function membershipChange(action: MembershipChange['action'], key: string, people: Record<string, { id: string } | { by: string }>, fields: Partial<MembershipChange> = {}): MembershipChange {
  const entries = Object.entries(people)
  return {
    kind: 'membership',
    action,
    id: `membership:${action}:${key}`,
    key,
    source: 'google',
    sourceId: `src-${key}`,
    reason: 'a test says so',
    dependsOn: [],
    members: entries.map(([member]) => member).sort(),
    memberIds: Object.fromEntries(entries.flatMap(([member, person]) => ('id' in person ? [[member, person.id]] : []))),
    memberDependsOn: Object.fromEntries(entries.flatMap(([member, person]) => ('by' in person ? [[member, [person.by]]] : []))),
    ...fields,
  }
}

export function managedUser(targetId: string, attributes: UserAttributes, fields: Partial<ManagedUser> = {}): ManagedUser {
  return { key: attributes.userName, source: 'google', sourceId: `src-${attributes.userName}`, targetId, attributes, ...fields }
}

export function managedGroup(targetId: string, attributes: GroupAttributes, members: string[] = []): ManagedGroup {
  return { key: attributes.displayName, source: 'google', sourceId: `src-${attributes.displayName}`, targetId, attributes, members }
}

export function stateWith(fields: Partial<State> = {}): State {
  return { formatVersion: 1, lineage: 'a-lineage', serial: 5, stack: CONFIG.stack, target: TARGET, users: [], groups: [], taken: [], ...fields }
}

/** A plan of these changes, made from this state at the virtual clock's beginning. */
export function planOf(changes: readonly Change[], state?: State, fields: Partial<Plan> = {}): Plan {
  const none = { create: 0, update: 0, delete: 0, adopt: 0 }
  const { id: _, ...rest } = fields
  return sealPlan({
    formatVersion: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    expiresAt: '2026-01-08T00:00:00.000Z',
    toolVersion: 'test',
    stack: CONFIG.stack,
    base: {
      lineage: state?.lineage ?? null,
      serial: state?.serial ?? 0,
      target: TARGET,
      config: CONFIG.digest,
      refresh: 'full',
      adopt: 'keys',
      snapshots: [
        {
          role: 'target',
          name: 'target',
          type: 'memory',
          digest: 'd'.repeat(64),
          evidence: { pages: 2, users: 10, groups: 5, memberships: 20, filter: [], start: '2025-12-31T23:59:00.000Z', end: '2025-12-31T23:59:30.000Z' },
        },
      ],
    },
    changesDigest: 'e'.repeat(64),
    summary: {
      users: { ...none, deactivate: 0, reactivate: 0 },
      groups: none,
      memberships: { add: 0, remove: 0 },
      state: { forget: 0, transfer: 0, schedule: 0, unschedule: 0, adopt: 0, accept: 0, unaccept: 0, hold: 0 },
    },
    estimate: { calls: {}, seconds: 0 },
    policy: { blocked: false, verdicts: [] },
    drift: [],
    changes: [...changes],
    unmanaged: { users: 0, groups: 0 },
    warnings: [],
    ...rest,
  })
}
