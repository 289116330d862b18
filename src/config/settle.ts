/** Which of several givers of one setting wins: flags over environment over file; a difference is told, not hidden. */
import type { Place } from '../diagnostic.js'
import { type FlatSetting, nameOf } from './flags.js'
import { parseCsvRecord, parseGoBoolean, splitList } from './flat-values.js'
import type { Problems } from './problems.js'
import { shown } from './shown.js'

export type FlatValue = string | boolean | readonly string[]

export interface Given {
  value: FlatValue
  /** How its giver calls it: `--log-level`, `IDPSCIM_LOG_LEVEL`, `log_level`. */
  label: string
  place: Place
}

export interface Givers {
  flags: Readonly<Record<string, unknown>>
  env: NodeJS.ProcessEnv
  /** The file's word on a setting, absent when it says nothing. */
  file(setting: FlatSetting): Given | undefined
}

/** The winning value of a setting; undefined when nobody gives it. An empty variable or text counts as not given. */
export function settle(setting: FlatSetting, givers: Givers, problems: Problems): Given | undefined {
  const all = [fromFlag(setting, givers.flags, problems), fromEnv(setting, givers.env, problems), givers.file(setting)]
  const [winner, ...others] = all.filter((given) => given !== undefined && given.value !== '') as Given[]
  if (winner === undefined) return undefined
  for (const loser of others) {
    if (JSON.stringify(loser.value) === JSON.stringify(winner.value)) continue
    const [used, passed] = [shown(winner.value), shown(loser.value)]
    const values = setting.secret || used === undefined || passed === undefined ? '' : `: ${used} is used, not ${passed}`
    problems.warn({
      summary: `${winner.label} overrides ${where(loser)}${values}`,
      detail: 'Flags win over the environment, and the environment over the file. Set it in one place to silence this.',
      place: loser.place,
    })
  }
  return winner
}

function where(given: Given): string {
  return given.place.file === undefined ? given.label : `${given.label} in ${given.place.file}`
}

function fromFlag(setting: FlatSetting, flags: Givers['flags'], problems: Problems): Given | undefined {
  if (setting.flag === undefined || flags[setting.flag] === undefined) return undefined
  const label = `--${setting.flag}`
  const place = { flag: label }
  const raw = flags[setting.flag]
  switch (setting.kind) {
    case 'string':
      return { value: String(raw), label, place }
    case 'boolean':
      return booleanGiven(String(raw), label, place, problems)
    case 'list': {
      const records = (Array.isArray(raw) ? raw : [raw]).map((record) => parseCsvRecord(String(record)))
      if (records.includes(undefined)) {
        problems.error({
          summary: `${label} holds a double quote that CSV does not allow`,
          detail: 'Quote the whole item, and double the quotes within: \'"a ""b"" c"\'.',
          place,
        })
      }
      return { value: records.flatMap((record) => record ?? []), label, place }
    }
  }
}

function fromEnv(setting: FlatSetting, env: NodeJS.ProcessEnv, problems: Problems): Given | undefined {
  const text = setting.env === undefined ? undefined : env[setting.env]
  if (setting.env === undefined || text === undefined || text === '') return undefined
  return textGiven(setting, text, setting.env, { variable: setting.env }, problems)
}

/** A text from a variable or a file, read as the setting's kind. */
export function textGiven(setting: FlatSetting, text: string, label: string, place: Place, problems: Problems): Given | undefined {
  switch (setting.kind) {
    case 'string':
      return { value: text, label, place }
    case 'boolean':
      return booleanGiven(text, label, place, problems)
    case 'list':
      return { value: splitList(text), label, place }
  }
}

function booleanGiven(text: string, label: string, place: Place, problems: Problems): Given | undefined {
  const value = parseGoBoolean(text)
  if (value === undefined) {
    problems.error({
      summary: `${label} is ${shown(text) ?? 'a long text'}, which is neither true nor false`,
      detail: 'Write true or false.',
      place,
    })
  }
  return value === undefined ? undefined : { value, label, place }
}

/** For messages about a setting that nobody gave: all the ways to give it. */
export function waysToGive(setting: FlatSetting): string {
  const ways = [setting.flag && `--${setting.flag}`, setting.env, setting.key && `the key ${setting.key}`].filter((way) => way !== undefined)
  return ways.length > 1 ? `${ways.slice(0, -1).join(', ')} or ${ways.at(-1) ?? ''}` : (ways[0] ?? nameOf(setting))
}
