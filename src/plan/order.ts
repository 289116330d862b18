/** One order for every reader: by what is done, then by name; and nothing before what it depends on. */
import { invariant } from '../errors.js'
import type { Change, Drift } from '../model/change.js'
import { compareText, foldKey } from '../model/json.js'

const RANKS = [
  'user:accept',
  'user:unaccept',
  'user:forget',
  'user:transfer',
  'user:unschedule',
  'user:adopt',
  'user:update',
  'user:reactivate',
  'user:create',
  'group:accept',
  'group:unaccept',
  'group:forget',
  'group:transfer',
  'group:adopt',
  'group:update',
  'group:create',
  'membership:remove',
  'user:deactivate',
  'user:schedule',
  'membership:add',
  'group:delete',
  'user:delete',
  'group:hold',
  'user:hold',
]
const RANK = new Map(RANKS.map((name, rank) => [name, String(rank).padStart(2, '0')]))

export function orderChanges(changes: readonly Change[]): Change[] {
  const ranked = changes
    .map((change) => ({ change, order: `${RANK.get(`${change.kind}:${change.action}`) ?? '99'}\u0000${foldKey(change.key)}\u0000${change.id}` }))
    .sort((a, b) => compareText(a.order, b.order))
    .map(({ change }) => change)
  const byId = new Map(ranked.map((change) => [change.id, change]))
  invariant(byId.size === changes.length, 'two changes of one plan have the same id')

  const placed = new Set<Change>()
  const ordered: Change[] = []
  for (const start of ranked) {
    // Walked by hand: a chain of dependencies may be as long as the plan.
    const path = [{ change: start, needs: needsOf(start), next: 0 }]
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const need = placed.has(top.change) ? undefined : top.needs[top.next++]
      if (need === undefined) {
        if (!placed.has(top.change)) {
          placed.add(top.change)
          ordered.push(top.change)
        }
        path.pop()
        continue
      }
      const change = byId.get(need)
      invariant(change !== undefined, `the change ${top.change.id} depends on ${need}, which is not in the plan`)
      if (!placed.has(change)) {
        invariant(path.length <= ranked.length, 'the changes of a plan wait for each other in a circle')
        path.push({ change, needs: needsOf(change), next: 0 })
      }
    }
  }
  return ordered
}

/** Every change that must end before this one, those of its members included. */
export function needsOf(change: Change): string[] {
  return change.kind === 'membership' ? [...change.dependsOn, ...Object.values(change.memberDependsOn).flat()] : change.dependsOn
}

export function orderDrift(drift: readonly Drift[]): Drift[] {
  return drift
    .map((entry) => ({ entry, order: [entry.kind, foldKey(entry.key), entry.what, entry.targetId ?? ''].join('\u0000') }))
    .sort((a, b) => compareText(a.order, b.order))
    .map(({ entry }) => entry)
}
