/** What SPEC §4 knows and this version does not: refused in one sentence, instead of as unknown. */
import { type Authored, type Path, valueAt } from './authored.js'
import type { Problems } from './problems.js'

const LATER_KEYS: readonly { path: Path; what: string; remedy: string }[] = [
  { path: ['policy', 'on_drift'], what: 'a choice about drift', remedy: 'Take the key out: drift is reverted, and shown in the plan first.' },
]

/** The paths that are refused: checks keep quiet there. */
export function refuseNotYet(authored: Authored, problems: Problems): Path[] {
  const refused: Path[] = []
  for (const { path, what, remedy } of LATER_KEYS) {
    if (valueAt(authored.value, path) === undefined) continue
    problems.error({ summary: `${authored.name(path)}: this version does not have ${what}`, detail: remedy, place: authored.keyPlace(path) })
    refused.push(path)
  }
  return refused
}
