/** One message as a JSON document by POST. */
import type { Clock } from '../clock.js'
import { retrying } from '../http/retry.js'
import type { Message } from './news.js'

class Unanswered extends Error {}

/** What passes is tried three times in all: rather told twice than not at all. Throws a sentence without the address. */
export function post(url: string, { text, subject, occasion, stack, markdown }: Message, clock: Clock): Promise<void> {
  const body = JSON.stringify({ text, subject, occasion, stack, markdown })
  return retrying(() => attempt(url, body), { clock, attempts: 3, capMs: 2_000, classify: (error) => ({ retry: error instanceof Unanswered }) })
}

async function attempt(url: string, body: string): Promise<void> {
  let response: Response
  try {
    // An answer elsewhere is no answer: following would carry people's data along.
    response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', 'user-agent': 'idpscim' }, body, redirect: 'manual', signal: AbortSignal.timeout(10_000) })
    await response.arrayBuffer()
  } catch (cause) {
    const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : cause instanceof Error ? cause.message : String(cause)
    throw new Unanswered(`no answer: ${reason}`, { cause })
  }
  if (response.ok) return
  const words = `it answered with status ${response.status}`
  throw response.status === 429 || response.status >= 500 ? new Unanswered(words) : new Error(words)
}
