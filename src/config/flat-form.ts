/** The original's flat settings, turned into the full form: one Google source, an `aws-scim` target, a state in a file. */
import type { Place } from '../diagnostic.js'
import { type Authored, type Path, pathText } from './authored.js'
import type { ConfigFileInput } from './config-file.js'
import { FLAT_SETTINGS, type FlatSetting, nameOf } from './flags.js'
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
export function readFlatForm(givers: Givers, problems: Problems): FlatForm {
  const given = new Map<string, Given>()
  for (const setting of SETTINGS.filter((one) => !one.everywhere)) {
    const value = settle(setting, givers, problems)
    if (value !== undefined) given.set(nameOf(setting), value)
  }
  const settled = [...refuseCloud(given, problems), ...requireCore(given, problems)]
  checkMethod(given.get('sync_method'), problems)
  return { authored: authoredFrom(given, fullForm(given, problems)), settled }
}

const text = (given: Given | undefined): string | undefined => (given === undefined ? undefined : String(given.value))
const list = (given: Given | undefined): readonly string[] | undefined => (Array.isArray(given?.value) ? (given.value as string[]) : undefined)

/** Keeps to what was given: what is absent takes the full form's defaults. */
function fullForm(given: ReadonlyMap<string, Given>, problems: Problems): Partial<Record<keyof ConfigFileInput, unknown>> {
  const fields = list(given.get('sync_user_fields'))?.map((field) => field.trim()).filter((field) => field !== '') ?? []
  return {
    version: 1,
    sources: [
      present({
        type: 'google',
        name: 'google',
        customer: text(given.get('gws_customer')),
        credentials: credentials(text(given.get('gws_service_account_file'))),
        subject: text(given.get('gws_user_email')),
        scopes: list(given.get('gws_service_account_scopes')),
        groups_filter: groupsFilter(given.get('gws_groups_filter'), problems),
        endpoint: text(given.get('gws_endpoint')),
      }),
    ],
    mapping: fields.length === 0 ? {} : { user_fields: fields },
    target: present({ type: 'aws-scim', endpoint: text(given.get('aws_scim_endpoint')), access_token: text(given.get('aws_scim_access_token')) }),
    state: { type: 'file', path: text(given.get('aws_s3_bucket_key')) ?? 'state.json' },
  }
}

function present(entries: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined))
}

/** A path; or, as in the original under Lambda, the key itself: then it must never be taken for a path and shown. */
function credentials(value: string | undefined): unknown {
  if (value === undefined) return undefined
  return value.trimStart().startsWith('{') ? value : { file: value }
}

/** An empty item selects every group, and so makes the others superfluous. */
function groupsFilter(given: Given | undefined, problems: Problems): readonly string[] | undefined {
  const items = list(given)
  if (given === undefined || !items?.includes('')) return items
  if (items.some((item) => item !== '')) {
    problems.warn({
      summary: `${given.label} holds an empty item, which selects every group`,
      detail: 'Take the extra comma or the empty item out if that is not meant.',
      place: given.place,
    })
  }
  return []
}

function refuseCloud(given: ReadonlyMap<string, Given>, problems: Problems): Path[] {
  const settled: Path[] = []
  const secrets = given.get('use_secrets_manager')
  if (secrets?.value === true) {
    problems.error({
      summary: `${secrets.label}: this version does not read AWS Secrets Manager`,
      detail:
        'Leave it out, and give the four values by variables: IDPSCIM_AWS_SCIM_ENDPOINT, IDPSCIM_AWS_SCIM_ACCESS_TOKEN, ' +
        'IDPSCIM_GWS_SERVICE_ACCOUNT_FILE, IDPSCIM_GWS_USER_EMAIL.',
      place: secrets.place,
    })
    settled.push(['target', 'endpoint'], ['target', 'access_token'], ['sources', 0, 'subject'], ['sources', 0, 'credentials'])
  }
  const bucket = given.get('aws_s3_bucket_name')
  if (bucket !== undefined) {
    problems.error({
      summary: `${bucket.label} names a bucket: this version does not keep its state in S3`,
      detail: 'Leave the bucket out; the state is then the file that aws_s3_bucket_key names (state.json).',
      place: bucket.place,
    })
  }
  return settled
}

/** What the original cannot start without either. */
function requireCore(given: ReadonlyMap<string, Given>, problems: Problems): Path[] {
  const byManager = given.get('use_secrets_manager')?.value === true
  return ['aws_scim_endpoint', 'aws_scim_access_token', 'gws_user_email'].flatMap((key) => {
    const setting = SETTINGS.find((one) => one.key === key)
    if (setting?.path === undefined || given.has(key)) return []
    if (!byManager) {
      problems.error({
        summary: `${key} is missing: ${setting.description}`,
        detail: `Give it by ${waysToGive(setting)}.`,
        place: { key },
      })
    }
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

function authoredFrom(given: ReadonlyMap<string, Given>, value: unknown): Authored {
  const settingAt = (path: Path) => SETTINGS.find((one) => one.path !== undefined && pathText(path).startsWith(pathText(one.path)))
  const place = (path: Path): Place => {
    const setting = settingAt(path)
    return setting === undefined ? {} : (given.get(nameOf(setting))?.place ?? { key: nameOf(setting) })
  }
  const name = (path: Path): string => {
    const setting = settingAt(path)
    return setting === undefined ? pathText(path) : (given.get(nameOf(setting))?.label ?? nameOf(setting))
  }
  return { value, place, keyPlace: place, placeWithin: place, name }
}
