/** When a run last ended well, applied or with nothing to do: the state is not written for the latter, so it lies beside it. */
import * as z from 'zod'
import { timestamp, type Context } from './context.js'
import { openStore } from './wiring.js'

const Paper = z.looseObject({ at: z.iso.datetime() })

/** What cannot be kept is only lost: never throws. */
export async function rememberGood(context: Context): Promise<void> {
  try {
    await (await openStore(context)).keep('cache', paperOf(context), `${JSON.stringify({ stack: context.config.stack, at: timestamp(context.clock) })}\n`)
  } catch (error) {
    context.onProgress({ type: 'note', level: 'warn', message: `that this run ended well could not be kept: ${error instanceof Error ? error.message : String(error)}` })
  }
}

/** Seconds since then; undefined where nobody knows, or the store cannot be read. Never throws. */
export async function secondsSinceGood(context: Context): Promise<number | undefined> {
  try {
    const store = await openStore(context)
    const [stored, paper] = await Promise.all([store.read(), store.paper('cache', paperOf(context))])
    const kept = Paper.safeParse(paper === undefined ? undefined : JSON.parse(paper)).data?.at
    const latest = [kept, stored?.state.applied?.at].flatMap((at) => (at === undefined ? [] : [Date.parse(at)]))
    return latest.length === 0 ? undefined : Math.max(0, Math.round((context.clock.now() - Math.max(...latest)) / 1000))
  } catch {
    return undefined
  }
}

/** States that share a folder share this one, too. */
function paperOf({ config }: Context): string {
  return `last-good-${encodeURIComponent(config.stack)}.json`
}
