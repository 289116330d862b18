/** From what somebody types to the changes it finds: words that must all be there, some of them about one field. */
import { isStateOnly, type Change } from '../model/change.js'
import type { PlanIndex } from './plan-index.js'

/** Whether the change at this place is found. */
export type Finder = (row: number) => boolean

/** What is told apart by more than its text; each is a turn of the key `f`. */
export const QUICK = ['all', 'takes away', 'held back', 'blocked'] as const
export type Quick = (typeof QUICK)[number]

/** `action:delete`, `kind:user`, `source:staff`, `user:alice`, `group:ops`; any other word is looked for everywhere. */
export function finder({ plan, texts }: PlanIndex, query: string): Finder {
  const words = query.toLowerCase().split(/\s+/).filter((word) => word !== '')
  const tests = words.map((word): Finder => {
    const [, field = '', value = ''] = /^(action|kind|source|user|group):(.+)$/s.exec(word) ?? []
    const test = value === '' ? undefined : fieldTest(field, value)
    if (test === undefined) return (row) => texts.of(row).includes(word)
    return (row) => {
      const change = plan.changes[row]
      return change !== undefined && test(change)
    }
  })
  const [only] = tests
  if (only === undefined) return () => true
  return tests.length === 1 ? only : (row) => tests.every((test) => test(row))
}

/** What a limit may be about: access goes, or somebody. */
export function takesAway(change: Change): boolean {
  return change.action === 'delete' || change.action === 'deactivate' || change.action === 'remove'
}

function fieldTest(field: string, value: string): ((change: Change) => boolean) | undefined {
  const has = (text: string) => text.toLowerCase().includes(value)
  switch (field) {
    case 'action':
      return (change) => change.action.startsWith(value)
    case 'kind':
      return (change) => (value === 'state' ? isStateOnly(change) : change.kind.startsWith(value.replace(/s$/, '')))
    case 'source':
      return (change) => change.source.toLowerCase() === value
    case 'user':
      return (change) => (change.kind === 'user' ? has(change.key) : change.kind === 'membership' && change.members.some(has))
    case 'group':
      return (change) => change.kind !== 'user' && has(change.key)
    default:
      return undefined
  }
}
