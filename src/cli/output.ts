/** The two ways out of the process; whatever leaves has its secrets blotted out. */
import { redact } from '../model/secret.js'

/** A reader that goes away (`| head`) is no error: what it did not want to read is dropped. */
export function tolerateClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
}

export function writeOut(text: string): void {
  process.stdout.write(redact(text))
}

export function writeErr(text: string): void {
  process.stderr.write(redact(text))
}

/** Resolves when all that was written has left, or its reader has. */
export async function flushed(): Promise<void> {
  await Promise.all([process.stdout, process.stderr].map((stream) => new Promise<void>((resolve) => stream.write('', () => resolve()))))
}

/** Colours unless told otherwise: https://no-color.org, and never into a file. */
export function wantsColor(stream: { isTTY?: boolean }, flags: { color: boolean }): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env
  if (!flags.color || (NO_COLOR !== undefined && NO_COLOR !== '')) return false
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0') return true
  return stream.isTTY === true && TERM !== 'dumb'
}

/** Columns to draw for: the terminal's within what reads well, 80 without one. */
export function widthOf(stream: { isTTY?: boolean; columns?: number }): number {
  return stream.isTTY === true && stream.columns !== undefined ? Math.min(Math.max(stream.columns, 40), 120) : 80
}
