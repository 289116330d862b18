/**
 * Which object of the target a record is: by (source, immutable id) first, then by what the target itself shows.
 *
 *   state holds its origin, target has the object            managed
 *   state holds its origin, target lost the object           gone, unless something else below fits
 *   state holds another source's record of the same person   managed (a transfer)
 *   state holds its name for another source's origin         managed (a transfer), or withheld while that origin has a finding
 *                                                            (but for one that yields its name to an earlier source)
 *   state holds its name for another id of this source       recycled: a finding for people until a person says it is the same one
 *   target has an object with our external id                adoptable by id
 *   target has an object with the name and no external id    adoptable by key
 *   target has an object with the name and another's id      adoptable by all
 *   nothing of these                                         new
 *
 * An object that the state holds for another desired origin is never a match by name: it is about to release the name, or it keeps
 * it. Neither is one that carries the id of another record of ours.
 */
import type { Blocked, Origin } from '../model/desired-state.js'
import { foldKey } from '../model/json.js'
import type { AdoptMode } from '../model/policy.js'
import type { ManagedGroup, ManagedUser } from '../model/state.js'
import { originKey, type ActualIndex, type ManagedIndex } from './worlds.js'

interface ActualObject {
  id: string
  attributes: { externalId?: string | undefined }
}

/** A record, desired or with a finding, as far as matching is concerned. */
export interface Sought extends Origin {
  key: string
  externalId: string | undefined
  also?: readonly Origin[]
}

export type Match<T, M> =
  /** `from`: the origin that the state holds it for, where that is another. */
  | { as: 'managed'; managed: M; actual: T; from?: Origin }
  | { as: 'gone'; managed: M }
  | { as: 'recycled'; managed: M }
  | { as: 'withheld'; managed: M }
  | { as: 'adoptable'; actual: T; by: AdoptMode; managed?: M }
  | { as: 'new' }

/** Every match but that of an object that we hold and the target has. */
export type Arrival<T, M> = Exclude<Match<T, M>, { as: 'managed' }>

/** What all records claim: their objects are spoken for. */
export interface Claims {
  desired: ReadonlySet<string>
  blocked: ReadonlySet<string>
  externalIds: ReadonlySet<string>
}

export function claimsOf(desired: readonly Sought[], blocked: readonly Blocked[]): Claims {
  return {
    desired: new Set(desired.flatMap((record) => [record, ...(record.also ?? [])].map(originKey))),
    blocked: new Set(blocked.filter(({ yields }) => yields !== true).map(originKey)),
    externalIds: new Set([...desired, ...blocked].flatMap(({ externalId }) => externalId ?? [])),
  }
}

export interface Worlds<T, M> {
  actual: ActualIndex<T>
  managed: ManagedIndex<M>
  claims: Claims
}

/** @param recycled whether an id under a known name is a new person (`ask`), or the same thing made anew (`same`) */
export function match<T extends ActualObject, M extends ManagedUser | ManagedGroup>(record: Sought, worlds: Worlds<T, M>, recycled: 'ask' | 'same'): Match<T, M> {
  const { actual, managed, claims } = worlds
  const own = managed.byOrigin.get(originKey(record))
  if (own !== undefined) {
    const object = actual.byId.get(own.targetId)
    return object === undefined ? (unmanagedMatch(record, worlds, own) ?? { as: 'gone', managed: own }) : { as: 'managed', managed: own, actual: object }
  }
  for (const origin of record.also ?? []) {
    const held = managed.byOrigin.get(originKey(origin))
    const object = held === undefined ? undefined : actual.byId.get(held.targetId)
    if (held !== undefined && object !== undefined) return { as: 'managed', managed: held, actual: object, from: held }
  }

  const namesake = managed.byName.get(foldKey(record.key))
  const place = namesake === undefined ? '' : originKey(namesake)
  if (namesake !== undefined && !claims.desired.has(place)) {
    const sameSource = namesake.source === record.source
    if (!claims.blocked.has(place)) {
      if (sameSource && recycled === 'ask') return { as: 'recycled', managed: namesake }
      const object = actual.byId.get(namesake.targetId)
      if (object !== undefined) return { as: 'managed', managed: namesake, actual: object, from: namesake }
    } else if (!sameSource) return { as: 'withheld', managed: namesake }
  }
  return unmanagedMatch(record, worlds, undefined) ?? { as: 'new' }
}

function unmanagedMatch<T extends ActualObject, M extends ManagedUser | ManagedGroup>(
  record: Sought,
  { actual, managed, claims }: Worlds<T, M>,
  own: M | undefined,
): Match<T, M> | undefined {
  const adoptable = (object: T, by: AdoptMode): Match<T, M> => ({ as: 'adoptable', actual: object, by, ...(own === undefined ? {} : { managed: own }) })
  const byId = record.externalId === undefined ? undefined : actual.byExternalId.get(record.externalId)
  if (byId !== undefined && !managed.byTargetId.has(byId.id)) return adoptable(byId, 'ids')
  const byName = actual.byName.get(foldKey(record.key))
  if (byName === undefined || managed.byTargetId.has(byName.id)) return undefined
  const { externalId } = byName.attributes
  if (externalId === undefined) return adoptable(byName, 'keys')
  return claims.externalIds.has(externalId) ? undefined : adoptable(byName, 'all')
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
