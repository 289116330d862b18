/** Plans to be looked through. */
import { groupChange, membershipChange, planOf, userChange } from '../support/plans.js'
import type { Plan } from '../../src/plan/plan.js'
import { summarise } from '../../src/plan/summary.js'
import { samplePlan } from '../report/sample-plan.js'

/** One of everything: drift, a blocked limit, findings, every kind of change. */
export function everything(changes: Partial<Plan> = {}): Plan {
  return samplePlan(changes)
}

/** Two new people come into a new group, one into an old one; somebody is deleted. */
export function arrivals(): Plan {
  const changes = [
    userChange('create', 'ann@example.com'),
    userChange('create', 'ben@example.com'),
    groupChange('create', 'Ops'),
    membershipChange('add', 'Ops', { 'ann@example.com': { by: 'user:create:ann@example.com' }, 'ben@example.com': { by: 'user:create:ben@example.com' } }, { dependsOn: ['group:create:Ops'] }),
    membershipChange('add', 'Dev', { 'ann@example.com': { by: 'user:create:ann@example.com' }, 'old@example.com': { id: 't-old' } }, { targetId: 't-Dev' }),
    userChange('delete', 'gone@example.com', { targetId: 't-gone' }),
  ]
  // Not sealed anew by whatever plans hold tomorrow.
  return { ...planOf(changes, undefined, { summary: summarise(changes) }), id: 'b'.repeat(64) }
}
