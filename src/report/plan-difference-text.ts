/** Two plans against each other, for a person. */
import type { Change } from '../model/change.js'
import type { PlanDifference } from '../plan/plan-difference.js'
import type { Plan } from '../plan/plan.js'
import { names, title } from './change-text.js'
import { factLines } from './drift-text.js'
import { fieldLines } from './field-text.js'
import { fieldChanges } from './fields.js'
import { type TextOptions, wrap } from './layout.js'
import { paints } from './paint.js'
import { safe } from './safe.js'
import { counted, minute, short } from './words.js'

export interface Compared {
  difference: PlanDifference
  first: { plan: Plan; place: string }
  second: { plan: Plan; place: string }
}

export function differenceToText({ difference, first, second }: Compared, options: TextOptions): string {
  const { width } = options
  const paint = paints(options.color)
  const how = { width, paint }
  const section = (heading: string, lines: readonly string[]) => (lines.length === 0 ? [] : ['', paint.title(heading), ...lines])
  const alone = ({ changes, drift, warnings }: PlanDifference['first'], sign: string) => [
    ...changes.flatMap((change) => wrap(told(change), { width, first: `  ${sign} `, rest: '      ' }).map(sign === '-' ? paint.remove : paint.add)),
    ...drift.flatMap((entry) => factLines(entry, how)),
    ...warnings.flatMap(({ summary, code }) => wrap(`${safe(summary)} (${code})`, { width, first: '  ! ', rest: '      ' }).map(paint.warn)),
  ]
  const count = difference.first.changes.length + difference.second.changes.length + difference.otherwise.length
  const others = difference.first.drift.length + difference.second.drift.length + difference.first.warnings.length + difference.second.warnings.length
  const end = count + others === 0 ? 'No difference: both plans do the same.' : `${counted(count, 'difference')} in what they do, ${counted(others, 'difference')} in what they found.`
  return [
    ...[first, second].flatMap(({ plan, place }, index) => wrap(`${index === 0 ? '-' : '+'} ${safe(place)}: plan ${short(plan.id)}, made ${minute(plan.createdAt)}, ${counted(plan.changes.length, 'change')}`, { width, rest: '    ' })),
    ...section(`Only in ${safe(first.place)}`, alone(difference.first, '-')),
    ...section(`Only in ${safe(second.place)}`, alone(difference.second, '+')),
    ...section(
      'In both, to another end',
      difference.otherwise.flatMap((pair) => [
        ...wrap(title(pair.second), { width, first: '  ~ ', rest: '      ' }).map(paint.change),
        ...fieldLines(fieldChanges(endOf(pair.first), endOf(pair.second)), { width, indent: '      ', paint }),
      ]),
    ),
    '',
    ...wrap(end, { width, rest: '  ' }).map(paint.title),
    '',
  ].join('\n')
}

function told(change: Change): string {
  return change.kind === 'membership' ? `${title(change)}: ${names(change.members, {})}` : title(change)
}

function endOf(change: Change): object {
  return change.kind === 'membership' ? {} : (change.after ?? {})
}
