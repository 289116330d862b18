/** What examples/container/Dockerfile copies and runs makes a runnable program: its steps, taken one by one in a folder. */
import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.js'

const execute = promisify(execFile)
const file = 'examples/container/Dockerfile'

interface Step {
  instruction: string
  text: string
}

/** Of each stage, by its name; the last one's is empty. */
function stagesOf(text: string): Map<string, Step[]> {
  const stages = new Map<string, Step[]>()
  let current: Step[] = []
  for (const line of text.replace(/\\\n\s*/g, ' ').split('\n')) {
    const [, instruction = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? []
    if (instruction === 'FROM') stages.set(/ AS (\w+)$/.exec(rest)?.[1] ?? '', (current = []))
    else if (instruction !== '') current.push({ instruction, text: rest })
  }
  return stages
}

const stages = stagesOf(await readFile(file, 'utf8'))
const final = stages.get('') ?? []
const of = (instruction: string, steps = final) => steps.filter((step) => step.instruction === instruction).map(({ text }) => text)

/** Symbolic links as the last stage makes them, from name to target. */
const links = of('RUN').flatMap((text) => [...text.matchAll(/ln -s (\S+) (\S+)/g)].map(([, target = '', name = '']) => ({ target, name })))

/** The image's folder: modules are those that production keeps; the build's output is today's. */
async function build(): Promise<string> {
  const app = await temporaryFolder()
  for (const text of of('COPY')) {
    const from = /^--from=(\w+) (\S+) (\S+)$/.exec(text)
    if (from?.[1] === 'modules') await modules(app)
    else if (from?.[1] === 'build') await cp(from[2]?.replace('/src/', '') ?? '', join(app, from[3] ?? ''), { recursive: true })
    else await copy(text, app)
  }
  for (const { target, name } of links) await symlink(target, join(app, name))
  return app
}

async function copy(text: string, app: string): Promise<void> {
  const parts = text.split(' ')
  const to = parts.pop() ?? ''
  for (const part of parts) await cp(part, join(app, to === './' ? part : to), { recursive: true })
}

/** As `npm ci --omit=dev` leaves them, by the lock file's own word for what is of development; nothing is fetched for it. */
async function modules(app: string): Promise<void> {
  for (const text of of('COPY', stages.get('modules'))) await copy(text, app)
  const lock = JSON.parse(await readFile(join(app, 'package-lock.json'), 'utf8')) as { packages: Record<string, { dev?: boolean; optional?: boolean; devOptional?: boolean }> }
  for (const [path, { dev, optional, devOptional }] of Object.entries(lock.packages)) {
    if (path === '' || dev === true || devOptional === true) continue
    if (optional === true && !(await stat(path).catch(() => undefined))) continue
    await mkdir(join(app, path, '..'), { recursive: true })
    await cp(path, join(app, path), { recursive: true, filter: (source) => !source.slice(resolve(path).length).includes('node_modules') })
  }
}

describe('the container', () => {
  test('is not root, keeps HOME and its folder where the original has them, and prints help when nobody says what', () => {
    expect(of('USER')).toEqual(['65534:65534'])
    expect(of('WORKDIR')).toEqual(['/app'])
    expect(of('ENV')[0]).toMatch(/^HOME=\/app +PATH=\/app:/)
    expect(of('CMD')).toEqual(['["idpscim", "--help"]'])
  })

  test('has both programs by their names', async () => {
    const { bin } = JSON.parse(await readFile('package.json', 'utf8')) as { bin: Record<string, string> }

    expect(Object.fromEntries(links.map(({ name, target }) => [name, target]))).toEqual(bin)
  })

  test('leaves out of what it is built from all that its steps do not copy', async () => {
    const kept = (await readFile(`${file}.dockerignore`, 'utf8')).trim().split('\n')
    const copied = [...stages.values()].flat().filter(({ instruction, text }) => instruction === 'COPY' && !text.startsWith('--from')).flatMap(({ text }) => text.split(' ').slice(0, -1))

    expect(kept.slice(1).sort()).toEqual([...new Set(copied)].map((path) => `!${path}`).sort())
    expect(kept[0]).toBe('*')
  })

  test('runs: version, help, a configuration that is mounted, and the helper', async () => {
    const app = await build()
    const env = { PATH: `${app}:${process.env['PATH'] ?? ''}`, HOME: app }
    const run = (program: string, ...args: string[]) => execute(program, args, { cwd: app, env })
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string }
    await cp('examples/files.yaml', join(app, '.idpscim.yaml'))
    await cp('examples/people', join(app, 'people'), { recursive: true })
    await writeFile(join(app, 'scim-token'), 'a-token\n')

    const told = await Promise.all([run('idpscim', '--version'), run('idpscim', '--help'), run('idpscimcli', '--help')])
    const checked = await execute('idpscim', ['validate'], { cwd: app, env: { ...env, IDPSCIM_EXAMPLE_ENDPOINT: 'https://scim.eu-west-1.amazonaws.com/t/scim/v2/' } })

    expect(told[0].stdout).toContain(version)
    expect(told[1].stdout).toContain('idpscim COMMAND')
    expect(told[2].stdout).toMatch(/\baws\b[\s\S]*\bgws\b/)
    expect(checked.stdout + checked.stderr).toContain('valid')
  }, 60_000)
})
