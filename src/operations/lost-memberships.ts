/** What plans of the past took from somebody. */
import type { PersonExplanation } from '../model/explanation.js'
import { foldKey } from '../model/json.js'
import type { Paper } from './state-history.js'

type Lost = NonNullable<PersonExplanation['groups'][number]['lost']>

/** By which a paper may speak of somebody. */
export function namesOf({ key, shallBe, sources, target }: PersonExplanation): string[] {
  return [key, shallBe?.userName, target?.id, ...sources.map(({ label }) => label)].flatMap((name) => name ?? [])
}

/** By folded group key: the newest removal that was done. Papers come newest first. */
export function lostBy(person: PersonExplanation, papers: readonly Paper[]): Map<string, Lost> {
  const { target } = person
  const keys = new Set(namesOf(person).map(foldKey))
  const lost = new Map<string, Lost>()
  for (const { name, plan, result } of papers) {
    const undone = new Set([...result.failed, ...result.skipped].map(({ change }) => change.id))
    const leftOut = new Map(result.leftOut.map(({ change, members }) => [change, new Set(members)]))
    for (const change of plan.changes) {
      if (change.kind !== 'membership' || change.action !== 'remove' || undone.has(change.id) || lost.has(foldKey(change.key))) continue
      const stayed = leftOut.get(change.id)
      const concerned = change.members.some((member) => stayed?.has(member) !== true && (keys.has(foldKey(member)) || (target !== undefined && change.memberIds[member] === target.id)))
      if (concerned) lost.set(foldKey(change.key), { at: timeIn(name), plan: plan.id, reason: change.reason })
    }
  }
  return lost
}

/** Papers are named by the time at which the apply began: `2026-03-02T12-00-00.000Z-3f2a….json`. */
function timeIn(name: string): string {
  return name.replace(/^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d(?:\.\d+)?Z).*$/, '$1T$2:$3:$4')
}
