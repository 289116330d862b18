/** A review from its first frame to its last: however it ends, the terminal gets back what was taken from it. */
import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { Plan } from '../../src/plan/plan.js'
import { IdpscimError } from '../../src/errors.js'
import type { OpenedPlan } from '../../src/plan/plan-file.js'
import { runReview } from '../../src/review/run-review.js'
import { arrivals } from './plans.js'

const LEFT = '\u001b[0m\u001b[?25h\u001b[?7h\u001b[?1049l'

function terminal() {
  const written: string[] = []
  let raw = false
  let typed: string | null = null
  const stdout = Object.assign(new EventEmitter(), { isTTY: true, columns: 80, rows: 24, write: (text: string) => written.push(text) > 0 })
  const stdin = Object.assign(new EventEmitter(), {
    isTTY: true,
    get isRaw() {
      return raw
    },
    setRawMode: (on: boolean) => (raw = on),
    setEncoding: () => undefined,
    ref: () => undefined,
    unref: () => undefined,
    read: () => {
      const text = typed
      typed = null
      return text
    },
  })
  return {
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    press: (text: string) => {
      typed = text
      stdin.emit('readable')
    },
    all: () => written.join(''),
    isRaw: () => raw,
    listeners: () => stdout.listenerCount('resize'),
  }
}

function start(plan: Plan | OpenedPlan, signal = new AbortController().signal) {
  const at = terminal()
  const before = process.listenerCount('exit')
  const ended = runReview({ plan, place: 'plan.json', colors: false, doors: { write: () => Promise.resolve(undefined), explain: String }, signal, stdin: at.stdin, stdout: at.stdout })
  return { ...at, ended, isClean: () => at.all().endsWith(LEFT) && !at.isRaw() && at.listeners() === 0 && process.listenerCount('exit') <= before + 1 }
}

describe('a review leaves the terminal as it was', () => {
  it('when somebody quits', async () => {
    const review = start(arrivals())
    expect(review.isRaw()).toBe(true)

    review.press('q')

    expect((await review.ended).interrupted).toBe(false)
    expect(review.isClean()).toBe(true)
  })

  it('when a signal comes, whose reason it throws', async () => {
    const stop = new AbortController()
    const review = start(arrivals(), stop.signal)

    stop.abort(new DOMException('stopped by SIGTERM', 'AbortError'))

    await expect(review.ended).rejects.toThrow('stopped by SIGTERM')
    expect(review.isClean()).toBe(true)
  })

  it('when a plan turns out to be damaged while it is looked at', async () => {
    const plan = arrivals()
    const whole = (function* () {
      yield 3
      throw new IdpscimError('BadPlanFile', 'plan.json is not a plan that can be used')
    })()
    const review = start({ head: { ...plan, changes: plan.changes.length }, whole })
    expect(review.all()).toContain('What it does')

    await expect(review.ended).rejects.toThrow(expect.objectContaining({ code: 'BadPlanFile' }))
    expect(review.isClean()).toBe(true)
  })

  it('when a signal came before the first frame', async () => {
    const review = start(arrivals(), AbortSignal.abort(new DOMException('stopped by SIGHUP', 'AbortError')))

    await expect(review.ended).rejects.toThrow('stopped by SIGHUP')
    expect(review.all()).toBe('')
  })

  it.each([
    ['the first frame', '', { summary: undefined }],
    ['a later one', '4', { warnings: [null] }],
  ])('when %s cannot be drawn', async (_, keys, broken) => {
    const review = start({ ...arrivals(), ...broken } as unknown as Plan)

    if (keys !== '') review.press(keys)

    await expect(review.ended).rejects.toThrow(TypeError)
    expect(review.isClean()).toBe(true)
  })
})
