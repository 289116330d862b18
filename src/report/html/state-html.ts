/** A state as one file for a browser: what the stack manages, to search by person and by group. */
import type { Hold, ManagedGroup, ManagedUser, State } from '../../model/state.js'
import { acceptedNotes } from '../accepted-text.js'
import { counted, minute, number, short } from '../words.js'
import { htmlDocument } from './document.js'
import { html, type Html, name } from './escape.js'
import type { Block } from './page-data.js'
import { collectTexts, pageData, type Texts } from './texts.js'
import { drawView, each, type Draft, type DrawnView, factsBlock, namesBlock, originBlock, textBlock } from './views.js'

export function stateToHtml(state: State, { place }: { place?: string } = {}): string {
  const texts = collectTexts()
  return htmlDocument({
    title: `State of stack ${state.stack}`,
    head: html`<h1>State of stack ${name(state.stack)}</h1>
<p class="facts">serial ${number(state.serial)}${place === undefined ? '' : html`, kept at ${name(place)}`}</p>
<p class="sum">${counted(state.users.length, 'user')}, ${counted(state.groups.length, 'group')}, ${counted(state.groups.reduce((sum, { members }) => sum + members.length, 0), 'membership')}.</p>`,
    body: facts(state),
    data: pageData(texts, stateViews(state, texts)),
    foot: html`<p>This page loads nothing and sends nothing.</p>`,
  })
}

function facts({ lineage, target, applied, applying, lastFullRead }: State): Html {
  const rows: [string, Html][] = [
    ['lineage', html`<code>${lineage}</code>`],
    ['target', html`<code>${short(target)}</code>`],
    ...(applied === undefined ? [] : [['last applied', html`plan <code>${short(applied.planId)}</code> at ${minute(applied.at)}`] satisfies [string, Html]]),
    ...(lastFullRead === undefined ? [] : [['target last read in full', html`${minute(lastFullRead)}`] satisfies [string, Html]]),
    ...(applying === undefined
      ? []
      : [['under way', html`<span class="warn">apply of plan <code>${short(applying.planId)}</code> began at ${minute(applying.since)} and has not ended: apply the same plan to resume it, or plan anew to settle it</span>`] satisfies [string, Html]]),
  ]
  return html`<section class="card"><dl>${rows.map(([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>`)}</dl></section>`
}

function stateViews({ users, groups, holds = [] }: State, texts: Texts): DrawnView[] {
  const groupsOf = new Map<string, string[]>()
  for (const { key, members } of groups) {
    for (const member of members) {
      const known = groupsOf.get(member)
      if (known === undefined) groupsOf.set(member, [key])
      else known.push(key)
    }
  }
  return [
    drawView({ id: 'users', label: 'People', one: 'person', many: 'people', facets: [{ label: 'Status', order: ['active', 'inactive', 'deletion due', 'accepted drift'] }, { label: 'Source' }] }, each(users, (user) => userDraft(user, groupsOf.get(user.key) ?? [], texts)), texts),
    ...(holds.length === 0 ? [] : [drawView({ id: 'holds', label: 'Held', one: 'hold', many: 'holds', facets: [{ label: 'Kind' }] }, each(holds, (hold) => holdDraft(hold, texts)), texts)]),
    drawView({ id: 'groups', label: 'Groups', one: 'group', many: 'groups', facets: [{ label: 'Source' }] }, each(groups, (group) => groupDraft(group, texts)), texts),
  ]
}

function userDraft(user: ManagedUser, groups: readonly string[], texts: Texts): Draft {
  const { key, source, sourceId, targetId, attributes, deletion } = user
  const status = [attributes.active ? 'active' : 'inactive', ...(deletion === undefined ? [] : ['deletion due']), ...(user.accepted === undefined ? [] : ['accepted drift'])]
  return {
    title: key,
    subtitle: attributes.displayName,
    badges: status.map((word) => [word === 'active' ? 'add' : word === 'deletion due' ? 'remove' : word === 'inactive' ? 'state' : 'warn', word] as const),
    facets: [status, [source]],
    blocks: [
      ...namesBlock('state', 'In groups', groups, texts),
      ...factsBlock(attributes, texts),
      ...textBlock('Deletion', deletion === undefined ? undefined : `gone from its source since ${minute(deletion.since)}, due ${minute(deletion.due)}`, texts),
      ...standing(user, texts),
      ...originBlock({ source, sourceId, targetId }, texts),
    ],
  }
}

function holdDraft({ kind, key, members = [], until, plan }: Hold, texts: Texts): Draft {
  return {
    title: key,
    badges: [['warn', `until ${minute(until)}`]],
    facets: [[kind]],
    blocks: [...namesBlock('state', 'Of whom', members, texts), ...textBlock('Since', `plan ${short(plan)} was taken back`, texts)],
  }
}

function groupDraft(group: ManagedGroup, texts: Texts): Draft {
  const { key, source, sourceId, targetId, members, attributes } = group
  return {
    title: key,
    badges: [['state', counted(members.length, 'member')], ...(group.accepted === undefined ? [] : [['warn', 'accepted drift'] as const])],
    facets: [[source]],
    blocks: [...namesBlock('state', 'Members', members, texts), ...factsBlock(attributes, texts), ...standing(group, texts), ...originBlock({ source, sourceId, targetId }, texts)],
  }
}

/** What a person let stand in the target. */
function standing(managed: ManagedUser | ManagedGroup, texts: Texts): Block[] {
  return acceptedNotes(managed).flatMap((text) => textBlock('Accepted', text, texts))
}
