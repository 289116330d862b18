/** A plan's lists: its changes, the same by person and by group, what drifted, and what could not be planned. */
import type { Drift } from '../../model/change.js'
import type { Finding } from '../../model/finding.js'
import type { Plan } from '../../plan/plan.js'
import { driftAnswer } from '../drift-words.js'
import { fieldChanges } from '../fields.js'
import { inOrderOfLoss } from '../plan-parts.js'
import { counted, minute } from '../words.js'
import { changeDraft, KINDS } from './change-drafts.js'
import { groupDrafts, personDrafts } from './subjects.js'
import type { Texts } from './texts.js'
import { drawView, each, type Draft, type DrawnView, fieldsBlock, namesBlock, textBlock } from './views.js'

const ACTIONS = ['delete', 'deactivate', 'remove', 'update', 'adopt', 'reactivate', 'create', 'add', 'forget', 'transfer', 'schedule', 'unschedule', 'accept', 'unaccept', 'hold']

export function planViews(plan: Plan, texts: Texts): DrawnView[] {
  const ordered = inOrderOfLoss(plan.changes)
  const changes = drawView(
    { id: 'changes', label: 'Changes', one: 'change', many: 'changes', facets: [{ label: 'Kind', order: Object.values(KINDS) }, { label: 'Action', order: ACTIONS }, { label: 'Source' }] },
    each(ordered, (change) => changeDraft(change, plan.impact, texts)),
    texts,
  )
  const people = drawView({ id: 'people', label: 'People', one: 'person', many: 'people', facets: [{ label: 'What', order: PEOPLE }] }, personDrafts(plan, ordered, texts), texts)
  const groups = drawView({ id: 'groups', label: 'Groups', one: 'group', many: 'groups', facets: [{ label: 'What', order: GROUPS }] }, groupDrafts(plan, ordered, texts), texts)
  const drift = drawView(
    { id: 'drift', label: 'Drift', one: 'difference', many: 'differences', facets: [{ label: 'Kind', order: Object.values(KINDS) }, { label: 'Answer' }] },
    each(plan.drift, (entry) => driftDraft(entry, texts)),
    texts,
  )
  const findings = drawView(
    { id: 'findings', label: 'Findings', one: 'finding', many: 'findings', facets: [{ label: 'Kind', order: Object.values(KINDS) }, { label: 'Code' }] },
    each(plan.warnings, (finding) => findingDraft(finding, texts)),
    texts,
  )
  return [changes, people, groups, ...[drift, findings].filter(({ entries }) => entries > 0)]
}

const PEOPLE = ['deleted', 'deactivated', 'loses groups', 'loses access', 'changed', 'gains access', 'gains groups', 'created', 'state only', 'drift', 'finding']
const GROUPS = ['deleted', 'loses people', 'changed', 'gains people', 'created', 'state only', 'drift', 'finding']

const ANSWERS = { revert: 'taken back', accept: 'accepted', keep: 'unanswered' } as const

function driftDraft(drift: Drift, texts: Texts): Draft {
  const label = drift.what.replace('-', ' ')
  return {
    title: drift.key,
    subtitle: drift.members === undefined ? undefined : counted(drift.members.length, 'person', 'people'),
    badges: [['warn', drift.kind === 'membership' ? label : `${drift.kind} ${label}`], [drift.answer === 'keep' ? 'warn' : 'state', ANSWERS[drift.answer]]],
    facets: [[KINDS[drift.kind]], [ANSWERS[drift.answer]]],
    blocks: [
      ...(drift.what === 'changed' ? fieldsBlock(fieldChanges(drift.before, drift.after), texts) : []),
      ...namesBlock(drift.what === 'member-removed' ? 'remove' : 'add', drift.what === 'member-removed' ? 'Removed in the target' : 'Added in the target', drift.members ?? [], texts),
      ...textBlock('By', drift.by, texts),
      ...textBlock('At', drift.at === undefined ? undefined : minute(drift.at), texts),
      ...textBlock('Answer', driftAnswer(drift), texts),
    ],
  }
}

function findingDraft(finding: Finding, texts: Texts): Draft {
  return {
    title: finding.key,
    subtitle: finding.summary,
    badges: [['warn', finding.code]],
    facets: [[KINDS[finding.kind]], [finding.code]],
    blocks: [...textBlock('What', finding.summary, texts), ...textBlock('Remedy', finding.remedy, texts), ...textBlock('Source', finding.source, texts)],
  }
}
