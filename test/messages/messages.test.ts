/** Wrong inputs, and what each is told: what, where, why, and what to do. */
import { describe, expect, it } from 'vitest'
import { FILES, PLANS, STATES } from './artefacts.js'
import { COMMAND_LINE } from './command-line.js'
import { CONFIGURATION, PRIVATE_KEY } from './configuration.js'
import { said, type Wrong } from './desk.js'
import { CREDENTIALS, NETWORK, PERMISSIONS } from './services.js'

const AREAS: readonly (readonly [area: string, cases: readonly Wrong[]])[] = [
  ['configuration', CONFIGURATION.map((wrong) => ({ ...wrong, here: true }) as const)],
  ['command-line', COMMAND_LINE],
  ['credentials', CREDENTIALS],
  ['permissions', PERMISSIONS],
  ['network', NETWORK],
  ['files', FILES],
  ['plans', PLANS],
  ['states', STATES],
]

const keyLines = PRIVATE_KEY.split('\n').filter((line) => line !== '' && !line.startsWith('-----'))

describe('messages', () => {
  it('are held for a hundred wrong inputs and more, no two alike', () => {
    const titles = AREAS.flatMap(([, cases]) => cases.map(({ title }) => title))

    expect(titles.length).toBeGreaterThan(100)
    expect(new Set(titles).size).toBe(titles.length)
  })

  it('about a configuration are the built program\'s too', async () => {
    const [here, there] = await Promise.all([said(CONFIGURATION.slice(0, 3).map((wrong) => ({ ...wrong, here: true }))), said(CONFIGURATION.slice(0, 3))])

    expect(there).toBe(here)
  })

  it.each(AREAS)('of a wrong %s', { timeout: 120_000 }, async (area, cases) => {
    await expect(await said(cases, { secrets: keyLines, patient: area === 'network' })).toMatchFileSnapshot(`${area}.txt`)
  })
})
