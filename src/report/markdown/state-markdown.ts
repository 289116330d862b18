/** A state as Markdown: what the stack manages, in numbers first, then name by name. */
import type { Hold, ManagedGroup, ManagedUser, State } from '../../model/state.js'
import { acceptedNotes } from '../accepted-text.js'
import { counted, minute, number, short } from '../words.js'
import { item, names } from './change-markdown.js'
import { code, prose } from './escape.js'
import { COMMENT, fit, type Section, size } from './fit.js'

export function stateToMarkdown(state: State, { place, limit = COMMENT }: { place?: string; limit?: number } = {}): string {
  const { users, groups } = state
  const head = [
    `## State of stack ${code(state.stack)}`,
    `**${counted(users.length, 'user')}, ${counted(groups.length, 'group')}, ${counted(groups.reduce((sum, group) => sum + group.members.length, 0), 'membership')}.**`,
    facts(state, place).map((fact) => item(fact)).join('').trimEnd(),
  ].join('\n\n')
  return `${head}\n${fit([section('Held: left alone by plans until then', state.holds ?? [], holdItem), section('Groups', groups, groupItem), section('Users', users, userItem)], limit - size(head) - 1, place === undefined ? 'the state file' : code(place))}`
}

function facts({ serial, lineage, target, applied, applying, lastFullRead }: State, place: string | undefined): string[] {
  return [
    `serial ${number(serial)}, lineage ${code(lineage)}, target ${code(short(target))}${place === undefined ? '' : `, kept at ${code(place)}`}`,
    ...(applied === undefined ? [] : [`last applied plan ${code(short(applied.planId))} at ${prose(minute(applied.at))}`]),
    ...(lastFullRead === undefined ? [] : [`target last read in full at ${prose(minute(lastFullRead))}`]),
    ...(applying === undefined ? [] : [`⚠️ apply of plan ${code(short(applying.planId))} began at ${prose(minute(applying.since))} and has not ended: apply the same plan to resume it, or plan anew to settle it`]),
  ]
}

function section<T>(title: string, items: readonly T[], draw: (item: T) => string): Section {
  return {
    title: `${title} (${number(items.length)})`,
    items,
    draw: (index) => items.slice(index, index + 1).map(draw).join(''),
    leftOut: (from) => number(items.length - from),
  }
}

function holdItem({ kind, key, members, until, plan }: Hold): string {
  const whom = members === undefined ? `${kind} ${code(key)}` : `${counted(members.length, 'person', 'people')} of ${code(key)}: ${names(members)}`
  return item(`${whom}; until ${prose(minute(until))}, since plan ${code(short(plan))} was taken back`)
}

function groupItem(group: ManagedGroup): string {
  const { key, source, sourceId, targetId, members } = group
  const people = members.length === 0 ? 'no members' : `${counted(members.length, 'member')}: ${names(members)}`
  return item(`${code(key)} (source ${code(source)} ${code(sourceId)}, target ${code(targetId)})`, [people, ...standing(group)])
}

function userItem(user: ManagedUser): string {
  const { key, source, sourceId, targetId, attributes, deletion } = user
  return item(`${code(key)} (source ${code(source)} ${code(sourceId)}, target ${code(targetId)})${attributes.active ? '' : ', inactive'}`, [
    ...(deletion === undefined ? [] : [`gone from its source since ${prose(minute(deletion.since))}, deletion due ${prose(minute(deletion.due))}`]),
    ...standing(user),
  ])
}

/** What a person let stand in the target. */
function standing(managed: ManagedUser | ManagedGroup): string[] {
  return acceptedNotes(managed).map(prose)
}
