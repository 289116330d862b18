/** The original's flat settings, turned into the full form: one Google source, an `aws-scim` target, a state in S3 or in a file. */
import type { Place } from '../diagnostic.js'
import { type Authored, type Path, pathText } from './authored.js'
import type { ConfigFileInput } from './config-file.js'
import { FLAT_SETTINGS, type FlatSetting, nameOf } from './flags.js'
import { type FlatSecret, secretsOf } from './flat-secrets.js'
import type { Need } from './needs.js'
import type { Problems } from './problems.js'
import { type Given, type Givers, settle, waysToGive } from './settle.js'
import { shown } from './shown.js'

const SETTINGS: readonly FlatSetting[] = FLAT_SETTINGS

export interface FlatForm {
  authored: Authored
  /** What has been spoken about already: checks keep quiet there. */
  settled: Path[]
}

/** Whether a flag or variable is given is told by `givers`; problems are named as their giver knows them. */
export function readFlatForm(givers: Givers, needs: readonly Need[], problems: Problems): FlatForm {
  const given = new Map<string, Given>()
  for (const setting of SETTINGS.filter((one) => !one.everywhere)) {
    const value = settle(setting, givers, problems)
    if (value !== undefined) given.set(nameOf(setting), value)
  }
  const ground = { given, secrets: secretsOf(given, problems), needs }
  const settled = requireCore(ground, problems)
  checkMethod(given.get('sync_method'), problems)
  return { authored: authoredFrom(ground, fullForm(ground, problems)), settled }
}

const text = (given: Given | undefined): string | undefined => (given === undefined ? undefined : String(given.value))
const list = (given: Given | undefined): readonly string[] | undefined => (Array.isArray(given?.value) ? (given.value as string[]) : undefined)

interface Ground {
  given: ReadonlyMap<string, Given>
  /** By the key of the setting that each holds. */
  secrets: ReadonlyMap<string, FlatSecret>
  needs: readonly Need[]
}

/** Keeps to what was given: what is absent takes the full form's defaults. */
function fullForm({ given, secrets, needs }: Ground, problems: Problems): Partial<Record<keyof ConfigFileInput, unknown>> {
  const fields = list(given.get('sync_user_fields'))?.map((field) => field.trim()).filter((field) => field !== '') ?? []
  const value = (key: string): unknown => {
    const secret = secrets.get(key)
    return secret === undefined ? text(given.get(key)) : { secret: secret.name }
  }
  /** Nobody gave it, and nobody needs it: it would have come from its variable. */
  const orVariable = (key: string): unknown => value(key) ?? { env: SETTINGS.find((one) => one.key === key)?.env }
  return {
    version: 1,
    sources: [
      present({
        type: 'google',
        name: 'google',
        customer: value('gws_customer'),
        credentials: credentials(value('gws_service_account_file')),
        subject: orVariable('gws_user_email'),
        scopes: list(given.get('gws_service_account_scopes')),
        groups_filter: queries(given.get('gws_groups_filter'), problems, 'group'),
        endpoint: value('gws_endpoint'),
        ...(needs.includes('people') ? { include_users: 'all', users_filter: queries(given.get('gws_users_filter'), problems, 'person') } : {}),
      }),
    ],
    mapping: fields.length === 0 ? {} : { user_fields: fields },
    target: { type: 'aws-scim', endpoint: orVariable('aws_scim_endpoint'), access_token: orVariable('aws_scim_access_token') },
    ...(given.has('notify_sns_topic') ? { notify: [{ type: 'sns', topic: text(given.get('notify_sns_topic')) }] } : {}),
    state: stateIn(text(given.get('aws_s3_bucket_name')), text(given.get('aws_s3_bucket_key')) ?? 'state.json'),
  }
}

/** The original knows buckets alone; a key without one is a file here. */
function stateIn(bucket: string | undefined, key: string): unknown {
  return bucket === undefined ? { type: 'file', path: key } : { type: 's3', bucket, key }
}

function present(entries: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined))
}

/** A path; or, as in the original under Lambda, the key itself: then it must never be taken for a path and shown. */
function credentials(value: unknown): unknown {
  if (typeof value !== 'string') return value
  return value.trimStart().startsWith('{') ? value : { file: value }
}

/** An empty item selects everything, and so makes the others superfluous. */
function queries(given: Given | undefined, problems: Problems, what: 'group' | 'person'): readonly string[] | undefined {
  const items = list(given)
  if (given === undefined || !items?.includes('')) return items
  if (items.some((item) => item !== '')) {
    problems.warn({
      summary: `${given.label} holds an empty item, which selects every ${what}`,
      detail: 'Take the extra comma or the empty item out if that is not meant.',
      place: given.place,
    })
  }
  return []
}

/** What the original cannot start without either. The administrator's address counts in the digest, so that apply must know it too. */
const CORE: readonly { key: string; for: (needs: readonly Need[]) => boolean }[] = [
  { key: 'aws_scim_endpoint', for: (needs) => needs.includes('target') },
  { key: 'aws_scim_access_token', for: (needs) => needs.includes('target') },
  { key: 'gws_user_email', for: (needs) => needs.includes('sources') || (needs.includes('target') && needs.includes('state')) },
]

/** The paths of what is missing. */
function requireCore({ given, secrets, needs }: Ground, problems: Problems): Path[] {
  return CORE.flatMap(({ key, for: isFor }) => {
    const setting = SETTINGS.find((one) => one.key === key)
    if (setting?.path === undefined || given.has(key) || secrets.has(key) || !isFor(needs)) return []
    problems.error({
      summary: `${key} is missing: ${setting.description}`,
      detail: `Give it by ${waysToGive(setting)}.`,
      place: { key },
    })
    return [setting.path]
  })
}

function checkMethod(method: Given | undefined, problems: Problems): void {
  if (method === undefined || method.value === 'groups') return
  problems.error({
    summary: `${method.label} is ${shown(method.value) ?? 'a long text'}; the only method is groups`,
    detail: 'Leave it out or write groups.',
    place: method.place,
  })
}

function authoredFrom({ given, secrets }: Ground, value: unknown): Authored {
  /** Who says what stands at a path; absent where it is our own doing. */
  const giver = (path: Path): { label: string; place: Place } | undefined => {
    // One setting is the key of an object, or the path of a file.
    const at = pathText(path).replace(/^state\.key$/, 'state.path')
    const setting = SETTINGS.find((one) => one.path !== undefined && at.startsWith(pathText(one.path)))
    if (setting === undefined) return undefined
    const name = nameOf(setting)
    return secrets.get(name) ?? given.get(name) ?? { label: name, place: { key: name } }
  }
  const place = (path: Path): Place => giver(path)?.place ?? {}
  return { value, place, keyPlace: place, placeWithin: place, name: (path) => giver(path)?.label ?? pathText(path) }
}
