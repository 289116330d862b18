import { describe, expect, test } from 'vitest'
import type { ApplyEvent } from '../../src/apply/events.js'
import { createLogger, type Level } from '../../src/log/logger.js'
import { createProgress } from '../../src/log/progress.js'

/** Somebody's screen, or a log that nobody watches; and a clock that goes when it is told to. */
function start({ watched, level = 'info' }: { watched: boolean; level?: Level }) {
  let now = 0
  let screen = ''
  const lines: string[] = []
  const log = createLogger({ level, format: 'text', terminal: true, now: () => 0, write: (line) => lines.push(line) })
  const progress = createProgress({ log, columns: () => 100, monotonic: () => now, ...(watched ? { draw: (text: string) => (screen = text.replace('\r\u001b[2K', '')) } : {}) })
  return { progress, lines, screen: () => screen, after: (ms: number) => (now += ms) }
}

const read = (pages: number, rows: number) => ({ type: 'read', system: 'google', operation: 'members.list', pages, rows }) as const
const steps = (done: number, total: number) => ({ type: 'steps', system: 'google', operation: 'members.list', done, total }) as const
const started = (changes: number, alreadyDone = 0) => ({ type: 'started', planId: 'p', changes, alreadyDone }) as unknown as ApplyEvent
const done = { type: 'change', status: 'done' } as unknown as ApplyEvent
const failed = { type: 'change', status: 'failed' } as unknown as ApplyEvent

describe('on a terminal', () => {
  test('a reading says what, how far, how fast, and how long yet, once that is more than a guess', () => {
    const { progress, screen, after } = start({ watched: true })
    progress.onProgress(read(1, 40))
    expect(screen()).toBe('reading google members.list: 40 rows, 1 page')
    after(2_000)
    progress.onProgress(steps(20, 500))
    expect(screen()).toBe('reading google members.list: 20 of 500, 40 rows, 1 page, 20 a second')
    after(8_000)
    progress.onProgress(steps(100, 500))

    expect(screen()).toBe('reading google members.list: 100 of 500, 40 rows, 1 page, 4 a second, about 40 s left')
  })

  test('an apply that resumes counts what was done before, and not its speed; what failed is told', () => {
    const { progress, screen, after } = start({ watched: true })
    progress.onEvent(started(1_200, 1_000), undefined)
    after(10_000)
    for (let n = 0; n < 99; n++) progress.onEvent(done, undefined)
    after(200)
    progress.onEvent(failed, undefined)

    expect(screen()).toBe('applying: 1,100 of 1,200 changes, 10 a second, about 10 s left, 1 failed or skipped')
  })
})

describe('where nobody watches', () => {
  test('short work is told when it is done, and nothing is drawn', () => {
    const { progress, lines, screen, after } = start({ watched: false })
    for (let page = 1; page <= 20; page++) {
      progress.onProgress(read(page, page * 200))
      after(1_000)
    }
    progress.end()

    expect(lines).toEqual(['read google members.list rows=4000 pages=20'])
    expect(screen()).toBe('')
  })

  test('long work says every half minute how far it is, in plain lines', () => {
    const { progress, lines, after } = start({ watched: false })
    for (let second = 0; second < 100; second++) {
      progress.onProgress(read(second + 1, (second + 1) * 200))
      progress.onProgress(steps(second + 1, 1_000))
      after(1_000)
    }

    expect(lines.map((line) => line.replace(/:.*?(?= of )/, ': n'))).toHaveLength(3)
    expect(lines[0]).toMatch(/^reading google members\.list: 30 of 1,000, 6,200 rows, 31 pages, \d+ a second, about \d+ min left$/)
    for (const drawn of ['\r', '\u001b']) expect(lines.join('')).not.toContain(drawn)
  })

  test('a programme that asked for warnings alone hears nothing of it', () => {
    const { progress, lines, after } = start({ watched: false, level: 'warn' })
    progress.onProgress(read(1, 200))
    after(60_000)
    progress.onProgress(read(2, 400))
    progress.end()

    expect(lines).toEqual([])
  })
})
