/**
 * People who are still to be created join their groups in waves: a group that waited for all of its people would leave the rate of
 * memberships unused until nearly everybody exists, and one request for each person would use up the rate of requests. The waves are
 * made from the plan and the published rates alone, so that an estimate knows the requests which an apply will make.
 */
import { rateOf, type Capabilities } from '../model/capabilities.js'
import type { Change, MembershipChange } from '../model/change.js'

/** A membership change's people, those first who exist first; each part is a request of its own, or several. */
export type PartsOf = (change: MembershipChange, members: readonly string[]) => string[][]

/** As much of the whole time may pass before the first membership, or after the last person. */
const IDLE = 0.05
/** Requests that come of it may take up so much of the whole time. */
const BUSY = 0.8
/** Less than this is not worth a request more, seconds. */
const WORTH = 5

export function partsOf(changes: readonly Change[], capabilities: Capabilities): PartsOf {
  const creations = changes.filter(({ kind, action }) => kind === 'user' && action === 'create')
  const ends = endsOfWaves(creations.length, changes, capabilities)
  let wave = 0
  const waves = new Map(creations.map(({ id }, index) => {
    while (index >= (ends[wave] ?? Infinity)) wave++
    return [id, wave]
  }))
  return ({ memberDependsOn }, members) => {
    const parts: string[][] = ends.map(() => [])
    for (const member of members) {
      const at = (memberDependsOn[member] ?? []).reduce((last, id) => Math.max(last, waves.get(id) ?? 0), 0)
      parts[at]?.push(member)
    }
    return parts.filter((part) => part.length > 0)
  }
}

/** How many people have been created when each wave ends; the last is everybody. */
function endsOfWaves(people: number, changes: readonly Change[], { rates, operations, membersPerRequest }: Capabilities): number[] {
  const additions = changes.filter((change): change is MembershipChange => change.kind === 'membership' && change.action === 'add')
  const requestsASecond = rateOf(rates, operations.addMembers) ?? Infinity
  const requests = additions.reduce((sum, { members }) => sum + Math.ceil(members.length / membersPerRequest), 0)
  const memberships = additions.reduce((sum, { members }) => sum + members.length, 0)
  const creating = people / (rateOf(rates, operations.createUser) ?? Infinity)
  const adding = Math.max(requests / requestsASecond, memberships / (rates.members ?? Infinity))
  const whole = Math.max(creating, adding)
  // What could be gained: the shorter of the two, done meanwhile.
  const worth = Math.min(creating, adding) >= Math.max(WORTH, IDLE * whole)
  const most = membersPerRequest === 1 ? Infinity : Math.floor((BUSY * whole * requestsASecond) / additions.length)
  const widths = worth ? widthsOfWaves(adding / creating, most) : [1]
  let share = 0
  return widths.map((width, index) => (index === widths.length - 1 ? people : Math.round((share += width) * people)))
}

/**
 * Shares of the people, one after another. While the memberships of a wave are made, the people of the next are created: each wave is
 * as many times the one before it as memberships take longer than people. Where people take longer, it is the same seen from the end.
 */
function widthsOfWaves(ratio: number, most: number): number[] {
  const growth = Math.max(ratio, 1 / ratio)
  const first = (count: number) => (growth - 1 < 1e-6 ? 1 / count : (growth - 1) / (growth ** count - 1))
  let count = 1
  while (count < most && first(count) / growth > IDLE) count++
  const widths = Array.from({ length: count }, (_, index) => first(count) * growth ** index)
  return ratio >= 1 ? widths : widths.reverse()
}
