/** How people came into a group, as one deed: what is known of all of them. */
import { compareText } from '../model/json.js'
import type { Deed, TargetGroup } from '../model/snapshot.js'

/** The latest instant, and everybody who had a part in it. What is not told of each is not told. */
export function joinedBy(joined: TargetGroup['joined'] = [], people: readonly { targetId: string }[]): Deed {
  const wanted = new Set(people.map(({ targetId }) => targetId))
  const deeds = joined.flatMap(({ members, ...deed }) => members.filter((id) => wanted.has(id)).map(() => deed))
  const at = ofAll(deeds.map((deed) => deed.at), wanted.size).at(-1)
  const by = ofAll(deeds.map((deed) => deed.by), wanted.size)
  return { ...(at === undefined ? {} : { at }), ...(by.length === 0 ? {} : { by: by.join(', ') }) }
}

/** Each once, in order; none unless all are there. */
function ofAll(told: readonly (string | undefined)[], people: number): string[] {
  const known = told.filter((one) => one !== undefined)
  return known.length < people ? [] : [...new Set(known)].sort(compareText)
}
