/** What is said of one change where there is one line for it. */
import { isStateOnly, type Change } from '../model/change.js'
import { title } from '../report/change-text.js'
import { safe } from '../report/safe.js'
import { toneOf as actionTone } from '../report/tones.js'
import { number, spoken } from '../report/words.js'
import { heldMembers, memberStanding, standingOf, type Choices, type Standing } from './choices.js'
import type { Tone } from './line.js'

const BOXES: Readonly<Record<Standing, string>> = { goes: '[x]', held: '[ ]', waits: '[-]', accepted: '[=]', partly: '[/]' }

export function boxOf(standing: Standing): string {
  return BOXES[standing]
}

/** `+ create user alice@example.com (Alice Doe)`. */
export function changeWords(change: Change): string {
  return `${signOf(change)} ${title(change)}${nameOf(change)}`
}

export function signOf(change: Change): string {
  if (isStateOnly(change)) return '='
  switch (change.action) {
    case 'create':
    case 'add':
      return '+'
    case 'delete':
    case 'remove':
      return '-'
    default:
      return '~'
  }
}

export function toneOf(change: Change): Tone {
  const tone = actionTone(change)
  return tone === 'state' ? 'faint' : tone
}

/** Why it does not go, or not all of it; empty for a change that goes. */
export function standingWords(choices: Choices, change: Change): string {
  switch (standingOf(choices, change)) {
    case 'goes':
      return ''
    case 'held':
      return 'held back'
    case 'waits':
      return `waits for ${reasonOf(choices, change)}`
    case 'accepted':
      return 'its drift is accepted'
    case 'partly':
      return `${number(heldMembers(choices, change))} of ${number(change.kind === 'membership' ? change.members.length : 1)} held back`
  }
}

export function memberWords(choices: Choices, change: Change, member: string): string {
  switch (memberStanding(choices, change, member)) {
    case 'goes':
      return ''
    case 'held':
      return 'held back'
    case 'waits':
      return `waits for ${reasonOf(choices, change)}`
    case 'accepted':
      return 'accepted'
  }
}

function reasonOf({ because }: Choices, { id }: Change): string {
  return safe(spoken(because.get(id) ?? ''))
}

function nameOf(change: Change): string {
  if (change.kind !== 'user') return ''
  const name = change.after?.displayName ?? change.before?.displayName
  return name === undefined || name === change.key ? '' : ` (${safe(name)})`
}
