/** The list of changes, line by line. */
import { number } from '../report/words.js'
import { entryAt } from './change-list.js'
import { boxOf, changeWords, standingWords, toneOf } from './change-words.js'
import { standingOf } from './choices.js'
import { ends } from './cut.js'
import type { Line } from './line.js'
import type { PlanIndex } from './plan-index.js'
import type { ReviewState } from './state.js'

export function listLine({ index, list, choices }: ReviewState, at: number, width: number): Line {
  const entry = entryAt(list, at)
  if (entry === undefined) return { text: '' }
  if ('section' in entry) {
    const rows = list.found[entry.section] ?? []
    return { text: `${list.folded.has(entry.section) ? '▸' : '▾'} ${index.sections[entry.section]?.title ?? ''} (${number(rows.length)})`, tone: 'title' }
  }
  const change = index.plan.changes[entry.row]
  if (change === undefined) return { text: '' }
  const standing = standingOf(choices, change)
  const right = standing === 'goes' ? policyWords(index, change.id) : standingWords(choices, change)
  return { text: ends(`  ${boxOf(standing)} ${changeWords(change)}`, right, width), tone: standing === 'goes' ? toneOf(change) : 'faint' }
}

function policyWords({ blocking, awaiting }: PlanIndex, id: string): string {
  if (blocking.has(id)) return 'blocked'
  return awaiting.has(id) ? 'needs approval' : ''
}
