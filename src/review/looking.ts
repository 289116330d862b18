/** What is in front of the reviewer: how many lines, in how much room, and what lies under the cursor. */
import { entryAt } from './change-list.js'
import type { DetailLine } from './change-lines.js'
import { detailLines } from './detail-lines.js'
import { linesOf, type Line, type Lines } from './line.js'
import { overviewLines } from './overview-lines.js'
import type { PlanIndex } from './plan-index.js'
import type { Opened, ReviewState, Subject } from './state.js'
import { layoutOf } from './window.js'

/** Lines that each entry of drift and findings takes. */
export const ENTRY_LINES = 2

export interface Room {
  count: number
  height: number
}

/** Of the list in view, in entries. */
export function listRoom(state: ReviewState): Room {
  const { body } = layoutOf(state.window)
  const { plan } = state.index
  switch (state.view) {
    case 'drift':
      return { count: plan.drift.length, height: Math.floor((body - 1) / ENTRY_LINES) }
    case 'findings':
      return { count: plan.warnings.length, height: Math.floor(body / ENTRY_LINES) }
    case 'overview':
      return { count: overview(state).count, height: body }
    case 'changes':
      // One line tells the filter.
      return { count: state.list.lines.length, height: body - 1 }
  }
}

const overviews = new WeakMap<PlanIndex, { width: number; lines: Lines }>()

/** Told anew only when the width changes: it speaks of the plan, not of the choices. */
export function overview({ index, window }: ReviewState): Lines {
  const width = layoutOf(window).columns - 1
  const before = overviews.get(index)
  if (before?.width === width) return before.lines
  const lines = linesOf<Line>(overviewLines(index.plan, index.place, index.touched, width))
  overviews.set(index, { width, lines })
  return lines
}

/** What the cursor of the list stands on, where that is something that can be opened. */
export function underCursor({ view, places, list, index }: ReviewState): Subject | undefined {
  const { cursor } = places[view]
  if (view === 'drift') return index.plan.drift[cursor] === undefined ? undefined : { kind: 'drift', entry: cursor }
  if (view === 'findings') return index.plan.warnings[cursor] === undefined ? undefined : { kind: 'finding', entry: cursor }
  if (view === 'overview') return undefined
  const entry = entryAt(list, cursor)
  return entry !== undefined && 'row' in entry ? { kind: 'change', row: entry.row } : undefined
}

/** Columns that a detail has for its text: two lead, for the cursor. */
export function detailWidth({ window }: ReviewState): number {
  const { columns, aside } = layoutOf(window)
  return (aside === 0 ? columns : aside - 2) - 2
}

export function detail(state: ReviewState, { subject, query }: Pick<Opened, 'subject' | 'query'>): Lines<DetailLine> {
  return detailLines(state.index, state.choices, subject, query, detailWidth(state))
}

export function detailRoom(state: ReviewState, opened: Opened): Room {
  // One line tells where one is, and what is typed.
  return { count: detail(state, opened).count, height: layoutOf(state.window).body - 1 }
}
