/** How people came into their groups, deed by deed: one for each membership would cost more than the memberships. */
import { compareText } from '../../model/json.js'
import type { Deed, TargetGroup } from '../../model/snapshot.js'
import { firstDeed } from './deed.js'
import type { MembershipResource } from './memberships.js'

type Joined = NonNullable<TargetGroup['joined']>

/** By group id, in one order whatever the order of the rows; a group of which nothing is told has no entry. */
export function joinedIn(rows: readonly MembershipResource[]): Map<string, Joined> {
  const deeds = new Map<string, { group: string; mark: string; deed: Deed; members: string[] }>()
  for (const { GroupId: group, MemberId, ...stamps } of rows) {
    const deed = firstDeed(stamps)
    if (deed === undefined) continue
    const mark = `${deed.at ?? ''} ${deed.by ?? ''}`
    const known = deeds.get(`${group} ${mark}`)
    if (known === undefined) deeds.set(`${group} ${mark}`, { group, mark, deed, members: [MemberId.UserId] })
    else known.members.push(MemberId.UserId)
  }
  const joined = new Map<string, Joined[number][]>()
  for (const { group, deed, members } of [...deeds.values()].sort((a, b) => compareText(a.mark, b.mark))) {
    const entry = { ...deed, members: members.sort(compareText) }
    const entries = joined.get(group)
    if (entries === undefined) joined.set(group, [entry])
    else entries.push(entry)
  }
  return joined
}
