/** A plan as one file for a browser: what changes for whom at a glance, then lists to search by change, by person and by group. */
import type { Plan } from '../../plan/plan.js'
import { standingOf } from '../policy-words.js'
import { planSentence } from '../summary-text.js'
import { counted, minute, number, short } from '../words.js'
import { htmlDocument } from './document.js'
import { html, type Html, name } from './escape.js'
import { approvalCard, blockingCard, driftCard, impactCard, lossCard, narrowingCard, policyCard, restsCard } from './plan-cards.js'
import { planViews } from './plan-views.js'
import { collectTexts, pageData } from './texts.js'

/** `file` is where the whole plan lies. */
export function planToHtml(plan: Plan, { file }: { file?: string } = {}): string {
  const texts = collectTexts()
  const views = planViews(plan, texts)
  return htmlDocument({
    title: `Plan ${short(plan.id)} for stack ${plan.stack}`,
    head: head(plan),
    body: html`${tiles(plan)}
${blockingCard(plan, file)}
${driftCard(plan)}
${lossCard(plan)}
${impactCard(plan)}
${approvalCard(plan)}
${narrowingCard(plan)}
${policyCard(plan)}
${restsCard(plan)}`,
    data: pageData(texts, views),
    foot: html`<p>Plan <code>${plan.id}</code>${file === undefined ? '' : html`, from ${name(file)}`}. Made by idpscim ${plan.toolVersion}; this page loads nothing and sends nothing.</p>`,
  })
}

const TONES = { blocked: 'remove', waits: 'warn', nothing: 'state', passes: 'add' } as const

function head(plan: Plan): Html {
  const { id, stack, createdAt, expiresAt, replayed, undoes } = plan
  const { tone, sentence } = standingOf(plan)
  return html`<h1>Plan <code>${short(id)}</code> for stack ${name(stack)}</h1>
<p class="facts">${replayed ? `Replayed from a reading of ${minute(createdAt)}: to look at, not to apply` : `made ${minute(createdAt)}, expires ${minute(expiresAt)}`}${undoes === undefined ? html`` : html`; takes back plan <code>${short(undoes)}</code>`}</p>
<p class="verdict ${TONES[tone]}">${sentence}</p>
<p class="sum">${planSentence(plan)}</p>`
}

function tiles({ summary: { users, groups, memberships, state }, drift, warnings }: Plan): Html {
  const told: [label: string, count: number, tone: string, sign?: string][] = [
    ['to create', users.create + groups.create, 'add'],
    ['to change', users.update + groups.update, 'change'],
    ['to adopt', users.adopt + groups.adopt, 'change'],
    ['to reactivate', users.reactivate, 'add'],
    ['to deactivate', users.deactivate, 'remove'],
    ['to delete', users.delete + groups.delete, 'remove'],
    [memberships.add === 1 ? 'membership' : 'memberships', memberships.add, 'add', '+'],
    [memberships.remove === 1 ? 'membership' : 'memberships', memberships.remove, 'remove', '−'],
    ['state only', Object.values(state).reduce((sum, count) => sum + count, 0), 'state'],
    ['drift', drift.length, 'warn'],
    [warnings.length === 1 ? 'finding' : 'findings', warnings.length, 'warn'],
  ]
  const shown = told.filter(([, count]) => count > 0)
  return shown.length === 0 ? html`` : html`<ul class="tiles" aria-label="${counted(shown.length, 'count')}">${shown.map(([label, count, tone, sign = '']) => html`<li><b class="${tone}">${sign}${number(count)}</b><span>${label}</span></li>`)}</ul>`
}
