/** What no single key can show: small rules over the whole, each pushing what it finds. */
import { resolve } from 'node:path'
import { type Authored, isRecord, type Path, pathText, valueAt } from './authored.js'
import type { Problems } from './problems.js'
import type { FetchedTexts } from './texts.js'

interface Ground {
  authored: Authored
  texts: FetchedTexts
  /** Paths that have been spoken about. */
  quiet: readonly Path[]
  base: string
}

/** Rules take what is well formed and pass over the rest: other checks tell of it. */
export function checkRules(ground: Ground, problems: Problems): void {
  for (const rule of RULES) rule(ground, problems)
}

const RULES = [sourceNamesDiffer, customerNeedsSubject, deletionHasOneClock, neighboursAreOthers, floorsShowBesideZeroPercent]

function sourceNamesDiffer({ authored }: Ground, problems: Problems): void {
  const seen = new Map<string, number>()
  for (const [index, source] of list(authored, ['sources']).entries()) {
    const name = typeof source.name === 'string' ? source.name : 'google'
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
    const customer = texts.get(pathText(['sources', index, 'customer']))?.value ?? 'my_customer'
    if (source.type !== 'google' || source.subject !== undefined || customer !== 'my_customer') continue
    problems.warn({
      summary: `sources[${String(index)}] asks for my_customer without a subject`,
      detail: 'Google knows no account for a service account that acts as nobody. Name an administrator as subject, or give the account id (C0…) as customer.',
      place: authored.place(['sources', index]),
    })
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

function neighboursAreOthers({ authored, base }: Ground, problems: Problems): void {
  const own = valueAt(authored.value, ['state', 'path'])
  for (const [index, neighbour] of list(authored, ['neighbours']).entries()) {
    if (typeof own !== 'string' || typeof neighbour.path !== 'string' || resolve(base, own) !== resolve(base, neighbour.path)) continue
    problems.error({
      summary: `neighbours[${String(index)}] is this stack's own state`,
      detail: 'Neighbours are the states of other stacks on this target. Take it out.',
      place: authored.place(['neighbours', index, 'path']),
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

function list(authored: Authored, path: Path): Record<string, unknown>[] {
  const value = valueAt(authored.value, path)
  return Array.isArray(value) ? value.map((item: unknown) => (isRecord(item) ? item : {})) : []
}
