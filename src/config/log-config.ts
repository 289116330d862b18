/** How much is logged and in which form, from all givers; words that the original takes are taken. */
import type { LogConfig } from './config.js'
import { FLAT_SETTINGS } from './flags.js'
import { nearest } from './nearest.js'
import type { Problems } from './problems.js'
import { shown } from './shown.js'
import { type Given, type Givers, settle } from './settle.js'

const LEVELS: Readonly<Record<string, LogConfig['level']>> = {
  trace: 'debug',
  debug: 'debug',
  info: 'info',
  warn: 'warn',
  warning: 'warn',
  error: 'error',
  fatal: 'error',
  panic: 'error',
}
const FORMATS: Readonly<Record<string, LogConfig['format']>> = { text: 'text', json: 'json' }

/** Never fails: a log setting that cannot be understood is told, and the default used, as in the original. */
export function settleLog(givers: Givers, problems: Problems): LogConfig {
  const given = (key: string): Given | undefined => {
    const setting = FLAT_SETTINGS.find((candidate) => 'key' in candidate && candidate.key === key)
    return setting && settle(setting, givers, problems)
  }
  const level = word(given('log_level'), LEVELS, 'info', problems)
  const format = word(given('log_format'), FORMATS, 'text', problems)
  return { level: given('debug')?.value === true ? 'debug' : level, format }
}

function word<T extends string>(given: Given | undefined, words: Readonly<Record<string, T>>, fallback: T, problems: Problems): T {
  if (given === undefined) return fallback
  const text = String(given.value)
  const known = Object.keys(words)
  if (known.includes(text.toLowerCase())) return words[text.toLowerCase()] ?? fallback
  problems.warn({
    summary: `${given.label} is ${shown(text) ?? 'a long text'}, which is not known; ${fallback} is used`,
    detail: `Use one of ${known.join(', ')}. Nearest: ${nearest(text, known) ?? fallback}.`,
    place: given.place,
  })
  return fallback
}
