/** The README's picture of a terminal is what the program shows today. A new one: npm run screenshots. */
import { describe, expect, it, vi } from 'vitest'
import { picturedPlan } from './story.js'
import { terminalSvg } from './terminal-svg.js'

describe('the pictures', () => {
  it('review.svg is a review under way', async () => {
    // Colours are decided when the libraries that draw them load.
    vi.stubEnv('FORCE_COLOR', '1')
    const { openOnPaper } = await import('../review/screen.js')
    const window = { columns: 96, rows: 26 }
    const paper = await openOnPaper(picturedPlan(), { window, colors: true })

    await paper.press('3 down down down down down down down down space')

    await expect(await terminalSvg(paper.frame(), { columns: window.columns, title: 'idpscim review plan.json' })).toMatchFileSnapshot('../../examples/pictures/review.svg')
  })
})
