/** Whether a configuration has the shape of the full form; each fault named with its key and the way out. */
import type * as z from 'zod'
import { type Authored, type Path, pathText, valueAt } from './authored.js'
import { ConfigFile } from './config-file.js'
import { FLAT_SETTINGS, type FlatSetting } from './flags.js'
import { issueSentence } from './issue-sentence.js'
import { kindTexts } from './kinds.js'
import { knownKeys } from './known-keys.js'
import { nearest } from './nearest.js'
import type { Problems } from './problems.js'
import { TARGET_KINDS } from './targets/targets.js'

type Issue = z.core.$ZodIssue

/** Undefined when something is wrong. Nothing is said about `quiet` paths and what lies under them. */
export function checkShape(authored: Authored, quiet: readonly Path[], problems: Problems): ConfigFile | undefined {
  const result = ConfigFile.safeParse(authored.value)
  if (result.success) return result.data
  for (const issue of result.error.issues) report(issue, authored, quiet, problems)
  return undefined
}

function report(issue: Issue, authored: Authored, quiet: readonly Path[], problems: Problems): void {
  const path = issue.path as Path
  if (covered(path, quiet)) return
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) if (!covered([...path, key], quiet)) unknownKey(path, key, authored, problems)
    return
  }
  const value = valueAt(authored.value, path)
  const remedy = value === undefined ? HOW_TO_GIVE[pathText(path).replace(/\[\d+\]/g, '[]')] : howToMend(issue, value)
  problems.error({
    summary: `${authored.name(path)} ${value === undefined ? 'is missing' : issueSentence(issue, value, mayShow(path, authored.value))}`,
    ...(remedy === undefined ? {} : { detail: remedy }),
    place: authored.place(path),
  })
}

function covered(path: Path, quiet: readonly Path[]): boolean {
  return quiet.some((other) => other.every((part, index) => path[index] === part))
}

function unknownKey(parent: Path, key: string, authored: Authored, problems: Problems): void {
  const known = knownKeys(parent, authored.value)
  const meant = nearest(key, known)
  const flat = (FLAT_SETTINGS as readonly FlatSetting[]).find((setting) => setting.key === key)?.path
  const guess = meant === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean ${meant}?`
  const remedy = flat === undefined ? guess : `In this form it is ${pathText(flat)}.`
  problems.error({
    summary: `${authored.name([...parent, key])} is not a known key`,
    detail: remedy,
    place: authored.keyPlace([...parent, key]),
  })
}

function mayShow(path: Path, root: unknown): boolean {
  return !kindTexts(root).some((text) => text.rule.holds === 'secret' && text.path.every((part, index) => path[index] === part))
}

function howToMend(issue: Issue, value: unknown): string | undefined {
  const words = issue.code === 'invalid_value' ? issue.values : issue.code === 'invalid_union' ? ((issue as { options?: readonly unknown[] }).options ?? []) : []
  if (words.length > 1 && (typeof value === 'string' || typeof value === 'number')) {
    const meant = nearest(String(value), words.map(String))
    return meant === undefined ? undefined : `Did you mean ${meant}?`
  }
  return issue.code === 'invalid_type' && issue.expected === 'string' && typeof value !== 'object' ? 'Put quotes around it.' : undefined
}

/** What to write for the keys that everybody needs. */
const HOW_TO_GIVE: Readonly<Record<string, string>> = {
  version: 'Write `version: 1`.',
  sources: 'Say where people come from: `sources: [{type: google, subject: admin@example.com}]`.',
  target: 'Say what is made to match: `target: {type: aws-scim, endpoint: …, access_token: {env: SCIM_TOKEN}}`.',
  'target.type': `Write one of ${Object.keys(TARGET_KINDS).join(', ')}.`,
  'target.endpoint': 'It is in the console of IAM Identity Center, under Settings, Automatic provisioning.',
  'target.access_token': 'Write {secret: NAME#KEY}, {env: NAME} or {file: path}; tokens are made in the console of IAM Identity Center, under Settings, Automatic provisioning.',
  state: 'Say where the stack remembers what it manages: `state: {type: s3, bucket: …, key: …}` or `state: {type: file, path: state.json}`.',
  'state.type': 'Write `type: file` or `type: s3`.',
  'state.path': 'Say which file holds the state: `path: state.json`.',
  'state.bucket': 'Name the bucket that holds the state, without s3://.',
  'state.key': 'Say under which key of the bucket the state lies: `key: staff/state.json`.',
  'sources[].type': 'Write google, entra, github or file.',
  'sources[].tenant': "Write the tenant's id or one of its domains.",
  'sources[].client_id': "Write the application's id: it is in Entra, under App registrations.",
  'sources[].organization': "Write the organisation's login, as it stands in github.com/LOGIN.",
  'sources[].paths': 'Name the files of people and groups: `paths: [people/*.yaml]`.',
}
