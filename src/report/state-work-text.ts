/** What a state command did, in a line or two. */
import { names } from './change-text.js'
import { type TextOptions, wrap } from './layout.js'
import { safe } from './safe.js'
import { counted, number } from './words.js'

interface Counts {
  users: readonly unknown[]
  groups: readonly unknown[]
  serial: number
}

export function pushedToText({ users, groups, serial }: Counts, options: TextOptions & { file: string }): string {
  return text([`Pushed ${safe(options.file)}: ${counted(users.length, 'user')}, ${counted(groups.length, 'group')}; state serial ${number(serial)}.`], options)
}

export function forgottenToText({ kind, key, targetId, serial }: { kind: string; key: string; targetId: string; serial: number }, options: TextOptions): string {
  return text(
    [
      `Forgot the ${kind} ${safe(key)} (target ${safe(targetId)}); state serial ${number(serial)}.`,
      'It stays in the target as it is. While its source selects it, the next plan proposes to adopt it again.',
    ],
    options,
  )
}

export function importedToText(
  imported: { kind: string; key: string; source: string; sourceId: string; targetId: string; members?: readonly string[]; serial: number },
  options: TextOptions,
): string {
  const { kind, key, source, sourceId, targetId, members, serial } = imported
  const people = members === undefined ? [] : [members.length === 0 ? 'None of our people are in it.' : `In it, and held as ours: ${names(members, {})}.`]
  return text([`Took in the ${kind} ${safe(key)} (source ${safe(source)} ${safe(sourceId)}, target ${safe(targetId)}); state serial ${number(serial)}.`, ...people], options)
}

export function migratedToText({ users, groups, serial }: Counts, options: TextOptions & { file: string; place: string; notes: readonly string[] }): string {
  const { file, place, notes } = options
  const left = notes.length === 0 ? [] : [`Left out: ${counted(notes.length, 'entry', 'entries')}.`]
  return text(
    [`Took over ${safe(file)}: ${counted(users.length, 'user')} and ${counted(groups.length, 'group')}, at ${safe(place)} with serial ${number(serial)}.`, ...left],
    options,
    notes,
  )
}

export function exportedToText({ users, groups }: Omit<Counts, 'serial'>, options: TextOptions & { file: string }): string {
  return text([`Exported ${counted(users.length, 'user')} and ${counted(groups.length, 'group')} to ${safe(options.file)}, as the original program reads it.`], options)
}

function text(sentences: readonly string[], { width }: TextOptions, notes: readonly string[] = []): string {
  return [...sentences.flatMap((sentence) => wrap(sentence, { width, rest: '  ' })), ...notes.flatMap((note) => wrap(safe(note), { width, first: '  - ', rest: '    ' })), ''].join('\n')
}
