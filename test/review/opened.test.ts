/** A large plan, looked at while it is read: nothing is decided before all of it was found to be in order. */
import { describe, expect, it } from 'vitest'
import type { Steps } from '../../src/model/steps.js'
import type { OpenedPlan } from '../../src/plan/plan-file.js'
import type { Plan } from '../../src/plan/plan.js'
import { arrivals, everything } from './plans.js'
import { openOnPaper } from './screen.js'

/** A plan that is read up to some change, and goes on when it is let. */
function begun(plan: Plan, read: number) {
  const gate = { open: false }
  const whole = function* (): Steps<Plan> {
    while (!gate.open) yield read
    return plan
  }
  const opened: OpenedPlan = { head: { ...plan, changes: plan.changes.length }, whole: whole() }
  return { opened, finish: () => (gate.open = true) }
}

describe('while a plan is read', () => {
  it('its overview, drift and findings are there, and say how far it is', async () => {
    const paper = await openOnPaper(begun({ ...everything(), changes: Array.from({ length: 30_000 }, () => everything().changes[0] as Plan['changes'][number]) }, 20_000).opened)

    expect(paper.frame()).toContain('[1 Drift 2]')
    expect(paper.frame()).toContain('3 Changes 30,000')
    expect(paper.frame()).toContain('20,000 of 30,000 changes are read so far')
    await paper.press('2')
    expect(paper.frame()).toContain('What it does')
    await paper.press('3')
    await expect(`${paper.frame()}\n`).toMatchFileSnapshot('./frames/still-read.txt')
    await paper.press('4 enter')
    expect(paper.frame()).toContain('esc back')
    await paper.press('escape ?')
    expect(paper.frame()).toContain('any key goes back')
  })

  it('one stays where one is, and goes on as with any plan once it is read', async () => {
    const { opened, finish } = begun(arrivals(), 0)
    const paper = await openOnPaper(opened, { doors: { write: (plan, { hold = [] }, place) => Promise.resolve({ place, id: plan.id, changes: plan.changes.length - hold.length, blocked: false, verdicts: [] }) } })
    await paper.press('3 space')

    finish()
    await paper.press('tab backtab')

    expect(paper.frame()).toContain('[3 Changes 6]')
    expect(paper.frame()).toContain('all 6 changes go')
    await paper.press('down space w enter')
    expect(paper.frame()).toContain('plan bbbbbbbbbbbb with 5 changes is in plan.narrowed.json')
  })

  it('whoever quits ends the reading', async () => {
    const { opened } = begun(arrivals(), 0)
    const paper = await openOnPaper(opened)

    await paper.press('q')

    expect(opened.whole.next()).toEqual({ done: true, value: undefined })
  })
})
