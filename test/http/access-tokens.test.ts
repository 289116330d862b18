import { describe, expect, it } from 'vitest'
import { keepToken } from '../../src/http/access-tokens.js'
import { createManualClock } from '../support/manual-clock.js'

const HOUR = 3_600_000

/** Tokens `t1`, `t2`, … that live for so long. */
function kept(lifeMs = HOUR) {
  const clock = createManualClock()
  let made = 0
  const tokens = keepToken(clock, () => Promise.resolve({ token: `t${++made}`, lifeMs }))
  return { clock, tokens, made: () => made }
}

describe('a token that many calls share', () => {
  it('is made once for all who wait for it', async () => {
    const { tokens, made } = kept()

    expect(await Promise.all([tokens.current(), tokens.current(), tokens.current()])).toEqual(['t1', 't1', 't1'])
    expect(made()).toBe(1)
  })

  it.each([
    ['five minutes before its end', HOUR, HOUR - 300_000],
    ['at half its life where it is short-lived', 120_000, 60_000],
  ])('is renewed %s', async (_, lifeMs, at) => {
    const { clock, tokens } = kept(lifeMs)
    await tokens.current()

    clock.pass(at - 1)
    expect(await tokens.current()).toBe('t1')
    clock.pass(1)
    expect(await tokens.current()).toBe('t2')
  })

  it('is replaced when it was refused, once for all whom it was refused', async () => {
    const { tokens, made } = kept()
    const refused = await tokens.current()

    expect(await Promise.all([tokens.insteadOf(refused), tokens.insteadOf(refused)])).toEqual(['t2', 't2'])
    expect(await tokens.insteadOf(refused)).toBe('t2')
    expect(made()).toBe(2)
  })

  it('is asked for again after it could not be had', async () => {
    let fails = true
    const tokens = keepToken(createManualClock(), () => (fails ? Promise.reject(new Error('no network')) : Promise.resolve({ token: 't1', lifeMs: HOUR })))

    await expect(tokens.current()).rejects.toThrow('no network')
    fails = false
    expect(await tokens.current()).toBe('t1')
  })
})
