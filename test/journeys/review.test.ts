/** The built program's review in a real pseudo-terminal. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import type { Change } from '../../src/model/change.js'
import { planToJson, sealPlan } from '../../src/plan/plan-file.js'
import type { Plan } from '../../src/plan/plan.js'
import { somebody } from '../support/approvers.js'
import { planOf, userChange } from '../support/plans.js'
import { useStages } from '../support/program.js'
import { NO_TERMINAL, openTerminal } from '../support/terminal.js'
import { company } from '../support/company.js'

const stage = useStages()
const planIn = async (dir: string, name = 'plan.json') => JSON.parse(await readFile(join(dir, name), 'utf8')) as Plan
const SPACE = ' '
const ENTER = '\r'
const ESCAPE = '\u001b'
const CTRL_C = '\u0003'

/** One line for each thing that a plan would do: memberships by person. */
function parts(changes: readonly Change[]): string[] {
  return changes.flatMap((change) => (change.kind === 'membership' ? change.members.map((member) => `${change.id} ${member}`) : [change.id])).sort()
}

if (NO_TERMINAL !== undefined) console.warn(`review journeys are not run: ${NO_TERMINAL}`)

describe.skipIf(NO_TERMINAL !== undefined)('a review in a terminal', () => {
  test('filter, hold a group and a person, write, apply what goes: planned again there is exactly the rest', async () => {
    const { dir, configFile, idpscim } = await stage()
    const terminal = await openTerminal(['plan', '--review', '--config-file', configFile], { cwd: dir })
    await terminal.shows('[2 Overview]')
    const whole = await planIn(dir)
    terminal.press('/aws-data')
    await terminal.shows(/\/aws-data_ +2 of 51 changes/)
    expect(terminal.screen()).toMatch(/^─{80}$/m)
    terminal.press(`${ENTER}${SPACE}`)
    await terminal.shows('held back: create group AWS-Data, and 1 more that waits for it')
    terminal.press(ESCAPE)
    await terminal.shows(/\/ to filter.* 51 changes/)
    terminal.press('/user:ada.obi kind:membership')
    await terminal.shows(/kind:membership_ +\d of 51 changes/)
    terminal.press(`${ENTER}${ENTER}`)
    await terminal.shows('space holds one')
    terminal.press('/ada')
    await terminal.shows('found by "ada"')
    terminal.press(`${ENTER}${SPACE}`)
    await terminal.shows('held back: ada.obi@example.com in ')
    terminal.press('w')
    await terminal.shows('to: plan.narrowed.json_')
    terminal.press(ENTER)
    await terminal.shows('is in plan.narrowed.json')
    terminal.press('q')
    const left = await terminal.ended

    expect(left).toMatchObject({ code: 0, onFirstScreen: true, showsCursor: true, wraps: true, isCooked: true })
    expect(left.screen).toContain('The narrowed plan is in plan.narrowed.json: idpscim apply plan.narrowed.json')
    expect(await planIn(dir)).toEqual(whole)
    const narrowed = await planIn(dir, 'plan.narrowed.json')
    const held = parts(whole.changes).filter((part) => !parts(narrowed.changes).includes(part))
    expect(held).toHaveLength(7)
    expect((await idpscim('apply', 'plan.narrowed.json')).code).toBe(0)
    await idpscim('plan')
    expect(parts((await planIn(dir)).changes)).toEqual(held)
  })

  test('what goes is written and approved with a key, and then applied as the policy wants it', async () => {
    const { dir, configFile, idpscim } = await stage({ seed: company(3, { Ops: [0, 1, 2] }) })
    const alice = somebody('alice')
    await Promise.all([writeFile(join(dir, 'alice.pub'), alice.publicPem), writeFile(join(dir, 'alice.key'), alice.privatePem)])
    const policy = { approval: { required: true, keys: [{ name: 'alice', public_key: { file: 'alice.pub' } }] } }
    await writeFile(configFile, stringify({ ...(parse(await readFile(configFile, 'utf8')) as object), policy }))
    await idpscim('plan')

    const terminal = await openTerminal(['review', 'plan.json', '--key', 'alice.key', '--config-file', configFile], { cwd: dir })
    await terminal.shows('[2 Overview]')
    terminal.press(`3jjj${SPACE}`)
    expect(terminal.screen()).toMatch(/needs approval$/m)
    await terminal.shows('held back: create user p000@example.com, and 1 more')
    terminal.press('a')
    await terminal.shows('to: plan.narrowed.json_')
    terminal.press(ENTER)
    await terminal.shows('Type y to approve: _')
    terminal.press(`y${ENTER}`)
    await terminal.shows(/^ approved as alice$/m)
    terminal.press('q')

    expect((await terminal.ended).screen).toContain('The narrowed plan is in plan.narrowed.json, approved')
    expect((await idpscim('apply', 'plan.json')).code).toBe(3)
    expect((await idpscim('apply', 'plan.narrowed.json')).code).toBe(0)
  })

  test('whatever ends it, the terminal is as it was', async () => {
    const { dir, configFile, idpscim } = await stage({ seed: company(3, { Ops: [0, 1, 2] }) })
    await idpscim('plan')
    await writeFile(join(dir, 'throw.mjs'), "process.on('SIGUSR2', () => { throw new Error('thrown in the middle of it') })\n")
    const clean = { onFirstScreen: true, showsCursor: true, wraps: true, isCooked: true }
    const open = async (env = {}) => {
      const terminal = await openTerminal(['review', 'plan.json', '--config-file', configFile], { cwd: dir, env })
      await terminal.shows('[2 Overview]')
      return terminal
    }

    const quit = await open()
    quit.press('q')
    expect(await quit.ended).toMatchObject({ ...clean, code: 0 })

    const interrupted = await open()
    interrupted.press(`3j${SPACE}`)
    await interrupted.shows('held back')
    interrupted.press(CTRL_C)
    await interrupted.shows('Your decisions are not written.')
    interrupted.press(CTRL_C)
    const afterInterrupt = await interrupted.ended
    expect(afterInterrupt).toMatchObject({ ...clean, code: 1 })
    expect(afterInterrupt.screen).toContain('stopped by SIGINT')

    const terminated = await open()
    terminated.press(`3j${SPACE}`)
    await terminated.shows('held back')
    await terminated.kill('SIGTERM')
    const afterTerm = await terminated.ended
    expect(afterTerm).toMatchObject({ ...clean, code: 1 })
    expect(afterTerm.screen).toContain('stopped by SIGTERM')

    const crashed = await open({ NODE_OPTIONS: `--import=${join(dir, 'throw.mjs')}` })
    await crashed.kill('SIGUSR2')
    const afterCrash = await crashed.ended
    expect(afterCrash).toMatchObject({ ...clean, code: 1 })
    expect(afterCrash.screen).toContain('thrown in the middle of it')
  })

  test('a large plan is there before it is read; where a change of it turns out to be none, the review ends and says so', async () => {
    const { dir, idpscim } = await stage({ seed: company(3, { Ops: [0, 1, 2] }) })
    const large = planOf([userChange('create', 'first@example.com'), userChange('create', 'large@example.com', { reason: 'x'.repeat(9_000_000) }), userChange('create', 'last@example.com')])
    const { id: _, ...unsealed } = large
    await writeFile(join(dir, 'large.json'), planToJson(large))
    await writeFile(join(dir, 'unfit.json'), planToJson(sealPlan({ ...unsealed, changes: large.changes.with(2, { ...large.changes[2], key: 7 } as never) })))
    const refused = await idpscim('show', 'unfit.json')

    const fit = await openTerminal(['review', 'large.json'], { cwd: dir })
    await fit.shows('all 3 changes go')
    fit.press('q')
    const unfit = await openTerminal(['review', 'unfit.json'], { cwd: dir })
    const left = await unfit.ended

    expect((await fit.ended).code).toBe(0)
    expect(refused.code).toBe(64)
    expect(refused.stderr).toContain('changes.2.key')
    expect(left).toMatchObject({ code: 64, onFirstScreen: true, showsCursor: true, wraps: true, isCooked: true })
    expect(left.screen.trim()).toBe(refused.stderr.trim())
  })

  test('follows the window, says when there is too little room, and replaces no file without being told to', async () => {
    const { dir, configFile, idpscim } = await stage({ seed: company(3, { Ops: [0, 1, 2] }) })
    await idpscim('plan')
    const before = await readFile(join(dir, 'plan.json'), 'utf8')

    const terminal = await openTerminal(['review', 'plan.json', '--config-file', configFile, '--no-color'], { cwd: dir, size: { columns: 60, rows: 15 } })
    await terminal.shows('[2 Overview]')
    terminal.press('3')
    await terminal.shows('[3 Changes')
    await terminal.resize({ columns: 130, rows: 30 })
    await terminal.shows(/5 changes │/)
    await terminal.resize({ columns: 30, rows: 8 })
    await terminal.shows('The window is 30×8.')
    await terminal.resize({ columns: 80, rows: 24 })
    await terminal.shows(/^ all 5 changes go$/m)
    terminal.press(`3j${SPACE}`)
    await terminal.shows('held back')
    terminal.press('w\u0015./plan.json\r')
    await terminal.shows('is there already')
    terminal.press('n')
    await terminal.shows('to: ./plan.json_')
    terminal.press(ESCAPE)
    await terminal.shows('enter open')
    terminal.press('q')
    await terminal.shows('Your decisions are not written.')
    terminal.press('y')

    expect((await terminal.ended).code).toBe(0)
    expect(await readFile(join(dir, 'plan.json'), 'utf8')).toBe(before)
  })
})

