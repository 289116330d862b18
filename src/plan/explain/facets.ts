/** One person or group seen from all sides: the source's record, the desired object, the state's entry and the target's object, by any name that somebody knows. */
import type { Origin } from '../../model/desired-state.js'
import { foldKey } from '../../model/json.js'
import type { ManagedGroup, ManagedUser } from '../../model/state.js'
import { originKey } from '../worlds.js'

export interface Facets<R, W, M, A> {
  key: string
  records: readonly R[]
  wanted?: W
  managed?: M
  actual?: A
  /** Of all records and entries that are this one. */
  origins: ReadonlySet<string>
  /** Folded: every name by which the state, the target or the plan know it. */
  names: ReadonlySet<string>
}

interface Sides<R, W, M, A> {
  records: readonly R[]
  originOf: (record: R) => Origin
  /** Names and ids by which people may ask for a record. */
  calledOf: (record: R) => readonly string[]
  wanted: readonly W[]
  managed: readonly M[]
  actual: readonly A[]
  nameOf: (actual: A) => string
  /** Target ids by origin of what the plan takes over. */
  adopted: ReadonlyMap<string, string>
}

type Wanted = Origin & { key: string; also?: readonly Origin[] }

/**
 * A name means first whose it is in the sources today, then whose it is in the state and in the target; an old name leads to the new one.
 * Built once: a directory has tens of thousands of them.
 */
export function facetsOf<R, W extends Wanted, M extends ManagedUser | ManagedGroup, A extends { id: string }>(sides: Sides<R, W, M, A>): (key: string) => Facets<R, W, M, A> | undefined {
  const { originOf, nameOf, adopted } = sides
  const recordBy = new Map(sides.records.map((record) => [originKey(originOf(record)), record]))
  const recordsCalled = new Map<string, R[]>()
  for (const record of sides.records) {
    for (const name of new Set(sides.calledOf(record).map(foldKey))) recordsCalled.set(name, [...(recordsCalled.get(name) ?? []), record])
  }
  const wantedBy = { key: new Map(sides.wanted.map((one) => [foldKey(one.key), one])), origin: new Map(sides.wanted.flatMap((one) => originsOf(one).map((origin) => [origin, one] as const))) }
  const managedBy = {
    key: new Map(sides.managed.map((one) => [foldKey(one.key), one])),
    origin: new Map(sides.managed.map((one) => [originKey(one), one])),
    id: new Map(sides.managed.map((one) => [one.targetId, one])),
  }
  const actualBy = { name: new Map(sides.actual.map((one) => [foldKey(nameOf(one)), one])), id: new Map(sides.actual.map((one) => [one.id, one])) }

  const originsCalled = (key: string): string[] => {
    const name = foldKey(key)
    const wanted = wantedBy.key.get(name)
    if (wanted !== undefined) return originsOf(wanted)
    const called = (recordsCalled.get(name) ?? []).map((record) => originKey(originOf(record)))
    if (called.length > 0) return called
    const there = actualBy.name.get(name) ?? actualBy.id.get(key)
    const managed = managedBy.key.get(name) ?? (there === undefined ? undefined : managedBy.id.get(there.id))
    return managed === undefined ? [] : [originKey(managed)]
  }

  return (key) => {
    const called = originsCalled(key)
    const wanted = first(called, wantedBy.origin)
    const origins = wanted === undefined ? called : originsOf(wanted)
    const name = foldKey(wanted?.key ?? key)
    // An entry or object of this name that another record of today has is about to release it.
    const namesake = managedBy.key.get(name)
    const managed = first(origins, managedBy.origin) ?? (namesake !== undefined && !wantedBy.origin.has(originKey(namesake)) ? namesake : undefined)
    const standing = actualBy.name.get(name) ?? actualBy.id.get(key)
    const holder = standing === undefined ? undefined : managedBy.id.get(standing.id)
    const actual = actualBy.id.get(managed?.targetId ?? first(origins, adopted) ?? '') ?? (holder === undefined || holder === managed ? standing : undefined)
    const records = origins.flatMap((origin) => recordBy.get(origin) ?? [])
    if (records.length === 0 && wanted === undefined && managed === undefined && actual === undefined) return undefined
    const today = actual === undefined ? undefined : nameOf(actual)
    return {
      key: wanted?.key ?? today ?? managed?.key ?? key,
      records,
      ...(wanted === undefined ? {} : { wanted }),
      ...(managed === undefined ? {} : { managed }),
      ...(actual === undefined ? {} : { actual }),
      origins: new Set([...origins, ...(managed === undefined ? [] : [originKey(managed)])]),
      names: new Set([wanted?.key, managed?.key, today].flatMap((text) => (text === undefined ? [] : [foldKey(text)]))),
    }
  }
}

function originsOf(wanted: Wanted): string[] {
  return [wanted, ...(wanted.also ?? [])].map(originKey)
}

function first<T>(origins: readonly string[], among: ReadonlyMap<string, T>): T | undefined {
  for (const origin of origins) {
    const found = among.get(origin)
    if (found !== undefined) return found
  }
  return undefined
}
