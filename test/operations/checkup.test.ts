import { describe, expect, test } from 'vitest'
import { systemClock } from '../../src/clock.js'
import { IdpscimError } from '../../src/errors.js'
import { ok, type Check, type CheckAnswer } from '../../src/model/check.js'
import { Secret } from '../../src/model/secret.js'
import { runChecks } from '../../src/operations/checkup.js'
import { createVirtualClock } from '../support/virtual-clock.js'

const check = (name: string, ask: () => Promise<CheckAnswer>, more: Partial<Check> = {}): Check => ({ name, ask, ...more })
const good = () => Promise.resolve(ok('granted'))
const bad = () => Promise.reject(new IdpscimError('SourceRefused', 'the key is refused', { suggestions: ['make another'] }))
const run = (...checks: Check[]) => runChecks({ name: 'source staff', checks }, systemClock)

describe('the checks of one subject', () => {
  test('come back in their order, each with the subject, whatever order they end in', async () => {
    const results = await run(check('slow', () => new Promise((done) => setImmediate(() => done(ok('late'))))), check('fast', good))

    expect(results).toEqual([
      { subject: 'source staff', check: 'slow', status: 'ok', says: 'late', remedies: [] },
      { subject: 'source staff', check: 'fast', status: 'ok', says: 'granted', remedies: [] },
    ])
  })

  test("what is thrown fails with the error's words and remedies, and no other check is lost by it", async () => {
    const results = await run(check('token', bad), check('surprise', () => Promise.reject(new TypeError('x is not a function'))), check('network', good))

    expect(results.map(({ status, says, remedies }) => [status, says, remedies])).toEqual([
      ['failed', 'the key is refused', ['make another']],
      ['failed', 'x is not a function', []],
      ['ok', 'granted', []],
    ])
  })

  test('what waits for a failed check is not asked, however far down, and names the one at the root', async () => {
    let asked = 0
    const count = () => {
      asked++
      return good()
    }
    const results = await run(check('token', bad), check('scope', count, { needs: ['token'] }), check('reading', count, { needs: ['scope'] }))

    expect(results.slice(1).map(({ status, says }) => [status, says])).toEqual([['skipped', 'needs token'], ['skipped', 'needs token']])
    expect(asked).toBe(0)
  })

  test('each is asked once, though several wait for it; a warning keeps nobody waiting, and an optional one that fails is a warning', async () => {
    let asked = 0
    const warning = () => {
      asked++
      return Promise.resolve<CheckAnswer>({ status: 'warning', says: 'old' })
    }
    const results = await run(check('age', warning), check('one', good, { needs: ['age'] }), check('other', bad, { needs: ['age'], optional: true }), check('third', good, { needs: ['other'] }))

    expect(results.map(({ status }) => status)).toEqual(['warning', 'ok', 'warning', 'skipped'])
    expect(asked).toBe(1)
  })

  test('one that never ends is failed, and secrets are blotted out of whatever it says', async () => {
    const secret = new Secret('a-token-nobody-may-see', 'the test')
    const checks = [check('hangs', () => new Promise<never>(() => undefined)), check('talks', () => Promise.resolve({ status: 'failed', says: `sent ${secret.reveal()}`, remedies: [`not ${secret.reveal()}`] }))]

    const results = await runChecks({ name: 'target', checks }, createVirtualClock())

    expect(results.map(({ status, says, remedies }) => [status, says, remedies])).toEqual([
      ['failed', 'no answer within 60 s', []],
      ['failed', 'sent [secret]', ['not [secret]']],
    ])
  })
})
