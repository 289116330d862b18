/** Help and version load no more than they need: what a command uses is loaded when it runs. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import pkg from '../../package.json' with { type: 'json' }
import { run } from '../support/program.js'
import { temporaryFolder } from '../support/temporary-folder.js'

/** Preloaded: writes every module that the process loads to MODULES_FILE, one a line. */
const LIST_MODULES = `
import { appendFileSync } from 'node:fs'
import Module, { register } from 'node:module'
const file = process.env.MODULES_FILE
const hooks = "import { appendFileSync } from 'node:fs'\\nexport const load = (url, context, next) => { appendFileSync(" + JSON.stringify(file) + ", url + '\\\\n'); return next(url, context) }"
register('data:text/javascript,' + encodeURIComponent(hooks))
process.on('exit', () => appendFileSync(file, Object.keys(Module._cache).join('\\n')))
`

async function loaded(args: readonly string[]): Promise<{ code: number | null; stdout: string; modules: string[]; ours: string }> {
  const cwd = await temporaryFolder()
  const list = join(cwd, 'modules')
  const preload = join(cwd, 'list-modules.mjs')
  await writeFile(preload, LIST_MODULES)
  const { code, stdout } = await run(args, { cwd, env: { NODE_OPTIONS: `--import=${pathToFileURL(preload).href}`, MODULES_FILE: list } })
  const modules = (await readFile(list, 'utf8')).split('\n').filter((line) => line.includes('/') && !line.startsWith('data:') && !line.startsWith('node:'))
  const dist = modules.filter((line) => line.includes('/dist/') && line.startsWith('file:') && !line.includes('node_modules'))
  const texts = await Promise.all(dist.map((url) => readFile(new URL(url), 'utf8')))
  return { code, stdout, modules, ours: texts.join('\n') }
}

/** Words that stand in a bundle only where that library does. */
const HEAVY: readonly [name: string, mark: RegExp][] = [
  ['googleapis', /admin\.directory\.group\.readonly|google-auth-library/],
  ['zod', /ZodType|_zod/],
  ['yaml', /YAMLParseError/],
  ['operations', /function planStack/],
  ['the sandbox', /function startSandbox/],
]

/** The screens stand in no other chunk than their own. */
const SCREENS = /yogaNode/

describe('start-up', () => {
  it('answers --version and -v by one small file', async () => {
    for (const flag of ['--version', '-v']) {
      const { code, stdout, modules } = await loaded([flag])

      expect(code).toBe(0)
      expect(stdout).toBe(`idpscim version ${pkg.version}\n`)
      expect(modules.filter((line) => !line.endsWith('list-modules.mjs')).map((line) => basename(line))).toEqual(['main.js'])
    }
  })

  it('tells what the program is, and its commands, without the framework', async () => {
    for (const args of [['--help'], ['help'], ['--no-color', '-h']]) {
      const { code, stdout, modules } = await loaded(args)

      expect(code).toBe(0)
      await expect(stdout).toMatchFileSnapshot('help.txt')
      expect(modules.filter((line) => line.includes('node_modules'))).toEqual([])
    }
  })

  it.each([
    ['help for one command', ['plan', '--help']],
    ['a completion script', ['completion', 'bash']],
    ['an unknown command', ['nothing']],
    ['a review without a terminal', ['review', 'plan.json']],
  ])('loads no heavy room for %s', async (_, args) => {
    const { modules, ours } = await loaded(args)

    for (const [name, mark] of HEAVY) expect(mark.test(ours), name).toBe(false)
    expect(SCREENS.test(ours)).toBe(false)
    expect(modules.filter((line) => /node_modules\/(googleapis|zod|yaml|hono|fast-json-patch|json-diff-ts|typescript)\//.test(line))).toEqual([])
  })

  it('looks for no plugins in the home of the user', async () => {
    const cwd = await temporaryFolder()

    const { code, stderr } = await run(['plan', '--help'], { cwd, env: { HOME: '/dev/null', XDG_DATA_HOME: '/dev/null', XDG_CONFIG_HOME: '/dev/null' } })

    expect([code, stderr]).toEqual([0, ''])
  })

  it('finds those marks where they are used, so that their absence means something', async () => {
    const { ours } = await loaded(['demo'])

    for (const [name, mark] of HEAVY) expect(mark.test(ours), name).toBe(true)
    expect(SCREENS.test(ours)).toBe(false)
    const chunks = await readdir('dist/chunks')
    const drawing = await Promise.all(chunks.map(async (chunk) => (SCREENS.test(await readFile(join('dist/chunks', chunk), 'utf8')) ? [chunk] : [])))
    expect(drawing.flat()).toEqual([expect.stringMatching(/^run-review-/)])
  })
})
