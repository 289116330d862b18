/** Work under way: one updating line on a terminal, plain log lines elsewhere. The core tells, this draws. */
import type { ApplyEvent } from '../apply/events.js'
import type { ProgressEvent } from '../model/progress.js'
import { safe } from '../report/safe.js'
import { counted, number, seconds } from '../report/words.js'
import type { Logger } from './logger.js'

export interface Progress {
  onProgress(event: ProgressEvent): void
  /** `line` is the event as text, where it is worth one. */
  onEvent(event: ApplyEvent, line: string | undefined): void
  /** Clears the updating line, so that what follows stands alone. */
  clear(): void
  /** Tells what is left to tell, and nothing after that: work that was left where it stands may still report. */
  end(): void
}

export interface ProgressOptions {
  log: Logger
  /** Draws without a newline; undefined where nobody watches. */
  draw?: (text: string) => void
  /** Asked anew for every line: people resize. */
  columns(): number
  /** Milliseconds that never go back. */
  monotonic(): number
}

/** Redraws no more often than this, milliseconds. */
const PACE = 100
/** Plans up to this size tell each change on a terminal; larger ones tell failures only. */
const SMALL = 100

export function createProgress(options: ProgressOptions): Progress {
  const { log, draw } = options
  const monotonic = () => options.monotonic()
  let drawnAt = -PACE
  let visible = false
  let ended = false
  const readings = new Map<string, { rows: number; pages: number; since: number }>()
  let applying = { changes: 0, before: 0, ended: 0, failed: 0, since: 0 }

  const clear = () => {
    if (visible) draw?.('\r\x1b[2K')
    visible = false
  }
  const show = (text: string) => {
    if (draw === undefined || monotonic() - drawnAt < PACE) return
    drawnAt = monotonic()
    visible = true
    draw(`\r\x1b[2K${safe(text).slice(0, options.columns() - 1)}`)
  }
  const told = (say: () => void) => {
    clear()
    say()
  }
  const finishReading = () => {
    if (ended) return
    if (draw === undefined) for (const [what, { rows, pages }] of readings) log.info(`read ${what}`, { rows, pages })
    readings.clear()
  }

  return {
    onProgress(event) {
      if (ended) return
      switch (event.type) {
        case 'read': {
          const what = `${event.system} ${event.operation}`
          const since = readings.get(what)?.since ?? monotonic()
          readings.set(what, { rows: event.rows, pages: event.pages, since })
          show(`reading ${what}: ${counted(event.rows, 'row')}, ${counted(event.pages, 'page')}${speed(event.rows, monotonic() - since)}`)
          return
        }
        case 'wait':
          if (event.ms >= 1_000) told(() => log.info(`waiting ${seconds(event.ms / 1_000)} for ${event.system}: ${event.reason}`))
          return
        case 'note':
          finishReading()
          told(() => log[event.level](event.message, event.facts))
      }
    },
    onEvent(event, line) {
      finishReading()
      if (event.type === 'started') applying = { changes: event.changes, before: event.alreadyDone, ended: event.alreadyDone, failed: 0, since: monotonic() }
      if (event.type === 'change' && ['done', 'failed', 'skipped'].includes(event.status)) applying.ended++
      const bad = event.type === 'change' && (event.status === 'failed' || event.status === 'skipped')
      if (bad) applying.failed++
      const loud = draw === undefined || applying.changes <= SMALL || event.type !== 'change'
      if (line !== undefined) told(() => (bad ? log.warn(line) : loud ? log.info(line) : log.debug(line)))
      if (event.type === 'ended') clear()
      else show(`applying: ${number(applying.ended)} of ${counted(applying.changes, 'change')}${speed(applying.ended - applying.before, monotonic() - applying.since)}${failures(applying.failed)}`)
    },
    clear() {
      finishReading()
      clear()
    },
    end() {
      finishReading()
      clear()
      ended = true
    },
  }
}

function failures(count: number): string {
  return count === 0 ? '' : `, ${number(count)} failed or skipped`
}

function speed(count: number, ms: number): string {
  return ms < 1_000 ? '' : `, ${Math.round((count * 1_000) / ms)} a second`
}
