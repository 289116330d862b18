/** Frames onto a terminal: only lines that changed are written, so that a slow line is not a slow review. */
import { EventEmitter } from 'node:events'

/** https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036: terminals that know it show a frame at once, others ignore it. */
const [BEGIN, END] = ['\u001b[?2026h', '\u001b[?2026l']
const HIDE_CURSOR = '\u001b[?25l'
const CLEAR = '\u001b[0m\u001b[2J'
/** Empty first: behind a line that fills its row there is nothing to erase but its last letter. */
const EMPTY = '\u001b[0m\u001b[2K'

/** What ink takes for a terminal: in its debug mode it writes each frame whole, and nothing else. */
export class Painter extends EventEmitter {
  readonly isTTY = true
  readonly #stdout: NodeJS.WriteStream
  #shown: readonly string[] = []

  constructor(stdout: NodeJS.WriteStream) {
    super()
    this.#stdout = stdout
    stdout.on('resize', this.#resized)
  }

  get columns(): number {
    return this.#stdout.columns
  }

  get rows(): number {
    return this.#stdout.rows
  }

  write(frame: string): boolean {
    // The cursor is ours: it is shown when the screen is left.
    if (frame.startsWith('\u001b[?')) return true
    const lines = frame.split('\n')
    const rows = Math.min(Math.max(lines.length, this.#shown.length), this.rows)
    const changed = Array.from({ length: rows }, (_, row) => row).filter((row) => lines[row] !== this.#shown[row])
    this.#shown = lines
    if (changed.length === 0) return true
    return this.#stdout.write(`${BEGIN}${HIDE_CURSOR}${changed.map((row) => `\u001b[${row + 1};1H${EMPTY}${lines[row] ?? ''}`).join('')}\u001b[0m${END}`)
  }

  /** The terminal may have moved everything: the next frame is written whole. */
  readonly #resized = () => {
    this.#shown = []
    this.#stdout.write(CLEAR)
    this.emit('resize')
  }

  close(): void {
    this.#stdout.off('resize', this.#resized)
  }
}
