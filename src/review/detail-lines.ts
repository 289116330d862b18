/** One change, drift or finding with everything that is known of it. */
import type { Drift } from '../model/change.js'
import type { Finding } from '../model/finding.js'
import { fieldLines } from '../report/field-text.js'
import { fieldChanges } from '../report/fields.js'
import { paints } from '../report/paint.js'
import { safe } from '../report/safe.js'
import { changeLines, type DetailLine } from './change-lines.js'
import type { Choices } from './choices.js'
import { driftStanding, driftWho, driftWords } from './drift-words.js'
import { linesOf, type Lines } from './line.js'
import type { PlanIndex } from './plan-index.js'
import type { Subject } from './state.js'
import { fact, heading, told } from './text-lines.js'

export function detailLines(index: PlanIndex, choices: Choices, subject: Subject, query: string, width: number): Lines<DetailLine> {
  switch (subject.kind) {
    case 'change': {
      const change = index.plan.changes[subject.row]
      return change === undefined ? linesOf([]) : changeLines(index, choices, change, query, width)
    }
    case 'drift': {
      const drift = index.plan.drift[subject.entry]
      return linesOf(drift === undefined ? [] : aboutDrift(index, choices, drift, subject.entry, width))
    }
    case 'finding': {
      const finding = index.plan.warnings[subject.entry]
      return linesOf(finding === undefined ? [] : aboutFinding(finding, width))
    }
  }
}

function aboutDrift({ rowOf }: PlanIndex, choices: Choices, drift: Drift, entry: number, width: number): DetailLine[] {
  const row = drift.change === undefined ? undefined : rowOf.get(drift.change)
  const who = driftWho(drift)
  return [
    heading('Changed in the target, not by this stack'),
    ...fact('what', driftWords(drift, false), width, 'warn'),
    ...(drift.what === 'changed' ? fieldLines(fieldChanges(drift.before, drift.after), { width, indent: '  ', paint: paints(false) }).flatMap((text) => told(text, { width, rest: '      ', tone: 'warn' })) : []),
    ...(who === '' ? [] : fact('who', who, width)),
    ...(drift.targetId === undefined ? [] : fact('target id', safe(drift.targetId), width)),
    { text: '' },
    ...fact('decided', driftStanding(choices, drift, entry), width, 'title'),
    ...(row === undefined ? [] : [{ text: '  enter opens the change that takes it back', tone: 'faint' as const, go: row }]),
  ]
}

function aboutFinding({ code, kind, key, source, sourceId, targetId, summary, remedy }: Finding, width: number): DetailLine[] {
  return [
    heading(`Finding: ${code}`),
    ...fact('what', safe(summary), width, 'warn'),
    ...fact('remedy', safe(remedy), width),
    ...fact('about', `${kind === 'membership' ? 'members of' : kind} ${safe(key)}`, width),
    ...(source === undefined ? [] : fact('source', `${safe(source)}${sourceId === undefined ? '' : `, id ${safe(sourceId)}`}`, width)),
    ...(targetId === undefined ? [] : fact('target id', safe(targetId), width)),
    { text: '' },
    ...told('It blocks itself alone: nothing of it is planned, and the rest goes on.', { width, first: '  ', rest: '  ', tone: 'faint' }),
  ]
}
