/** What one plan does that another does not: a changed filter, yesterday against today. */
import type { Change, Drift, MembershipChange } from '../model/change.js'
import type { Finding } from '../model/finding.js'
import { canonicalJson } from '../model/json.js'
import { driftId } from './narrow-drift.js'
import type { Plan } from './plan.js'

export interface PlanDifference {
  /** What a plan alone does; of a membership change both have, the people whom only one names. */
  first: { changes: Change[]; drift: Drift[]; warnings: Finding[] }
  second: { changes: Change[]; drift: Drift[]; warnings: Finding[] }
  /** The same action on the same object, to another end. */
  otherwise: { first: Change; second: Change }[]
}

export function differencesOf(first: Plan, second: Plan): PlanDifference {
  const [mine, theirs] = [byId(first.changes), byId(second.changes)]
  return {
    first: alone(first, second, theirs),
    second: alone(second, first, mine),
    otherwise: first.changes.flatMap((change) => {
      const other = theirs.get(change.id)
      return other === undefined || change.kind === 'membership' || deed(change) === deed(other) ? [] : [{ first: change, second: other }]
    }),
  }
}

export function differ({ first, second, otherwise }: PlanDifference): boolean {
  return [first.changes, first.drift, first.warnings, second.changes, second.drift, second.warnings, otherwise].some((list) => list.length > 0)
}

function alone({ changes, drift, warnings }: Plan, other: Plan, theirs: ReadonlyMap<string, Change>): PlanDifference['first'] {
  const [drifts, findings] = [new Set(other.drift.map(driftDeed)), new Set(other.warnings.map((finding) => canonicalJson(finding)))]
  return {
    changes: changes.flatMap((change) => {
      const same = theirs.get(change.id)
      if (same === undefined) return [change]
      return change.kind === 'membership' && same.kind === 'membership' ? peopleAlone(change, same) : []
    }),
    drift: drift.filter((entry) => !drifts.has(driftDeed(entry))),
    warnings: warnings.filter((finding) => !findings.has(canonicalJson(finding))),
  }
}

function peopleAlone(change: MembershipChange, other: MembershipChange): MembershipChange[] {
  const named = new Set(other.members)
  const members = change.members.filter((member) => !named.has(member))
  return members.length === 0 ? [] : [{ ...change, members }]
}

function byId(changes: readonly Change[]): Map<string, Change> {
  return new Map(changes.map((change) => [change.id, change]))
}

/** Why, in which order and when are no difference: two readings of one world differ in them. */
function deed(change: Change): string {
  const { reason: _, dependsOn: __, ...rest } = change
  if (rest.kind !== 'user') return canonicalJson(rest)
  const { since: ___, due: ____, ...timeless } = rest
  return canonicalJson(timeless)
}

function driftDeed(entry: Drift): string {
  const { answer, change: _, ...rest } = entry
  return `${driftId(entry)} ${canonicalJson({ ...rest, answer })}`
}
