/** The page as people open it: in a browser, with its script, from a file. */
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planToHtml } from '../../src/report/html/plan-html.js'
import { findChromium, openChromium } from '../support/chromium.js'
import { numbers, person } from '../support/people.js'
import { membershipChange, planOf, userChange } from '../support/plans.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { NASTY, planOfNames } from './hostile.js'

/** Runs in the page. */
const PALE_TEXTS = readFileSync(new URL('./pale-texts.js', import.meta.url), 'utf8')

const chromium = findChromium()
if (chromium === undefined) console.warn('SKIPPED: no Chromium on this machine, so no page is opened in a browser; CHROME_PATH may name one')

describe.skipIf(chromium === undefined)('a page in Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openChromium(chromium ?? '')
  })
  afterAll(() => browser.close())

  /** `events` gets whatever a quiet page has none of: requests but the first, messages, errors, dialogs. */
  async function opened(html: string, options: Parameters<Browser['newPage']>[0] = {}): Promise<{ page: Page; events: string[] }> {
    const file = join(await temporaryFolder(), 'plan.html')
    await writeFile(file, html)
    const address = pathToFileURL(file).href
    const page = await browser.newPage(options)
    page.setDefaultTimeout(20_000)
    const events: string[] = []
    page.on('request', (request) => request.url() === address || events.push(`request ${request.url()}`))
    page.on('console', (message) => events.push(`console ${message.text()}`))
    page.on('pageerror', (error) => events.push(`error ${error.message}`))
    page.on('dialog', (dialog) => {
      events.push(`dialog ${dialog.message()}`)
      void dialog.dismiss()
    })
    await page.goto(address)
    return { page, events }
  }

  it('lists 10,000 changes a hundred at a time, searches and filters them, and asks nobody for anything', async () => {
    const changes = [
      ...numbers(10_000).map((n) => userChange(n % 50 === 0 ? 'deactivate' : 'create', `p${n}@example.com`, { after: person(n) })),
      membershipChange('add', 'AWS-Dev', Object.fromEntries(numbers(300).map((n) => [`p${n}@example.com`, { id: `t${n}` }]))),
    ]
    const { page, events } = await opened(planToHtml(planOf(changes)))
    const panel = page.getByRole('tabpanel')
    const status = panel.getByRole('status')
    const rows = panel.locator('.entry')

    expect(await status.textContent()).toBe('10,001 changes')
    expect(await rows.count()).toBe(100)

    await panel.getByRole('button', { name: 'Show 100 more of 9,901' }).click()
    expect(await rows.count()).toBe(200)

    await panel.getByRole('searchbox').fill('p777@')
    await status.filter({ hasText: '1 of 10,001 changes' }).waitFor()
    expect(await rows.allTextContents()).toEqual([expect.stringContaining('p777@example.com')])

    await panel.getByRole('button', { name: 'Clear filters' }).click()
    await panel.getByText('deactivate', { exact: false }).first().click()
    await status.filter({ hasText: '200 of 10,001 changes' }).waitFor()

    await page.getByRole('tab', { name: /People/ }).click()
    await panel.getByRole('searchbox').fill('p7@example.com')
    await status.filter({ hasText: '1 of 10,000 people' }).waitFor()
    await rows.first().locator('summary').click()
    await rows.first().locator('details[open] > :not(summary)').first().waitFor()
    expect(await rows.first().innerText()).toMatch(/Gains groups 1\s+AWS-Dev/)
    expect(await rows.first().innerText()).toMatch(/emails\[0\]\.value/)

    expect(events).toEqual([])
    await page.close()
  })

  it('can be used by keyboard alone', async () => {
    const { page, events } = await opened(planToHtml(planOfNames(['Alice', 'Bob', 'Carol'])))

    await page.getByRole('tab', { selected: true }).focus()
    await page.keyboard.press('ArrowRight')
    expect(await page.getByRole('tab', { selected: true }).textContent()).toMatch(/^People/)
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.type')).toBe('search')
    await page.getByRole('tabpanel').locator('summary').first().focus()
    await page.keyboard.press('Enter')
    await page.getByRole('tabpanel').locator('details[open] > :not(summary)').first().waitFor()

    expect(events).toEqual([])
    await page.close()
  })

  it.each(['light', 'dark'] as const)('fits a phone, and is read in the %s with every name hostile', async (colorScheme) => {
    const { page, events } = await opened(planToHtml(planOfNames([...NASTY, 'x'.repeat(10_000), '\u202e'.repeat(10_000)]), { file: '</script>' }), { viewport: { width: 390, height: 844 }, colorScheme })

    for (const tab of await page.getByRole('tab').all()) {
      await tab.click()
      await page.evaluate("for (const summary of document.querySelectorAll('.entry summary')) if (!summary.parentElement.open) summary.click()")
    }

    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
    expect(await page.evaluate(PALE_TEXTS)).toEqual([])
    expect(events).toEqual([])
    await page.close()
  })

  it('says without a script what matters, and that the lists need one', async () => {
    const { page, events } = await opened(planToHtml(planOfNames(['Alice', 'Bob', 'Carol'])), { javaScriptEnabled: false })

    const text = await page.locator('body').innerText()

    expect(text).toContain('Takes away')
    expect(text).toContain('What it waits for')
    expect(text).toContain('need JavaScript')
    expect(events).toEqual([])
    await page.close()
  })
})
