/** What an approval is, and what the plan still lacks. */
import { type Approval, overrideName } from '../model/approval.js'
import type { Verdict } from '../plan/plan.js'
import { type TextOptions, wrap } from './layout.js'
import { paints } from './paint.js'
import { safe } from './safe.js'
import { counted, joined, minute, short } from './words.js'

export interface Approving {
  /** Where the approved plan lies. */
  place: string
  planId: string
  approval: Approval
  /** Whether it replaced what the same key had signed before. */
  replaced: boolean
  /** What of the plan's verdicts still blocks; undefined where that cannot be told. */
  left: readonly Pick<Verdict, 'rule' | 'subject' | 'approvals'>[] | undefined
}

export function approvedToText({ planId, approval, replaced, left }: Approving, options: TextOptions & { apply: string }): string {
  const { width } = options
  const paint = paints(options.color)
  const next = left === undefined || left.length === 0 ? [`To apply it: ${options.apply}`] : [`Still blocked: ${left.map(lack).join('; ')}.`]
  return [
    ...approvalLines(approval, { width }),
    ...(replaced ? wrap('It replaces what the same key had signed before.', { width, first: '  ' }) : []),
    ...next.flatMap((text) => wrap(text, { width, rest: '  ' })),
    ...wrap(`Approved plan ${short(safe(planId))} as ${safe(approval.approver)}.`, { width }).map(paint.title),
    '',
  ].join('\n')
}

/** Who approved, when and with which key, and which limits that lifts. Signatures are checked by apply alone. */
export function approvalLines({ approver, key, at, overrides }: Approval, { width }: { width: number }): string[] {
  return [
    ...wrap(`${safe(approver)}, ${minute(safe(at))}, key ${short(key)}`, { width, first: '  + ', rest: '      ' }),
    ...overrides.flatMap((override) => wrap(`lifts ${safe(overrideName(override))}: ${safe(override.reason)}`, { width, first: '      ', rest: '        ' })),
  ]
}

/** What still blocks, and how much of it is there. */
export function lack({ rule, subject, approvals }: Pick<Verdict, 'rule' | 'subject' | 'approvals'>): string {
  const name = `${safe(rule)}${subject === undefined ? '' : ` for ${safe(subject)}`}`
  if (approvals === undefined) return name
  const by = approvals.by.length === 0 ? '' : `, given by ${joined(approvals.by.map(safe))}`
  return `${name} needs ${counted(approvals.required, 'approval')}${by}`
}
