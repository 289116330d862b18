/** Compares what was read with what a plan's changes expect, change by change, and says what is done and what does not fit. */
import type { MembershipChange } from '../model/change.js'
import type { Ids } from './ids.js'
import type { Ended } from './journal-entries.js'
import { claimsOf, type ObjectChange, type Seen, type SeenObject } from './seen.js'
import { contested, describeHolders, splitMembers, standingOf } from './standing.js'

export interface Examined {
  /** A sentence for each object that is not as the plan saw it. */
  problems: string[]
  /** Found as after already; only an apply that resumes may find this. */
  done: Ended[]
}

/**
 * Several changes may follow each other on one object (a rename by way of a temporary name): only the first of those still
 * to do is expected to find its `before`, and one that resumes may find the `after` of any of them.
 */
export function examineObjects(changes: readonly ObjectChange[], seen: Seen, ids: Ids, resumes: boolean): Examined {
  const result: Examined = { problems: [], done: [] }
  const left = new Set<ObjectChange>(changes)
  for (const chain of chains(changes)) {
    const { done, problem } = examineChain(chain, seen, ids, resumes)
    for (const ended of done) left.delete(ended.change as ObjectChange)
    result.done.push(...done)
    if (problem !== undefined) result.problems.push(problem)
  }
  const releases = releasesAmong(left)
  for (const change of left) {
    const taken = holdersOf(change, seen, ids).filter(({ claim, object }) => !isReleased(change, claim, object, releases))
    if (taken.length > 0) result.problems.push(`${nameOf(change)}: ${describeHolders(change.kind, taken)}`)
  }
  return result
}

/** People must be in or out as the change says; for one that resumes, those found on the other side are done. */
export function examineMembership(
  change: MembershipChange,
  members: readonly string[],
  { seen, ids, resumes, deleted }: { seen: Seen; ids: Ids; resumes: boolean; deleted: boolean },
): Examined {
  const groupId = ids.of(change)
  const known = members.filter((key) => ids.member(change, key) !== undefined)
  if (groupId === undefined || known.length === 0) return { problems: [], done: [] }
  if (seen.members(groupId) === undefined && !deleted) return { problems: [`the group "${change.key}" is gone from the target`], done: [] }
  const { done } = splitMembers(change, known, seen, ids)
  if (done.length === 0) return { problems: [], done: [] }
  if (resumes) return { problems: [], done: [{ change, outcome: { members: done } }] }
  const shown = `${done.slice(0, 5).join(', ')}${done.length > 5 ? ` and ${done.length - 5} more` : ''}`
  const where = change.action === 'add' ? 'in already' : 'not in any more'
  return { problems: [`the members of "${change.key}": ${shown} ${done.length === 1 ? 'is' : 'are'} ${where}`], done: [] }
}

/** Changes of one object, in the plan's order; a creation stands alone. */
function chains(changes: readonly ObjectChange[]): ObjectChange[][] {
  const byObject = new Map<string, ObjectChange[]>()
  for (const change of changes) {
    const key = change.action === 'create' ? change.id : `${change.kind} ${change.targetId ?? ''}`
    const chain = byObject.get(key)
    if (chain === undefined) byObject.set(key, [change])
    else chain.push(change)
  }
  return [...byObject.values()]
}

function examineChain(chain: readonly ObjectChange[], seen: Seen, ids: Ids, resumes: boolean): { done: Ended[]; problem?: string } {
  const [first] = chain
  if (first === undefined) return { done: [] }
  const standing = standingOf(first, seen, ids)
  if (standing.as === 'before') return { done: [] }
  if (resumes) {
    const reached = chain.findLastIndex((change) => standingOf(change, seen, ids).as === 'after')
    if (reached >= 0) return { done: chain.slice(0, reached + 1).map((change) => endedAs(change, seen, ids)) }
  }
  // Who holds a new object's names is judged with what the plan releases.
  if (first.action === 'create') return { done: [] }
  return { done: [], problem: `${nameOf(first)} ${standing.as === 'neither' ? standing.what : alreadyAs(first)}` }
}

function endedAs(change: ObjectChange, seen: Seen, ids: Ids): Ended {
  const standing = standingOf(change, seen, ids)
  return { change, outcome: change.action === 'create' && standing.as === 'after' ? { targetId: standing.targetId } : {} }
}

function alreadyAs(change: ObjectChange): string {
  return change.action === 'delete' ? 'is gone from the target' : 'has been changed to what the plan would make of it'
}

function holdersOf(change: ObjectChange, seen: Seen, ids: Ids) {
  return change.action === 'create' ? seen.holders(change.kind, claimsOf(change.kind, change.after)) : contested(change, seen, ids)
}

interface Releases {
  byObject: Map<string, ObjectChange[]>
  byId: Map<string, ObjectChange>
}

function releasesAmong(changes: Iterable<ObjectChange>): Releases {
  const releases: Releases = { byObject: new Map(), byId: new Map() }
  for (const change of changes) {
    releases.byId.set(change.id, change)
    if (change.targetId === undefined) continue
    const key = `${change.kind} ${change.targetId}`
    releases.byObject.set(key, [...(releases.byObject.get(key) ?? []), change])
  }
  return releases
}

/** Whether something that the change waits for takes this name away from its holder first. */
function isReleased(change: ObjectChange, claim: string, holder: SeenObject, releases: Releases): boolean {
  const letsGo = (releases.byObject.get(`${change.kind} ${holder.id}`) ?? []).filter(
    ({ action, after }) => action === 'delete' || (after !== undefined && !claimsOf(change.kind, after).includes(claim)),
  )
  return letsGo.some((release) => waitsFor(change, release.id, releases.byId))
}

function waitsFor(change: ObjectChange, id: string, byId: ReadonlyMap<string, ObjectChange>): boolean {
  const asked = new Set<string>()
  const path = [...change.dependsOn]
  for (let next = path.pop(); next !== undefined; next = path.pop()) {
    if (next === id) return true
    if (asked.has(next)) continue
    asked.add(next)
    path.push(...(byId.get(next)?.dependsOn ?? []))
  }
  return false
}

function nameOf({ kind, key }: ObjectChange): string {
  return kind === 'user' ? `the user ${key}` : `the group "${key}"`
}
