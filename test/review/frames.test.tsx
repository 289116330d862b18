/** Every screen and state, as anyone can read it. */
import { describe, expect, it } from 'vitest'
import { approvalBy, somebody } from '../support/approvers.js'
import { columns } from '../../src/report/layout.js'
import { arrivals, everything } from './plans.js'
import { openOnPaper } from './screen.js'

const shows = (frame: string, name: string) => expect(`${frame}\n`).toMatchFileSnapshot(`./frames/${name}.txt`)

describe('at 80×24', () => {
  it.each([
    ['drift', ''],
    ['drift-accepted', 'space'],
    ['drift-opened', 'down enter'],
    ['overview', '2'],
    ['overview-end', '2 end'],
    ['changes', '3'],
    ['changes-folded', '3 enter down enter'],
    ['changes-held', '3 down space end space'],
    ['section-held', '3 end home down down space'],
    ['finding', '4'],
    ['finding-opened', '4 enter'],
    ['help', '?'],
    ['change-user', '3 / b o b enter enter'],
    ['change-user-blocked', '3 / e r i n enter enter'],
    ['change-adopt', '3 / a d o p t enter enter'],
    ['takes-away', 'f'],
    ['held-back', '3 down space f f'],
    ['nothing-found', '/ z z z'],
  ])('%s', async (name, keys) => {
    const paper = await openOnPaper(everything())

    if (keys !== '') await paper.press(keys)

    await shows(paper.frame(), name)
    expect(paper.frame().split('\n')).toHaveLength(24)
    expect(paper.frame().split('\n').filter((line) => columns(line) > 80)).toEqual([])
  })

  it.each([
    ['waiting', '3 / g r o u p : o p s enter down space'],
    ['membership', '3 / a c t i o n : a d d enter enter'],
    ['membership-one-held', '3 / g r o u p : d e v enter enter end k space'],
    ['filtering', '/ a n n'],
    ['asks-before-quitting', '3 down space q'],
    ['asks-where-to-write', '3 down space w'],
    ['asks-for-the-number-of-deletes', 'a'],
    ['approved', 'a 1 enter'],
    ['written', '3 down space w enter'],
  ])('%s', async (name, keys) => {
    const paper = await openOnPaper(arrivals())

    await paper.press(keys)

    await shows(paper.frame(), name)
  })

  it.each([
    ['asks-why-limits-are-lifted', 'a O s l o'],
    ['asks-for-consent-with-limits-lifted', 'a O s l o enter'],
    ['asks-for-consent-with-limits-kept', 'a enter'],
  ])('%s', async (name, keys) => {
    const paper = await openOnPaper(everything())

    await paper.press(keys)

    await shows(paper.frame(), name)
  })

  it('tells who approved', async () => {
    const plan = everything()
    const paper = await openOnPaper({ ...plan, approvals: [approvalBy(somebody('alice'), plan, [{ limit: 'remove_users', reason: 'the Oslo office closed' }], { key: 'b'.repeat(64) })] })

    await paper.press('2 end')

    await shows(paper.frame(), 'overview-approved')
  })

  it('asks before anything is replaced', async () => {
    const paper = await openOnPaper(arrivals(), { doors: { write: () => Promise.resolve(undefined) } })

    await paper.press('3 down space w enter')

    await shows(paper.frame(), 'asks-before-replacing')
  })

  it('tells what went wrong when nothing could be written', async () => {
    const paper = await openOnPaper(arrivals(), { doors: { write: () => Promise.reject(new Error('the disk is full')) } })

    await paper.press('3 down space w enter')

    await shows(paper.frame(), 'not-written')
  })

  it('says that there is nothing to do', async () => {
    const paper = await openOnPaper(everything({ changes: [], drift: [], warnings: [], summary: { users: { create: 0, update: 0, delete: 0, deactivate: 0, reactivate: 0, adopt: 0 }, groups: { create: 0, update: 0, delete: 0, adopt: 0 }, memberships: { add: 0, remove: 0 }, state: { forget: 0, transfer: 0, schedule: 0, unschedule: 0, adopt: 0, accept: 0, unaccept: 0, hold: 0 } } }))

    await shows(paper.frame(), 'nothing-to-do')
    await paper.press('3')
    await shows(paper.frame(), 'no-changes')
  })
})

describe('in other windows', () => {
  it.each([
    ['small-60x15', { columns: 60, rows: 15 }, '3 down'],
    ['smallest-40x10', { columns: 40, rows: 10 }, '3 down'],
    ['wide-200x50', { columns: 200, rows: 50 }, '3 down down'],
    ['wide-opened-200x50', { columns: 200, rows: 50 }, '3 / b o b enter enter'],
    ['too-small-39x9', { columns: 39, rows: 9 }, '3'],
  ])('%s', async (name, window, keys) => {
    const paper = await openOnPaper(everything(), { window })

    await paper.press(keys)

    await shows(paper.frame(), name)
    expect(paper.frame().split('\n').filter((line) => columns(line) > window.columns)).toEqual([])
  })

  it('keeps the cursor in sight when the window shrinks, and comes back when it grows', async () => {
    const paper = await openOnPaper(everything())
    await paper.press('3 end')
    const before = paper.frame()

    await paper.resize({ columns: 60, rows: 12 })
    const small = paper.frame()
    await paper.resize({ columns: 20, rows: 5 })
    const tiny = paper.frame()
    await paper.resize({ columns: 80, rows: 24 })

    expect(small.split('\n').filter((line) => line.startsWith('>'))).toHaveLength(1)
    expect(small.split('\n')).toHaveLength(12)
    expect(tiny).toContain('20×5')
    expect(paper.frame()).toBe(before)
  })
})

describe('colours', () => {
  it('tell nothing that is not written too', async () => {
    const plain = await openOnPaper(everything())
    await plain.press('3 down space')

    expect(plain.frame()).not.toContain('\u001b')
  })
})
