/** The changes that are listed: those that the filter finds, section by section, folded or not. */
import { standingOf, type Choices } from './choices.js'
import type { PlanIndex } from './plan-index.js'
import { finder, takesAway, type Finder, type Quick } from './search.js'

export interface ChangeList {
  query: string
  quick: Quick
  /** Places of sections of which only the title is shown. */
  folded: ReadonlySet<number>
  /** By section: places of its changes that were found. */
  found: readonly (readonly number[])[]
  matches: number
  /** One a line: a change by its place, a section's title by `-1 - place`. */
  lines: Int32Array
}

export type Entry = { section: number } | { row: number }

export function entryAt({ lines }: ChangeList, at: number): Entry | undefined {
  const line = lines[at]
  if (line === undefined) return undefined
  return line < 0 ? { section: -1 - line } : { row: line }
}

/** What is held is told by the choices as they are now: a change that is let go stays in sight until the filter is set anew. */
export function listChanges(index: PlanIndex, choices: Choices, query: string, quick: Quick, folded: ReadonlySet<number>): ChangeList {
  const isFound = both(quickFinder(index, choices, quick), query.trim() === '' ? undefined : finder(index, query))
  const found = index.sections.map(({ rows }) => (isFound === undefined ? rows : rows.filter(isFound)))
  return laidOut({ query, quick, folded, found, matches: found.reduce((sum, rows) => sum + rows.length, 0) })
}

export function fold(list: ChangeList, section: number): ChangeList {
  const folded = new Set(list.folded)
  if (!folded.delete(section)) folded.add(section)
  return laidOut({ ...list, folded })
}

function laidOut(list: Omit<ChangeList, 'lines'>): ChangeList {
  const { found, folded } = list
  const count = found.reduce((sum, rows, section) => sum + (rows.length === 0 ? 0 : 1) + (folded.has(section) ? 0 : rows.length), 0)
  const lines = new Int32Array(count)
  let at = 0
  found.forEach((rows, section) => {
    if (rows.length === 0) return
    lines[at++] = -1 - section
    if (folded.has(section)) return
    lines.set(rows, at)
    at += rows.length
  })
  return { ...list, lines }
}

function quickFinder({ plan, blocking, awaiting }: PlanIndex, choices: Choices, quick: Quick): Finder | undefined {
  const on = (test: (change: (typeof plan.changes)[number]) => boolean): Finder => (row) => {
    const change = plan.changes[row]
    return change !== undefined && test(change)
  }
  switch (quick) {
    case 'all':
      return undefined
    case 'takes away':
      return on(takesAway)
    case 'held back':
      return on((change) => standingOf(choices, change) !== 'goes')
    case 'blocked':
      return on(({ id }) => blocking.has(id) || awaiting.has(id))
  }
}

function both(a: Finder | undefined, b: Finder | undefined): Finder | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return (row) => a(row) && b(row)
}
