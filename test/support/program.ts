/** The built program, run as a person or a crontab would: argv in; exit code, stdout and stderr out. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach } from 'vitest'
import { awsOnly, BUCKET, moveConfig, secretsOf, type Credentials } from './in-aws.js'

export const PROGRAM = resolve('dist/main.js')
/** The original's second program. */
export const HELPER = resolve('dist/idpscimcli.js')

export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface Running {
  child: ChildProcess
  ended: Promise<Ended>
}

/** Our own environment without what the test runner put there: `NODE_ENV=test` makes libraries behave as no user sees them. */
function cleanEnv(over: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NODE_ENV: _, VITEST: __, NODE_OPTIONS: ___, ...rest } = process.env
  return { ...Object.fromEntries(Object.entries(rest).filter(([name]) => !name.startsWith('IDPSCIM_'))), ...over }
}

export interface RunOptions {
  cwd: string
  env?: NodeJS.ProcessEnv
  /** Its JavaScript file; `idpscim` unless given. */
  program?: string
}

export function launch(args: readonly string[], options: RunOptions): Running {
  const child = spawn(process.execPath, [options.program ?? PROGRAM, ...args], { cwd: options.cwd, env: cleanEnv({ HOME: options.cwd, ...options.env }), stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<Ended>((done, fail) => {
    child.on('error', fail)
    child.on('close', (code, signal) => {
      done({ code, signal, stdout, stderr })
    })
  })
  return { child, ended }
}

export function run(args: readonly string[], options: RunOptions): Promise<Ended> {
  return launch(args, options).ended
}

export interface Request {
  api: string
  operation: string
  method: string
  path: string
  status: number
}

/** A sandbox in a process of its own, and a stack's folder beside it. */
export interface Stage {
  dir: string
  configFile: string
  env: Record<string, string>
  endpoints: Record<string, string>
  idpscim: (...args: string[]) => Promise<Ended>
  start: (...args: string[]) => Running
  requests: () => Promise<Request[]>
  clearRequests: () => Promise<void>
  state: () => Promise<Seed>
  putState: (seed: unknown) => Promise<void>
  /** JSON merge patch. */
  patchState: (patch: unknown) => Promise<void>
  /** By key. */
  objects: (bucket?: string) => Promise<Record<string, string>>
  /** Of a stage in AWS: what its secrets hold. */
  credentials?: Credentials
  setFaults: (faults: readonly object[]) => Promise<void>
}

export interface Seed {
  google: { domain: string; users: Record<string, unknown>[]; groups: ({ name: string; email: string; members: unknown[] } & Record<string, unknown>)[] }
  aws: { users: ({ id: string; userName: string; active: boolean } & Record<string, unknown>)[]; groups: { id: string; displayName: string; externalId?: string; members: string[] }[]; buckets: { name: string; objects?: Record<string, string> }[] }
}

export interface StageOptions {
  seed?: unknown
  flags?: readonly string[]
  /** The state in S3 and the credentials in Secrets Manager; the seed needs a bucket of that name, or has one made. */
  inAws?: boolean
}

/** For a whole file: starts stages, and ends them after each test. */
export function useStages(): (options?: StageOptions) => Promise<Stage> {
  let endings: (() => Promise<void>)[] = []
  afterEach(async () => {
    const now = endings
    endings = []
    await Promise.all(now.map((end) => end()))
  })
  return async ({ seed, flags = [], inAws = false } = {}) => {
    const dir = await mkdtemp(join(tmpdir(), 'idpscim-journey-'))
    const seedFile = join(dir, 'seed.json')
    if (seed !== undefined) await writeFile(seedFile, JSON.stringify(seed))
    const sandbox = launch(['sandbox', '--json', '--port', '0', '--dir', dir, '--rate-limits', 'off', ...(seed === undefined ? [] : ['--seed', seedFile]), ...flags], { cwd: dir })
    endings.push(async () => {
      sandbox.child.kill('SIGTERM')
      await sandbox.ended
      await rm(dir, { recursive: true, force: true })
    })
    const ready = await firstLine(sandbox)
    const { endpoints, env, configFile } = JSON.parse(ready) as Pick<Stage, 'endpoints' | 'env' | 'configFile'>
    const control = (path: string, init?: RequestInit) => fetch(new URL(path, endpoints['control']), init)
    const send = async (method: string, path: string, body: unknown) => {
      const answer = await control(path, { method, body: JSON.stringify(body) })
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    }
    const state = async () => (await (await control('/state')).json()) as Seed
    const settings = { cwd: dir, env: inAws ? awsOnly(env) : {} }
    const credentials = inAws ? await moveConfig(configFile) : undefined
    if (credentials) {
      const { buckets } = (await state()).aws
      const all = buckets.some(({ name }) => name === BUCKET) ? buckets : [...buckets, { name: BUCKET }]
      await send('PATCH', '/state', { aws: { buckets: all, secrets: secretsOf(credentials) } })
    }
    return {
      dir,
      configFile,
      env,
      endpoints,
      ...(credentials && { credentials }),
      idpscim: (...args) => run([...args, '--config-file', configFile], settings),
      start: (...args) => launch([...args, '--config-file', configFile], settings),
      requests: async () => (await (await control('/requests')).json()) as Request[],
      clearRequests: async () => {
        await control('/requests', { method: 'DELETE' })
      },
      state,
      objects: async (bucket = BUCKET) => (await state()).aws.buckets.find(({ name }) => name === bucket)?.objects ?? {},
      putState: (seed) => send('PUT', '/state', seed),
      patchState: (patch) => send('PATCH', '/state', patch),
      setFaults: (faults) => send('PUT', '/faults', faults),
    }
  }
}

function firstLine(running: Running): Promise<string> {
  return new Promise((done, fail) => {
    const lines = createInterface({ input: running.child.stdout ?? process.stdin })
    lines.once('line', (line) => {
      lines.close()
      running.child.stdout?.resume()
      done(line)
    })
    void running.ended.then(({ stderr }) => fail(new Error(`the sandbox ended before it was ready: ${stderr}`)))
  })
}
