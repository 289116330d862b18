/** Two plans against each other, as a comment. */
import type { PlanDifference } from '../../plan/plan-difference.js'
import type { Compared } from '../plan-difference-text.js'
import { counted, minute, short } from '../words.js'
import { changeItem, driftFacts, findingItem } from './change-markdown.js'
import { code } from './escape.js'

export function differenceToMarkdown({ difference, first, second }: Compared): string {
  const alone = (heading: string, { changes, drift, warnings }: PlanDifference['first']) => {
    const items = [...changes.map((change) => changeItem(change)), ...drift.map((entry) => driftFacts(entry)), ...warnings.map(findingItem)]
    return items.length === 0 ? [] : [`### ${heading}`, '', ...items.map((item) => item.trimEnd()), '']
  }
  const both = difference.otherwise.flatMap((pair) => changeItem(pair.second).trimEnd())
  const same = [difference.first, difference.second].every(({ changes, drift, warnings }) => changes.length + drift.length + warnings.length === 0) && both.length === 0
  return [
    '## Two plans',
    '',
    ...[first, second].map(({ plan, place }) => `- ${code(place)}: plan ${code(short(plan.id))}, made ${minute(plan.createdAt)}, ${counted(plan.changes.length, 'change')}`),
    '',
    ...(same ? ['No difference: both plans do the same.', ''] : []),
    ...alone(`Only in ${code(first.place)}`, difference.first),
    ...alone(`Only in ${code(second.place)}`, difference.second),
    ...(both.length === 0 ? [] : ['### In both, to another end', '', ...both, '']),
  ].join('\n')
}
