/** What answers drift once a part of a plan is held back: its change, a person's acceptance, or nothing. */
import type { Change, Drift } from '../model/change.js'
import { driftId, type LetStand } from './narrow-drift.js'

/** Of people put in or taken out, some may be answered in one way and some in another: one entry for each. */
export function answersOf(drift: readonly Drift[], changes: readonly Change[], { entries }: LetStand): Drift[] {
  const kept = new Map(changes.map((change) => [change.id, change]))
  return drift.flatMap((entry): Drift[] => {
    const { change: id, ...rest } = entry
    const accepted = entries.get(driftId(entry))
    const accept = accepted === undefined ? [] : [{ ...rest, ...(accepted.members === undefined ? {} : { members: [...accepted.members] }), answer: 'accept' as const, change: accepted.change.id }]
    if (id === undefined || (accepted !== undefined && accepted.members === undefined)) return accepted === undefined ? [entry] : accept
    const members = entry.members?.filter((member) => accepted?.members?.has(member) !== true)
    if (members?.length === 0) return accept
    const left = members === undefined ? entry : { ...entry, members }
    return [...accept, ...answeredBy(left, kept.get(id))]
  })
}

/** Drift whose answer was held back stays as it is. */
function answeredBy(entry: Drift, change: Change | undefined): Drift[] {
  const { change: _, members, ...rest } = entry
  const keep = (people: string[] | undefined): Drift => ({ ...rest, ...(people === undefined ? {} : { members: people }), answer: 'keep' })
  if (change === undefined) return [keep(members)]
  if (change.kind !== 'membership' || members === undefined) return [entry]
  const inside = new Set(change.members)
  const answered = members.filter((member) => inside.has(member))
  const open = members.filter((member) => !inside.has(member))
  return [...(answered.length === 0 ? [] : [{ ...entry, members: answered }]), ...(open.length === 0 ? [] : [keep(open)])]
}
