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
/** Where nobody watches, long work says this often how far it is. */
const LOG_PACE = 30_000
/** Before that long, milliseconds, the time that is left is a guess. */
const GUESS = 3_000
/** Plans up to this size tell each change on a terminal; larger ones tell failures only. */
const SMALL = 100

export function createProgress(options: ProgressOptions): Progress {
  const { log, draw } = options
  const monotonic = () => options.monotonic()
  let drawnAt = -PACE
  let loggedAt: number | undefined
  let visible = false
  let ended = false
  const readings = new Map<string, Reading>()
  let applying = { changes: 0, before: 0, ended: 0, failed: 0, since: 0 }

  const clear = () => {
    if (visible) draw?.('\r\x1b[2K')
    visible = false
  }
  const show = (text: string) => {
    if (draw === undefined) {
      loggedAt ??= monotonic()
      if (monotonic() - loggedAt < LOG_PACE) return
      loggedAt = monotonic()
      log.info(text)
      return
    }
    if (monotonic() - drawnAt < PACE) return
    drawnAt = monotonic()
    visible = true
    draw(`\r\x1b[2K${safe(text).slice(0, options.columns() - 1)}`)
  }
  const told = (say: () => void) => {
    clear()
    say()
  }
  const showReading = (event: { system: string; operation: string }, news: Partial<Reading>) => {
    const what = `${event.system} ${event.operation}`
    const reading = { rows: 0, pages: 0, since: monotonic(), ...readings.get(what), ...news }
    readings.set(what, reading)
    show(`reading ${what}: ${readingToText(reading, monotonic())}`)
  }
  const finishReading = () => {
    if (ended) return
    loggedAt = undefined
    if (draw === undefined) for (const [what, { rows, pages }] of readings) log.info(`read ${what}`, { rows, pages })
    readings.clear()
  }

  return {
    onProgress(event) {
      if (ended) return
      switch (event.type) {
        case 'read':
          showReading(event, { rows: event.rows, pages: event.pages })
          return
        case 'steps':
          showReading(event, { steps: { done: event.done, total: event.total } })
          return
        case 'wait':
          if (event.ms >= 1_000) told(() => log.info(`waiting ${seconds(event.ms / 1_000)} for ${event.system}: ${event.reason}`))
          return
        case 'note':
          finishReading()
          told(() => log[event.level](event.message, event.facts))
      }
    },
    onEvent(event, line) {
      if (readings.size > 0 || event.type === 'started') finishReading()
      if (event.type === 'started') applying = { changes: event.changes, before: event.alreadyDone, ended: event.alreadyDone, failed: 0, since: monotonic() }
      if (event.type === 'change' && ['done', 'failed', 'skipped'].includes(event.status)) applying.ended++
      const bad = event.type === 'change' && (event.status === 'failed' || event.status === 'skipped')
      if (bad) applying.failed++
      const loud = draw === undefined || applying.changes <= SMALL || event.type !== 'change'
      if (line !== undefined) told(() => (bad ? log.warn(line) : loud ? log.info(line) : log.debug(line)))
      if (event.type === 'ended') clear()
      else {
        const [done, ms] = [applying.ended - applying.before, monotonic() - applying.since]
        show(`applying: ${number(applying.ended)} of ${counted(applying.changes, 'change')}${speed(done, ms)}${timeLeft(done, applying.changes - applying.before, ms)}${failures(applying.failed)}`)
      }
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

interface Reading {
  rows: number
  pages: number
  /** Where objects are asked for one by one: how far that is. */
  steps?: { done: number; total: number }
  /** Milliseconds, as `monotonic` counts. */
  since: number
}

function readingToText({ rows, pages, steps, since }: Reading, now: number): string {
  const far = steps === undefined ? '' : `${number(steps.done)} of ${number(steps.total)}, `
  return `${far}${counted(rows, 'row')}, ${counted(pages, 'page')}${speed(rows, now - since)}${steps === undefined ? '' : timeLeft(steps.done, steps.total, now - since)}`
}

function timeLeft(done: number, of: number, ms: number): string {
  return done === 0 || done >= of || ms < GUESS ? '' : `, about ${seconds(((of - done) * ms) / done / 1_000)} left`
}

function failures(count: number): string {
  return count === 0 ? '' : `, ${number(count)} failed or skipped`
}

function speed(count: number, ms: number): string {
  return ms < 1_000 ? '' : `, ${Math.round((count * 1_000) / ms)} a second`
}
