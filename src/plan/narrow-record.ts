/** What a narrowed plan says of how it came about. */
import { compareText } from '../model/json.js'
import type { Decided, Decisions } from './narrow.js'
import { hasPart, type Brought, type Part } from './parts.js'
import type { Narrowing, Plan } from './plan.js'

export function recordOf(plan: Plan, { only, exclude = [], hold = [], accept = [] }: Decisions, made: Decided & { rest: Plan['summary'] }): Narrowing {
  const { taken, held, rest } = made
  return {
    from: plan.id,
    ...(only === undefined ? {} : { only: [...only] }),
    ...(exclude.length === 0 ? {} : { exclude: [...exclude] }),
    ...(hold.length === 0 ? {} : { held: byChange(hold) }),
    ...(accept.length === 0 ? {} : { accepted: accept.map(({ drift, members }) => (members === undefined ? { drift } : { drift, members: [...members].sort() })) }),
    // What was pulled in and then held did not come in; what nobody asked for is not missing.
    pulledIn: byReason((taken?.brought ?? []).filter(({ part }) => !hasPart(held, part))),
    leftOut: byReason(held.brought.filter(({ part }) => taken === undefined || hasPart(taken, part))),
    rest,
  }
}

/** People of one membership change together. */
function byReason(brought: readonly Brought[]): Narrowing['pulledIn'] {
  const found = new Map<string, { change: string; members: string[]; because: string }>()
  for (const { part, because } of brought) {
    const group = JSON.stringify([part.change, because])
    const known = found.get(group) ?? { change: part.change, members: [], because }
    if (part.member !== undefined) known.members.push(part.member)
    found.set(group, known)
  }
  return [...found.values()]
    .map(({ change, members, because }) => ({ change, ...(members.length === 0 ? {} : { members: members.sort() }), because }))
    .sort((a, b) => compareText(a.change, b.change) || compareText(a.because, b.because))
}

function byChange(parts: readonly Part[]): NonNullable<Narrowing['held']> {
  const found = new Map<string, Set<string> | undefined>()
  for (const { change, member } of parts) {
    const known = found.get(change)
    if (member === undefined || (found.has(change) && known === undefined)) found.set(change, undefined)
    else found.set(change, (known ?? new Set()).add(member))
  }
  return [...found].map(([change, members]) => (members === undefined ? { change } : { change, members: [...members].sort() }))
}
