/** Questions to a person at the terminal: on stderr, so that what is printed stays clean. */
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import type { Shell } from './shell.js'

/** Whether somebody is there to read and to type. */
export function someoneIsThere(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY
}

/** One line, trimmed; undefined where the input ends. `hidden` shows nothing of it. Throws the signal's reason when the run is stopped. */
export type Ask = (question: string, options?: { hidden?: boolean }) => Promise<string | undefined>

/** One conversation: what is typed or pasted ahead answers the next question. */
export async function converse<T>({ progress, signal }: Pick<Shell, 'progress' | 'signal'>, talk: (ask: Ask) => Promise<T>): Promise<T> {
  progress.clear()
  let muted = false
  const output = new Writable({
    write(chunk: Buffer, _, done) {
      if (muted) done()
      else process.stderr.write(chunk, done)
    },
  })
  const typed = createInterface({ input: process.stdin, output, terminal: true })
  // In raw mode the terminal hands the key to us: whoever listens for the signal shall have it.
  typed.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  const lines = typed[Symbol.asyncIterator]()
  const stopped = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }))
  stopped.catch(() => undefined)
  try {
    return await talk(async (question, { hidden = false } = {}) => {
      signal.throwIfAborted()
      typed.setPrompt(question)
      typed.prompt()
      muted = hidden
      const line = await Promise.race([lines.next(), stopped])
      muted = false
      if (hidden) process.stderr.write('\n')
      return line.done === true ? undefined : line.value.trim()
    })
  } finally {
    typed.close()
  }
}
