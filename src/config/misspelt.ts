/** Variables that nearly are settings: a filter that is misspelt would select everything, and nobody would be told. */
import { FLAT_SETTINGS, type FlatSetting } from './flags.js'
import { nearest } from './nearest.js'
import type { Problems } from './problems.js'

const PREFIX = 'IDPSCIM_'

export function warnOfMisspeltVariables(env: NodeJS.ProcessEnv, problems: Problems): void {
  const known = (FLAT_SETTINGS as readonly FlatSetting[]).flatMap((setting) => setting.env?.slice(PREFIX.length) ?? [])
  for (const variable of Object.keys(env).sort()) {
    const rest = variable.slice(PREFIX.length)
    if (!variable.startsWith(PREFIX) || known.includes(rest)) continue
    const meant = nearest(rest, known)
    if (meant === undefined) continue
    problems.warn({ summary: `${variable} is set and has no effect`, detail: `Did you mean ${PREFIX}${meant}?`, place: { variable } })
  }
}
