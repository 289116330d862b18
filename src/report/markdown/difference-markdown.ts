/** Two plans against each other, as a comment. */
import type { PlanDifference } from '../../plan/plan-difference.js'
import type { Compared } from '../plan-difference-text.js'
import { counted, minute, number, short } from '../words.js'
import { changeItem, driftFacts, findingItem, item } from './change-markdown.js'
import { code, prose } from './escape.js'
import { COMMENT, fit, type Section, size } from './fit.js'

export function differenceToMarkdown({ difference, first, second }: Compared): string {
  const { otherwise } = difference
  const same = [difference.first, difference.second].every(({ changes, drift, warnings }) => changes.length + drift.length + warnings.length === 0) && otherwise.length === 0
  const plans = [first, second].map(({ plan, place }, index) => item(`${index === 0 ? 'first' : 'second'}: ${code(place)}, plan ${code(short(plan.id))}, made ${prose(minute(plan.createdAt))}, ${counted(plan.changes.length, 'change')}`))
  const head = ['## Two plans', '', ...plans.map((plan) => plan.trimEnd()), '', ...(same ? ['No difference: both plans do the same.', ''] : [])].join('\n')
  const sections = [alone('Only in the first', difference.first), alone('Only in the second', difference.second), section('In both, to another end', otherwise.map((pair) => () => changeItem(pair.second)))]
  return `${head}${fit(sections, COMMENT - size(head), 'the plan files')}`
}

function alone(title: string, { changes, drift, warnings }: PlanDifference['first']): Section {
  return section(title, [...changes.map((change) => () => changeItem(change)), ...drift.map((entry) => () => driftFacts(entry)), ...warnings.map((finding) => () => findingItem(finding))])
}

function section(title: string, items: readonly (() => string)[]): Section {
  return { title: `${title} (${number(items.length)})`, open: true, items, draw: (index) => items[index]?.() ?? '', leftOut: (from) => number(items.length - from) }
}
