/**
 * Which object of the target a desired one is: by (source, immutable id) first, then by what the target itself shows.
 *
 *   state holds its origin, target has the object            managed
 *   state holds its origin, target lost the object           gone, unless something else below fits
 *   state holds its name for another source's origin         moved (a transfer)
 *   state holds its name for another id of this source       recycled: a finding for people until a person says it is the same one
 *   target has an object with our external id                adoptable by id
 *   target has an object with the name and no external id    adoptable by key
 *   target has an object with the name and another's id      adoptable by all
 *   nothing of these                                         new
 *
 * An object that the state holds for another desired origin is never a match by name: it is about to release the name, or it keeps it.
 */
import type { Origin } from '../model/desired-state.js'
import { foldKey } from '../model/json.js'
import type { AdoptMode } from '../model/policy.js'
import type { ManagedGroup, ManagedUser } from '../model/state.js'
import { originKey, type ActualIndex, type ManagedIndex } from './worlds.js'

interface ActualObject {
  id: string
  attributes: { externalId?: string | undefined }
}

export type Match<T, M> =
  | { as: 'managed'; managed: M; actual: T; from?: Origin }
  | { as: 'gone'; managed: M }
  | { as: 'recycled'; managed: M }
  | { as: 'adoptable'; actual: T; by: AdoptMode; managed?: M }
  | { as: 'new' }

export interface MatchInput<T, M> {
  desired: Origin & { key: string; externalId: string | undefined }
  actual: ActualIndex<T>
  managed: ManagedIndex<M>
  /** Origins that are desired or blocked: their objects are spoken for. */
  claimed: ReadonlySet<string>
  /** Whether an id under a known name is a new person (`ask`), or the same thing made anew (`same`). */
  recycled: 'ask' | 'same'
}

export function match<T extends ActualObject, M extends ManagedUser | ManagedGroup>(input: MatchInput<T, M>): Match<T, M> {
  const { desired, actual, managed, claimed } = input
  const own = managed.byOrigin.get(originKey(desired))
  if (own !== undefined) {
    const object = actual.byId.get(own.targetId)
    return object === undefined ? (unmanagedMatch(input, own) ?? { as: 'gone', managed: own }) : { as: 'managed', managed: own, actual: object }
  }

  const namesake = managed.byName.get(foldKey(desired.key))
  if (namesake !== undefined && !claimed.has(originKey(namesake))) {
    if (namesake.source === desired.source && input.recycled === 'ask') return { as: 'recycled', managed: namesake }
    const object = actual.byId.get(namesake.targetId)
    if (object !== undefined) return { as: 'managed', managed: namesake, actual: object, from: namesake }
  }
  return unmanagedMatch(input, undefined) ?? { as: 'new' }
}

function unmanagedMatch<T extends ActualObject, M extends ManagedUser | ManagedGroup>(
  { desired, actual, managed }: MatchInput<T, M>,
  own: M | undefined,
): Match<T, M> | undefined {
  const adoptable = (object: T, by: AdoptMode): Match<T, M> => ({ as: 'adoptable', actual: object, by, ...(own === undefined ? {} : { managed: own }) })
  const byId = desired.externalId === undefined ? undefined : actual.byExternalId.get(desired.externalId)
  if (byId !== undefined && !managed.byTargetId.has(byId.id)) return adoptable(byId, 'ids')
  const byName = actual.byName.get(foldKey(desired.key))
  if (byName === undefined || managed.byTargetId.has(byName.id)) return undefined
  return adoptable(byName, byName.attributes.externalId === undefined ? 'keys' : 'all')
}

const REACH: Record<AdoptMode, readonly AdoptMode[]> = { ids: ['ids'], keys: ['ids', 'keys'], all: ['ids', 'keys', 'all'] }

/** Whether an adoption mode covers an object that was found that way. */
export function covers(mode: AdoptMode, by: AdoptMode): boolean {
  return REACH[mode].includes(by)
}

/** Why an object is not adopted, and how it would be, for people. */
export function notAdopted(by: AdoptMode): { why: string; remedy: string } {
  return by === 'keys'
    ? { why: 'stands in the target without our id', remedy: 'If it is the same, plan with --adopt keys; otherwise rename one of them.' }
    : { why: "stands in the target with another's id", remedy: 'If it is the same, plan with --adopt all; otherwise rename one of them.' }
}
