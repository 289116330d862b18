/** A plan's changes as entries of a page: each with all that is known of it. */
import type { Change, GroupChange, UserChange } from '../../model/change.js'
import { impactOf, type ChangeImpact, type Impact } from '../../model/impact.js'
import { acceptedSentences } from '../accepted-text.js'
import { fieldChanges } from '../fields.js'
import { accountTitle, grantName } from '../impact-words.js'
import { toneOf } from '../tones.js'
import { counted, minute, number, spoken } from '../words.js'
import type { Block } from './page-data.js'
import type { Texts } from './texts.js'
import { type Draft, fieldsBlock, namesBlock, originBlock, textBlock } from './views.js'

export const KINDS = { user: 'Users', group: 'Groups', membership: 'Memberships' } as const

export function changeDraft(change: Change, impact: Impact | undefined, texts: Texts): Draft {
  return {
    title: change.key,
    subtitle: subtitleOf(change),
    badges: [[toneOf(change), badgeOf(change)]],
    facets: [[KINDS[change.kind]], [change.action], [change.source]],
    blocks: [...content(change, texts), ...impactBlocks(impactOf(impact, change.id), texts), ...origin(change, texts)],
  }
}

/** The person's name beside their address. */
export function displayNameOf({ before, after }: UserChange): string | undefined {
  return after?.displayName ?? before?.displayName
}

function subtitleOf(change: Change): string | undefined {
  switch (change.kind) {
    case 'user':
      return displayNameOf(change)
    case 'group':
      return undefined
    case 'membership':
      return counted(change.members.length, 'person', 'people')
  }
}

function badgeOf(change: Change): string {
  if (change.kind === 'membership') return `${change.action} people`
  return change.action.endsWith('schedule') ? `${change.action} deletion` : change.action === 'unaccept' ? 'end acceptance' : `${change.action} ${change.kind}`
}

function content(change: Change, texts: Texts): Block[] {
  if (change.kind === 'membership') return namesBlock(toneOf(change), change.action === 'add' ? 'Added' : 'Removed', change.members, texts)
  return [
    ...(change.action === 'accept' || change.action === 'unaccept' ? [] : fieldsBlock(fieldChanges(change.before, change.after), texts)),
    ...acceptedSentences(change).flatMap((text) => textBlock('Accepted', text, texts)),
    ...(change.kind === 'group' ? adopted(change, texts) : []),
    ...(change.kind === 'user' && change.due !== undefined ? textBlock('Due', minute(change.due), texts) : []),
    ...(change.until === undefined ? [] : textBlock('Left alone until', minute(change.until), texts)),
    ...(change.from === undefined ? [] : textBlock('Owned until now by', change.from, texts)),
  ]
}

function adopted({ action, members = [], extra = [] }: GroupChange, texts: Texts): Block[] {
  return [...namesBlock('state', action === 'hold' ? 'Held' : 'In already', members, texts), ...namesBlock('warn', 'In and not desired, kept by this plan', extra, texts)]
}

function impactBlocks({ gains, losses, applications, lastAdministrators, assignments }: ChangeImpact, texts: Texts): Block[] {
  return [
    ...gains.flatMap((gain) => namesBlock('add', `Gain ${grantName(gain)}${beside(gain)}`, gain.people, texts)),
    ...losses.flatMap((loss) => namesBlock('remove', `Lose ${grantName(loss)}; ${number(loss.left)} still ${loss.left === 1 ? 'has' : 'have'} it${beside(loss)}`, loss.people, texts)),
    ...applications.gains.flatMap((gain) => namesBlock('add', `Gain the application ${gain.application}${beside(gain)}`, gain.people, texts)),
    ...applications.losses.flatMap((loss) => namesBlock('remove', `Lose the application ${loss.application}${beside(loss)}`, loss.people, texts)),
    ...lastAdministrators.flatMap((last) => namesBlock('warn', `The last known administrators of ${accountTitle(last)}${beside(last)}`, last.people, texts)),
    ...(assignments === undefined ? [] : namesBlock('remove', 'Assigned to this group', [...assignments.accounts.map(grantName), ...assignments.applications], texts)),
  ]
}

/** People who are not named, where a list would be too long to keep. */
function beside({ more = 0 }: { more?: number | undefined }): string {
  return more === 0 ? '' : `, and ${number(more)} more beside these`
}

function origin(change: Change, texts: Texts): Block[] {
  return [
    ...textBlock('Why', change.reason, texts),
    ...originBlock(change, texts),
    ...namesBlock('state', 'Waits for', change.dependsOn.map(spoken), texts),
  ]
}
