/** What SPEC §4 knows and this version does not: refused in one sentence, instead of as unknown. */
import { type Authored, type Path, pathText, valueAt } from './authored.js'
import type { Problems } from './problems.js'
import { TARGET_KINDS } from './targets/targets.js'

const LATER_KEYS: readonly { path: Path; what: string; remedy: string }[] = [
  { path: ['policy', 'on_drift'], what: 'a choice about drift', remedy: 'Take the key out: drift is reverted, and shown in the plan first.' },
]

const LATER_TYPES: Readonly<Record<string, { words: readonly string[]; known: readonly string[] }>> = {
  target: { words: ['aws-identity-store'], known: Object.keys(TARGET_KINDS) },
}

/** The paths that are refused: checks keep quiet there. */
export function refuseNotYet(authored: Authored, problems: Problems): Path[] {
  const refused: Path[] = []
  for (const { path, what, remedy } of LATER_KEYS) {
    if (valueAt(authored.value, path) === undefined) continue
    problems.error({ summary: `${authored.name(path)}: this version does not have ${what}`, detail: remedy, place: authored.keyPlace(path) })
    refused.push(path)
  }
  for (const [room, { words, known }] of Object.entries(LATER_TYPES)) {
    for (const path of entries(authored.value, room)) {
      const type = valueAt(authored.value, [...path, 'type'])
      if (typeof type !== 'string' || !words.includes(type)) continue
      const place = authored.place([...path, 'type'])
      problems.error({
        summary: `${pathText([...path, 'type'])} is ${type}: this version does not have it`,
        detail: `Types so far: ${known.join(', ')}.`,
        place,
      })
      refused.push(path)
    }
  }
  return refused
}

function entries(root: unknown, room: string): Path[] {
  const value = valueAt(root, [room])
  return Array.isArray(value) ? value.map((_, index) => [room, index]) : [[room]]
}
