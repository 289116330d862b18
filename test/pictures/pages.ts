/** Takes the README's pictures of the page, in the light and in the dark, in whatever Chromium this machine has. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { planToHtml } from '../../src/report/html/plan-html.js'
import { findChromium, openChromium } from '../support/chromium.js'
import { picturedPlan } from './story.js'

const chromium = findChromium()
if (chromium === undefined) throw new Error('there is no Chromium on this machine; CHROME_PATH may name one')

const folder = await mkdtemp(join(tmpdir(), 'idpscim-pictures-'))
const file = join(folder, 'plan.html')
await writeFile(file, planToHtml(picturedPlan(), { file: 'plan.json' }))
const browser = await openChromium(chromium)
for (const colorScheme of ['light', 'dark'] as const) {
  const page = await browser.newPage({ viewport: { width: 960, height: 800 }, deviceScaleFactor: 0.75, colorScheme })
  await page.goto(pathToFileURL(file).href)
  await page.getByRole('tab', { name: /People/ }).click()
  await page.getByRole('tabpanel').locator('summary').nth(1).click()
  await page.mouse.move(0, 0)
  await page.evaluate('document.activeElement.blur(); scrollTo(0, 0)')
  await page.screenshot({ path: fileURLToPath(new URL(`../../examples/pictures/page-${colorScheme}.png`, import.meta.url)), fullPage: true })
}
await browser.close()
await rm(folder, { recursive: true, force: true })
