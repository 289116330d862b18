/** Writes the report page's script and style as the program carries them: built from the sources beside it, readable, without imports. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

const page = (name: string) => fileURLToPath(new URL(`./report/html/page/${name}`, import.meta.url))

/** The text of `report/html/page-assets.ts`. */
export function pageAssets(): string {
  const [built] = buildSync({ entryPoints: [page('page.ts')], bundle: true, format: 'iife', target: 'es2022', charset: 'utf8', legalComments: 'none', write: false }).outputFiles
  const script = (built?.text ?? '').replace(/^ *\/\/ .*\n/gm, '')
  const style = readFileSync(page('page.css'), 'utf8')
  return [
    '/** Generated from page/ by "npm run generate:page". */',
    ...Object.entries({ SCRIPT: script, STYLE: style }).map(([name, text]) => `\nexport const ${name} = [\n${text.trimEnd().split('\n').map((line) => `  ${JSON.stringify(line)},\n`).join('')}].join('\\n')`),
    '',
  ].join('\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(fileURLToPath(new URL('./report/html/page-assets.ts', import.meta.url)), pageAssets())
