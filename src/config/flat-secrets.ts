/** `use_secrets_manager`: the four settings that the original takes from Secrets Manager, and the secrets that hold them. */
import type { Place } from '../diagnostic.js'
import { FLAT_SETTINGS, type FlatSetting } from './flags.js'
import type { Problems } from './problems.js'
import type { Given } from './settle.js'

export interface FlatSecret {
  name: string
  /** How its giver calls the secret's name. */
  label: string
  place: Place
}

const SUFFIX = '_secret_name'

/** By the key of the setting whose value it holds; none unless the manager is to be used. The original does so in Lambda alone; here it works anywhere. */
export function secretsOf(given: ReadonlyMap<string, Given>, problems: Problems): ReadonlyMap<string, FlatSecret> {
  const secrets = new Map<string, FlatSecret>()
  const use = given.get('use_secrets_manager')
  if (use?.value !== true) return secrets
  for (const setting of FLAT_SETTINGS as readonly FlatSetting[]) {
    if (setting.key?.endsWith(SUFFIX) !== true) continue
    const { label, place, value } = given.get(setting.key) ?? { label: setting.key, place: { key: setting.key }, value: setting.default ?? '' }
    const key = setting.key.slice(0, -SUFFIX.length)
    secrets.set(key, { name: String(value), label, place })
    const passedOver = given.get(key)
    if (passedOver === undefined) continue
    problems.warn({
      summary: `${passedOver.label} is not used: the secret ${String(value)} is`,
      detail: `Take it out, or leave out ${use.label}.`,
      place: passedOver.place,
    })
  }
  return secrets
}
