/** The papers of plans that were applied, and what came of them. */
import type { ApplyResult } from '../apply/events.js'
import { IdpscimError } from '../errors.js'
import { parsePlan } from '../plan/plan-file.js'
import type { Plan } from '../plan/plan.js'
import type { StateStore } from '../state/state-store.js'
import type { Context } from './context.js'
import { openStore } from './wiring.js'

export interface Paper {
  name: string
  plan: Plan
  result: ApplyResult
}

export interface History {
  place: string
  /** The newest ones, newest first. */
  papers: readonly Paper[]
  /** Older ones, not read. */
  older: number
}

/** @param mentioning where given, only papers that speak of one of these names: a paper holds a whole plan, and is long to check */
export async function historyOf(context: Context, limit: number, mentioning?: readonly string[]): Promise<History> {
  const words = mentioning?.map((name) => JSON.stringify(name).toLowerCase())
  const wanted = words === undefined ? undefined : (text: string) => {
    const folded = text.toLowerCase()
    return words.some((word) => folded.includes(word))
  }
  const store = await openStore(context)
  const names = (await store.papers('history')).reverse()
  const papers: Paper[] = []
  // One at a time: a paper holds a whole plan.
  for (const name of names.slice(0, limit)) {
    const paper = await readPaper(store, name, wanted)
    if (paper !== undefined) papers.push(paper)
  }
  return { place: store.place, papers, older: Math.max(0, names.length - limit) }
}

/** @param name a paper's name, or how its plan's id begins; @throws IdpscimError `BadUsage` where none or several have it */
export async function paperOf(context: Context, name: string): Promise<Paper> {
  const store = await openStore(context)
  const names = await store.papers('history')
  const wanted = name.replace(/\.json$/, '')
  const found = names.filter((candidate) => candidate === `${wanted}.json` || idIn(candidate).startsWith(wanted.slice(0, 12)))
  const [only] = found
  const paper = only !== undefined && found.length === 1 ? await readPaper(store, only) : undefined
  if (paper !== undefined) return paper
  throw new IdpscimError('BadUsage', `${found.length === 0 ? 'no paper' : `${found.length} papers`} in the history of ${store.place} ${found.length === 0 ? 'is' : 'are'} named "${name}"`, {
    suggestions: found.length === 0 ? ['idpscim state history lists them'] : found,
  })
}

/** Papers are named by the time and the plan, `2026-03-02T12-00-00.000Z-3f2a….json`. */
function idIn(name: string): string {
  return name.replace(/\.json$/, '').split('-').at(-1) ?? ''
}

async function readPaper(store: StateStore, name: string, wanted: (text: string) => boolean = () => true): Promise<Paper | undefined> {
  const text = await store.paper('history', name)
  if (text === undefined || !wanted(text)) return undefined
  const place = `history/${name} beside ${store.place}`
  try {
    const { plan, result } = JSON.parse(text) as { plan: unknown; result: ApplyResult }
    return { name, plan: parsePlan(JSON.stringify(plan), place), result }
  } catch (cause) {
    if (cause instanceof IdpscimError) throw cause
    throw new IdpscimError('BadStateFile', `${place} is damaged: it is not JSON`, { suggestions: ['put it back from a backup; nothing else depends on it'], cause })
  }
}
