/** The file's part of the flat form: keys without regard to case, unknown ones told and passed over, as the original passes them. */
import { FLAT_SETTINGS, type FlatSetting } from './flags.js'
import { nearest } from './nearest.js'
import type { Problems } from './problems.js'
import { type Given, textGiven } from './settle.js'
import type { YamlFile } from './yaml-file.js'

const SETTINGS: readonly FlatSetting[] = FLAT_SETTINGS

/** By key. */
export function readFlatFile(file: YamlFile, problems: Problems): Map<string, Given> {
  const given = new Map<string, Given>()
  for (const [spelled, text] of file.texts) {
    const key = spelled.toLowerCase()
    const setting = SETTINGS.find((candidate) => candidate.key === key)
    if (setting === undefined) unknownKey(spelled, file, problems)
    else if (given.has(key)) {
      problems.error({ summary: `${key} is given twice, in different cases`, detail: 'Keep one of them.', place: file.keyPlace([spelled]) })
    } else {
      const value = read({ setting, text, spelled, file }, problems)
      if (value !== undefined) given.set(key, value)
    }
  }
  return given
}

interface Written {
  setting: FlatSetting
  text: string | readonly string[] | undefined
  spelled: string
  file: YamlFile
}

function read({ setting, text, spelled, file }: Written, problems: Problems): Given | undefined {
  const place = { ...file.place([spelled]), key: spelled }
  if (typeof text === 'string') return textGiven(setting, text, spelled, place, problems)
  if (text !== undefined && setting.kind === 'list') return { value: text, label: spelled, place }
  const remedy = setting.kind === 'list' ? 'Write a list of texts, or one text with commas.' : 'Write a single value.'
  problems.error({ summary: `${spelled} must be ${setting.kind === 'list' ? 'a list' : 'one value'}`, detail: remedy, place })
  return undefined
}

function unknownKey(key: string, file: YamlFile, problems: Problems): void {
  // Lambda's switch in the original, decoded there by accident: nobody means anything by it here.
  if (['islambda', 'config-file', 'config_file'].includes(key.toLowerCase())) return
  const meant = nearest(key, SETTINGS.flatMap((setting) => setting.key ?? []))
  problems.warn({
    summary: `${key} is not a known key and has no effect`,
    ...(meant === undefined ? {} : { detail: `Did you mean ${meant}?` }),
    place: file.keyPlace([key]),
  })
}
