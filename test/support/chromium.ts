/** A browser of this machine, for pages that people open: no download, no profile, no network. */
import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']

/** Undefined where none is installed; `CHROME_PATH` names one elsewhere. */
export function findChromium(): string | undefined {
  const places = (process.env['PATH'] ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)))
  return [process.env['CHROME_PATH'] ?? '', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', ...places].find((place) => place !== '' && runs(place))
}

/** A fresh profile, thrown away when it closes. Every name resolves to nothing: what a page asks for is not there. */
export function openChromium(executablePath: string): Promise<Browser> {
  const quiet = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND']
  return chromium.launch({ executablePath, args: quiet })
}

function runs(place: string): boolean {
  try {
    accessSync(place, constants.X_OK)
    return execFileSync(place, ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] }).toString().includes('Chrom')
  } catch {
    return false
  }
}
