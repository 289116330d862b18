/** A state as people read it: what this stack manages, what is under way, and who holds the lock. */
import type { Hold, ManagedGroup, ManagedUser, State } from '../model/state.js'
import { acceptedNotes } from './accepted-text.js'
import { names } from './change-text.js'
import { type TextOptions, wrap } from './layout.js'
import { paints } from './paint.js'
import { safe, safeName } from './safe.js'
import { counted, minute, number, short } from './words.js'

/** A lease's holder, as a store tells it; times are ISO 8601 by the store's clock. */
export interface HolderView {
  id: string
  host: string
  pid: number
  purpose: string
  since: string
  until: string
}

/** `limit`: the entries that each section lists before a count stands for the rest. */
export function stateToText(state: State, options: TextOptions & { place?: string; holder?: HolderView | undefined; limit?: number }): string {
  const { width, limit = Infinity } = options
  const paint = paints(options.color)
  const rows = <T>(title: string, all: readonly T[], draw: (entry: T) => string[]) => {
    const left = all.length - limit
    const more = left <= 0 ? [] : wrap(`not listed here: ${number(left)}; --limit 0 lists all, --format html is a page to search`, { width, first: '  … ' }).map(paint.warn)
    return all.length === 0 ? [] : ['', paint.title(title), ...all.slice(0, limit).flatMap(draw), ...more]
  }
  return [
    ...wrap(`State of stack ${safe(state.stack)}, serial ${number(state.serial)}`, { width }).map(paint.title),
    ...(options.place === undefined ? [] : wrap(`kept at ${safe(options.place)}`, { width, first: '  ' })),
    ...wrap(`lineage ${safe(state.lineage)}, target ${short(safe(state.target))}`, { width, first: '  ' }),
    ...history(state, options.holder !== undefined, width),
    ...(options.holder === undefined ? [] : holderLines(options.holder, width).map(paint.warn)),
    ...rows('Held: left alone by plans until then', state.holds ?? [], (hold) => holdLines(hold, width)),
    ...rows('Groups', state.groups, (group) => groupLines(group, width)),
    ...rows('Users', state.users, (user) => userLines(user, width)),
    '',
    `${counted(state.users.length, 'user')}, ${counted(state.groups.length, 'group')}, ${counted(memberships(state), 'membership')}.`,
    '',
  ].join('\n')
}

/** Before the first apply there is nothing to show but the place, and perhaps a holder. */
export function noStateToText(options: TextOptions & { place: string; holder: HolderView | undefined }): string {
  return [
    ...wrap(`No state yet at ${safe(options.place)}: the first apply makes it.`, { width: options.width, rest: '  ' }),
    ...(options.holder === undefined ? [] : holderLines(options.holder, options.width)),
    '',
  ].join('\n')
}

/** One name a line, in the form that flags take: `group:NAME`, `user:NAME`. */
export function stateList(state: State): string[] {
  return [...state.groups.map(({ key }) => `group:${safe(key)}`), ...state.users.map(({ key }) => `user:${safe(key)}`)]
}

/** Who holds the lock: by whom, for what, since when, and until when. */
export function holderLines(holder: HolderView, width: number): string[] {
  const text = `locked by process ${holder.pid} on ${safe(holder.host)} for ${safe(holder.purpose)}, since ${minute(safe(holder.since))}, until ${minute(safe(holder.until))} (lock ${safe(holder.id)})`
  return wrap(text, { width, first: '  ', rest: '    ' })
}

function history(state: State, held: boolean, width: number): string[] {
  const { applying, applied, lastFullRead } = state
  return [
    ...(applied === undefined ? [] : wrap(`last applied plan ${short(safe(applied.planId))} at ${minute(applied.at)}`, { width, first: '  ' })),
    ...(lastFullRead === undefined ? [] : wrap(`target last read in full at ${minute(lastFullRead)}`, { width, first: '  ' })),
    ...(applying === undefined
      ? []
      : wrap(
          `apply of plan ${short(safe(applying.planId))} began at ${minute(applying.since)} and has not ended${held ? '' : ': apply the same plan to resume it, or plan anew to settle it'}`,
          { width, first: '  ! ' },
        )),
  ]
}

function holdLines({ kind, key, members, until, plan }: Hold, width: number): string[] {
  const whom = members === undefined ? `${kind} ${safeName(key)}` : `${counted(members.length, 'person', 'people')} of ${safeName(key)}: ${names(members, {})}`
  return wrap(`${whom}; until ${minute(safe(until))}, since plan ${short(safe(plan))} was taken back`, { width, first: '  ', rest: '    ' })
}

function groupLines(group: ManagedGroup, width: number): string[] {
  const head = `${safeName(group.key)} (source ${safe(group.source)} ${safe(group.sourceId)}, target ${safe(group.targetId)})`
  const members = group.members.length === 0 ? 'no members' : `${counted(group.members.length, 'member')}: ${names(group.members, {})}`
  return [...wrap(head, { width, first: '  ', rest: '    ' }), ...wrap(members, { width, first: '    ' }), ...standing(group, width)]
}

function userLines(user: ManagedUser, width: number): string[] {
  const notes = [
    user.attributes.active ? '' : ', inactive',
    user.deletion === undefined ? '' : `, gone from its source since ${minute(user.deletion.since)}, deletion due ${minute(user.deletion.due)}`,
  ].join('')
  const text = `${safeName(user.key)} (source ${safe(user.source)} ${safe(user.sourceId)}, target ${safe(user.targetId)})${notes}`
  return [...wrap(text, { width, first: '  ', rest: '    ' }), ...standing(user, width)]
}

function standing(managed: ManagedUser | ManagedGroup, width: number): string[] {
  return acceptedNotes(managed).flatMap((text) => wrap(text, { width, first: '    = ', rest: '      ' }))
}

function memberships(state: State): number {
  return state.groups.reduce((sum, group) => sum + group.members.length, 0)
}
