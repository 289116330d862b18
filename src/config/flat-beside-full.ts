/** A full-form file says everything itself: the original's flags are refused beside it, and its variables told as unused. */
import { pathText } from './authored.js'
import { FLAT_SETTINGS, type FlatSetting } from './flags.js'
import type { Problems } from './problems.js'

interface Beside {
  flags: Readonly<Record<string, unknown>>
  env: NodeJS.ProcessEnv
  /** The file's content: a variable that it refers to is in use. */
  file: unknown
}

/** A flag was typed for this very run, so passing it over would be wrong; a variable may be there for other programs. */
export function refuseFlatBesideFull({ flags, env, file }: Beside, problems: Problems): void {
  const referred = JSON.stringify(file)
  for (const setting of FLAT_SETTINGS as readonly FlatSetting[]) {
    if (setting.everywhere) continue
    const remedy = `The configuration file is in the full form${whatInstead(setting)}`
    if (setting.flag !== undefined && flags[setting.flag] !== undefined) {
      problems.error({
        summary: `--${setting.flag} has no effect beside this configuration file`,
        detail: remedy,
        place: { flag: `--${setting.flag}` },
      })
    }
    if (setting.env !== undefined && (env[setting.env] ?? '') !== '' && !referred.includes(`{"env":"${setting.env}"}`)) {
      problems.warn({ summary: `${setting.env} is set and has no effect`, detail: remedy, place: { variable: setting.env } })
    }
  }
}

function whatInstead({ path, key }: FlatSetting): string {
  if (path !== undefined) return `: set ${pathText(path)} there.`
  return key?.includes('secret') === true ? ': write {secret: NAME} there for each value that is kept in a secret.' : ', which has no such setting.'
}
