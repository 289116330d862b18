/** What a narrowed plan says of how it came about. */
import type { Change } from '../model/change.js'
import { compareText } from '../model/json.js'
import type { Decisions } from './narrow.js'
import { hasPart, type Brought, type Part, type Parts } from './parts.js'
import type { Narrowing, Plan } from './plan.js'
import { summarise } from './summary.js'

export function recordOf(plan: Plan, { only, exclude = [], hold = [] }: Decisions, made: { changes: readonly Change[]; taken: Parts | undefined; held: Parts }): Narrowing {
  const { changes, taken, held } = made
  return {
    from: plan.id,
    ...(only === undefined ? {} : { only: [...only] }),
    ...(exclude.length === 0 ? {} : { exclude: [...exclude] }),
    ...(hold.length === 0 ? {} : { held: byChange(hold) }),
    // What was pulled in and then held did not come in; what nobody asked for is not missing.
    pulledIn: byReason((taken?.brought ?? []).filter(({ part }) => !hasPart(held, part))),
    leftOut: byReason(held.brought.filter(({ part }) => taken === undefined || hasPart(taken, part))),
    rest: difference(plan.summary, summarise(changes)),
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

function difference(whole: Plan['summary'], part: Plan['summary']): Plan['summary'] {
  const minus = (a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>) => Object.fromEntries(Object.entries(a).map(([name, count]) => [name, count - (b[name] ?? 0)]))
  return Object.fromEntries(Object.entries(whole).map(([section, counts]) => [section, minus(counts, part[section as keyof Plan['summary']])])) as Plan['summary']
}
