/** What `doctor` found: a line for each check under its system, and beneath what is wrong the way out. */
import type { CheckResult } from '../model/check.js'
import { columns, type TextOptions, wrap } from './layout.js'
import { paints } from './paint.js'
import { safe } from './safe.js'
import { counted } from './words.js'

const WORDS = { ok: 'ok', warning: 'warning', failed: 'FAILED', unknown: 'unknown', skipped: 'skipped' } as const
const STATUS_WIDTH = Math.max(...Object.values(WORDS).map((word) => word.length))
const NAMES_AT = 2 + STATUS_WIDTH + 2
/** Longer names push what they say to the right, and no other line. */
const LONGEST_NAME = 28

/** Ends with a newline. */
export function diagnosisToText({ stack, checks }: { stack: string; checks: readonly CheckResult[] }, { color, width }: TextOptions): string {
  const paint = paints(color)
  const dye = { ok: paint.add, warning: paint.warn, failed: paint.remove, unknown: paint.change, skipped: paint.faint }
  const line = ({ check, status, says, remedies }: CheckResult, nameWidth: number): string[] => {
    const [name, word] = [safe(check), WORDS[status].padEnd(STATUS_WIDTH)]
    const head = `  ${word}  ${name}`
    const said = `${head}${' '.repeat(Math.max(0, nameWidth - columns(name)))}  ${safe(says)}`
    // What does not fit beside its name has the whole width beneath it.
    const [first, ...rest] = columns(said) <= width ? [said] : [head, ...wrap(safe(says), { width, first: ' '.repeat(NAMES_AT + 2) })]
    const ways = remedies.flatMap((remedy) => wrap(safe(remedy), { width, first: `${' '.repeat(NAMES_AT)}> `, rest: ' '.repeat(NAMES_AT + 2) }))
    return [first.replace(word, () => dye[status](word)), ...rest, ...ways]
  }
  const blocks = [...bySubject(checks)].map(([subject, own]) => {
    const nameWidth = Math.min(LONGEST_NAME, Math.max(...own.map(({ check }) => columns(safe(check)))))
    return [paint.title(safe(subject)), ...own.flatMap((result) => line(result, nameWidth)), '']
  })
  return [...blocks.flat(), ...wrap(verdict(stack, checks), { width, rest: '  ' }), ''].join('\n')
}

function bySubject(checks: readonly CheckResult[]): Map<string, CheckResult[]> {
  const blocks = new Map<string, CheckResult[]>()
  for (const result of checks) blocks.set(result.subject, [...(blocks.get(result.subject) ?? []), result])
  return blocks
}

function verdict(stack: string, checks: readonly CheckResult[]): string {
  const count = (status: CheckResult['status']) => checks.filter((result) => result.status === status).length
  const [failed, warnings, skipped, unknown] = [count('failed'), count('warning'), count('skipped'), count('unknown')]
  const rest = [
    ...(warnings === 0 ? [] : [counted(warnings, 'warning')]),
    ...(skipped === 0 ? [] : [`${skipped} not asked for their sake`]),
    ...(unknown === 0 ? [] : [`${unknown} that nobody tells`]),
  ]
  const tail = rest.length === 0 ? '' : `, ${rest.join(', ')}`
  return `${failed === 0 ? `Stack ${safe(stack)} is ready to plan` : `Stack ${safe(stack)} is not ready`}: ${count('ok')} of ${counted(checks.length, 'check')} ok${failed === 0 ? '' : `, ${failed} failed`}${tail}.`
}
