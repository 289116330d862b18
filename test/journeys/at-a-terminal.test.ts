/** The first hour of somebody who has only credentials: every screen of it is kept, so that a person can read what a person sees. */
import { copyFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Plan } from '../../src/plan/plan.js'
import { company } from '../support/company.js'
import { useStages } from '../support/program.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { NO_TERMINAL, openTerminal } from '../support/terminal.js'

const stage = useStages()
const [ENTER, SPACE] = ['\r', ' ']
const TALL = { columns: 100, rows: 70 }

/** What differs from run to run takes as many columns as before; changes that are done side by side stand in the order of their names. */
function steady(screen: string, folder: string): string {
  const lines = screen
    .replaceAll(folder, '~')
    .replaceAll(/127\.0\.0\.1:\d{5}/g, '127.0.0.1:PORTS')
    .replaceAll(/(?<!-)\b[0-9a-f]{12}\b/g, 'PLAN-ID-HERE')
    .replaceAll(/\b\d{4}-\d\d-\d\d\b/g, 'YYYY-MM-DD')
    .replaceAll(/\b\d\d:\d\d\b(?=\s+UTC|$)/gm, 'HH:MM')
    .replaceAll(/(?<=done in )[^;]+/g, 'a moment')
    .split('\n')
    .map((line) => line.trimEnd())
  const done = lines.filter((line) => line.startsWith('done: ')).sort()
  return lines.map((line) => (line.startsWith('done: ') ? done.shift() : line)).join('\n').trimEnd()
}

if (NO_TERMINAL !== undefined) console.warn(`the first hour is not tried: ${NO_TERMINAL}`)

describe.skipIf(NO_TERMINAL !== undefined)('the first hour at a terminal', () => {
  test('from an empty folder and two credentials: init, doctor, plan, review, apply, and nothing left but what was held back', async () => {
    const sandbox = await stage({ seed: company(5, { Dev: [0, 1, 2], Ops: [3, 4] }) })
    const folder = await temporaryFolder()
    for (const name of ['google-credentials.json', 'scim-token']) await copyFile(join(sandbox.dir, name), join(folder, name))
    const recorded: string[] = []
    const at = async (...args: string[]) => {
      const terminal = await openTerminal(args, { cwd: folder, size: args[0] === 'review' ? { columns: 100, rows: 28 } : TALL })
      const shown = args.map((word) => (word.startsWith('http') ? 'http://127.0.0.1:PORTS/' : word)).join(' ')
      const keep = (screen: string, what?: string) => recorded.push(`$ idpscim ${shown}${what === undefined ? '' : `    # ${what}`}\n\n${steady(screen, folder)}\n`)
      const answer = async (question: string, keys: string) => {
        await terminal.shows(question)
        terminal.press(keys)
      }
      const left = async () => {
        const { code, screen } = await terminal.ended
        keep(screen)
        return code
      }
      return { ...terminal, answer, keep, left }
    }

    const init = await at('init', '--google-endpoint', sandbox.endpoints['google'] ?? '')
    await init.answer('Where do people and groups come from?', SPACE)
    await init.answer('◉ Google Workspace', ENTER)
    await init.answer("the service account's key, or its federation, kept", ENTER)
    await init.answer('Its path: (google-credentials.json)', ENTER)
    await init.answer('the administrator to act for', `admin@example.com${ENTER}`)
    await init.answer('Google: which groups', `name:AWS*${ENTER}`)
    await init.answer('What is made to match?', ENTER)
    await init.answer('SCIM endpoint', `${sandbox.endpoints['scim'] ?? ''}${ENTER}`)
    await init.answer('SCIM access token, kept', ENTER)
    await init.answer('Its path: (scim-token)', ENTER)
    await init.answer('Where is the state kept', ENTER)
    await init.answer('State: the file', ENTER)
    await init.answer('A name for this stack', ENTER)
    const codes = [await init.left()]

    codes.push(await (await at('doctor')).left())
    codes.push(await (await at('plan')).left())

    const review = await at('review', 'plan.json')
    await review.shows('[2 Overview]')
    review.keep(review.screen(), 'the overview')
    review.press('3')
    await review.shows('[3 Changes ')
    review.press('/ops')
    await review.shows('/ops_')
    review.press(ENTER)
    review.press(SPACE)
    await review.shows('held back:')
    review.keep(review.screen(), 'one group held back, and what waits for it')
    review.press('w')
    await review.answer('to: plan.narrowed.json_', ENTER)
    await review.shows('is in plan.narrowed.json')
    review.press('q')
    codes.push((await review.ended).code)

    codes.push(await (await at('apply', 'plan.narrowed.json')).left())
    codes.push(await (await at('plan', '--out', 'rest.json')).left())
    const [whole, done, rest] = await Promise.all(['plan.json', 'plan.narrowed.json', 'rest.json'].map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Plan))

    expect(codes).toEqual([0, 0, 0, 0, 0, 0])
    expect((done?.changes.length ?? 0) + (rest?.changes.length ?? 0)).toBe(whole?.changes.length)
    expect(rest?.changes.length).toBeGreaterThan(0)
    const token = await readFile(join(folder, 'scim-token'), 'utf8')
    expect(recorded.join()).not.toContain(token)
    await expect(recorded.join('\n\n')).toMatchFileSnapshot('first-hour.txt')
  })
})
