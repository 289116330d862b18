/** What no single key can show: small rules over the whole, each pushing what it finds. */
import { resolve } from 'node:path'
import { LONGEST_WINDOW_MS } from '../model/policy.js'
import { type Authored, isRecord, type Path, pathText, valueAt } from './authored.js'
import { DURATION, durationMs } from './duration.js'
import type { Problems } from './problems.js'
import type { Texts } from './texts.js'

interface Ground {
  authored: Authored
  texts: Texts
  /** Paths that have been spoken about. */
  quiet: readonly Path[]
  base: string
}

/** Rules take what is well formed and pass over the rest: other checks tell of it. */
export function checkRules(ground: Ground, problems: Problems): void {
  for (const rule of RULES) rule(ground, problems)
}

const RULES = [sourceNamesDiffer, customerNeedsSubject, filtersHaveAnEffect, peopleComeFromOthers, deletionHasOneClock, keysAreOfKms, neighboursAreOthers, floorsShowBesideZeroPercent, windowIsRemembered]

function sourceNamesDiffer({ authored }: Ground, problems: Problems): void {
  const seen = new Map<string, number>()
  for (const [index, source] of list(authored, ['sources']).entries()) {
    const name = String(source.name ?? source.type)
    const first = seen.get(name)
    if (first === undefined) seen.set(name, index)
    else {
      problems.error({
        summary: `sources[${String(first)}] and sources[${String(index)}] are both named ${JSON.stringify(name)}`,
        detail: 'A name says which slice of the target a source owns: give each its own.',
        place: authored.place(['sources', index, 'name']),
      })
    }
  }
}

/** Google resolves `my_customer` by the person who asks: a service account alone belongs to no account. */
function customerNeedsSubject({ authored, texts, quiet }: Ground, problems: Problems): void {
  for (const [index, source] of list(authored, ['sources']).entries()) {
    if (quiet.some((path) => pathText(path) === pathText(['sources', index, 'subject']))) continue
    const path = pathText(['sources', index, 'customer'])
    if (texts.unread.has(path)) continue
    const customer = texts.fetched.get(path)?.value ?? 'my_customer'
    if (source.type !== 'google' || source.subject !== undefined || customer !== 'my_customer') continue
    problems.warn({
      summary: `sources[${String(index)}] asks for my_customer without a subject`,
      detail: 'Google knows no account for a service account that acts as nobody. Name an administrator as subject, or give the account id (C0…) as customer.',
      place: authored.place(['sources', index]),
    })
  }
}

/** Members of groups are read by their groups: a filter over people speaks of the others. */
function filtersHaveAnEffect({ authored }: Ground, problems: Problems): void {
  for (const [index, source] of list(authored, ['sources']).entries()) {
    if (source.users_filter === undefined || source.include_users === 'all') continue
    problems.error({
      summary: `sources[${String(index)}].users_filter chooses among people who are in no group, and none of them are included`,
      detail: 'Write include_users: all beside it, or take users_filter out.',
      place: authored.keyPlace(['sources', index, 'users_filter']),
    })
  }
}

function peopleComeFromOthers({ authored }: Ground, problems: Problems): void {
  const sources = list(authored, ['sources'])
  const names = sources.map(({ name, type }) => String(name ?? type))
  for (const [index, { people_from: from }] of sources.entries()) {
    for (const [at, name] of (Array.isArray(from) ? from : []).entries()) {
      const others = names.filter((_, other) => other !== index)
      if (typeof name !== 'string' || others.includes(name)) continue
      problems.error({
        summary: `sources[${String(index)}].people_from names ${JSON.stringify(name)}, which is no other source`,
        detail: others.length === 0 ? 'There is none.' : `Others are ${others.join(', ')}.`,
        place: authored.place(['sources', index, 'people_from', at]),
      })
    }
  }
}

function deletionHasOneClock({ authored }: Ground, problems: Problems): void {
  const path = ['lifecycle', 'removed']
  const removed = valueAt(authored.value, path)
  if (!isRecord(removed) || removed.action !== 'delete' || removed.delete_after === undefined) return
  problems.error({
    summary: 'lifecycle.removed deletes at once, and after a time as well',
    detail: 'Write {action: deactivate, delete_after: …} to delete later, or {action: delete} alone.',
    place: authored.place([...path, 'delete_after']),
  })
}

function keysAreOfKms({ authored }: Ground, problems: Problems): void {
  if (valueAt(authored.value, ['state', 'sse']) !== 'AES256' || valueAt(authored.value, ['state', 'kms_key_id']) === undefined) return
  problems.error({
    summary: 'state.kms_key_id goes with KMS, and state.sse asks for AES256',
    detail: 'Write sse: aws:kms, or take one of the two out.',
    place: authored.place(['state', 'kms_key_id']),
  })
}

function neighboursAreOthers({ authored, texts, base }: Ground, problems: Problems): void {
  const address = (path: Path): string | undefined => {
    const text = (key: string) => texts.fetched.get(pathText([...path, key]))?.value
    const [file, bucket, key] = [text('path'), text('bucket'), text('key')]
    if (valueAt(authored.value, [...path, 'type']) === 'file') return file === undefined ? undefined : resolve(base, file)
    return bucket === undefined || key === undefined ? undefined : `${text('endpoint') ?? ''} ${bucket}/${key}`
  }
  const own = address(['state'])
  for (const index of list(authored, ['neighbours']).keys()) {
    if (own === undefined || own !== address(['neighbours', index])) continue
    problems.error({
      summary: `neighbours[${String(index)}] is this stack's own state`,
      detail: 'Neighbours are the states of other stacks on this target. Take it out.',
      place: authored.place(['neighbours', index, valueAt(authored.value, ['neighbours', index, 'type']) === 's3' ? 'key' : 'path']),
    })
  }
}

/** `percent: 0` reads like "nothing", while the default floor still lets some through. */
function floorsShowBesideZeroPercent({ authored }: Ground, problems: Problems): void {
  const limits = valueAt(authored.value, ['policy', 'limits'])
  if (!isRecord(limits)) return
  for (const [name, limit] of Object.entries(limits)) {
    if (name === 'source_shrinks' || !isRecord(limit) || limit.percent !== 0 || limit.floor !== undefined || limit.count !== undefined) continue
    const path = ['policy', 'limits', name]
    problems.warn({
      summary: `${pathText(path)}: percent 0 still allows the default floor`,
      detail: 'Write floor: 0 as well to allow nothing.',
      place: authored.place([...path, 'percent']),
    })
  }
}

/** What was taken longer ago is forgotten: a longer window would be one in name alone. */
function windowIsRemembered({ authored }: Ground, problems: Problems): void {
  const path = ['policy', 'limits', 'window']
  const window = valueAt(authored.value, path)
  if (typeof window !== 'string' || !DURATION.test(window) || durationMs(window) <= LONGEST_WINDOW_MS) return
  problems.error({
    summary: `${pathText(path)} is ${window}, and the state remembers what was taken for 30 days`,
    detail: 'Write 30d or less.',
    place: authored.place(path),
  })
}

function list(authored: Authored, path: Path): Record<string, unknown>[] {
  const value = valueAt(authored.value, path)
  return Array.isArray(value) ? value.map((item: unknown) => (isRecord(item) ? item : {})) : []
}
