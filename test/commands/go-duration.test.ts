import { expect, it } from 'vitest'
import { goDurationMs } from '../../src/cli/go-duration.js'

it.each([
  ['10s', 10_000],
  ['1m30s', 90_000],
  ['1.5h', 5_400_000],
  ['500ms', 500],
  ['0', 0],
  ['1h2m3s4ms', 3_723_004],
])('takes %s for %d milliseconds, as Go does', (text, ms) => {
  expect(goDurationMs(text)).toBe(ms)
})

it.each(['', '10', 's', '1d', '-5s', '10 s', '1m30'])('takes %j for no duration', (text) => {
  expect(goDurationMs(text)).toBeUndefined()
})
