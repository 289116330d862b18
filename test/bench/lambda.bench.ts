/** Size, cold start and memory of the function's bundle, and how much of its time is left when it stops: `npm run bundle && npx tsx test/bench/lambda.bench.ts [users]`. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { startSandbox } from '../../src/sandbox/sandbox.js'
import { company, range } from '../support/company.js'
import { awsOnly, BUCKET, KEY, moveConfig, secretsOf } from '../support/in-aws.js'
import { deploy } from '../support/lambda-api.js'

const BUNDLE = resolve('dist/lambda/index.mjs')
const STARTS = 9
/** What README says a function of 128 MB wants: Node.js and the C library are generous with memory that they may have. */
const FRUGAL = { NODE_OPTIONS: '--max-semi-space-size=2 --max-old-space-size=56', MALLOC_ARENA_MAX: '1' }
const [users = 1_000] = process.argv.slice(2).map(Number)
let missed = 0

function tell(what: string, value: number, unit: string, most: number): void {
  if (value > most) missed++
  console.log(`${what.padEnd(52)} ${value.toFixed(unit === 'MB' ? 2 : 0)} ${unit} (at most ${most}) ${value > most ? 'MISSED' : 'kept'}`)
}

async function size(): Promise<void> {
  const bytes = (await stat(BUNDLE)).size
  tell('bundle', bytes / 1e6, 'MB', 3)
  console.log(`${''.padEnd(52)} ${(gzipSync(await readFile(BUNDLE)).length / 1e6).toFixed(2)} MB compressed`)
}

/** From before the import until the handler is there, in a process of its own on one core. */
async function coldStart(): Promise<void> {
  const script = `const from = performance.now(), cpu = process.cpuUsage(); const { handler } = await import(${JSON.stringify(BUNDLE)}); if (typeof handler !== 'function') throw new Error('no handler'); const { user, system } = process.cpuUsage(cpu); console.log(JSON.stringify({ cpu: (user + system) / 1e3, wall: performance.now() - from }))`
  const one = spawnSync('taskset', ['--version']).error === undefined
  const [file, args] = one ? ['taskset', ['-c', '0', process.execPath]] : [process.execPath, []]
  const starts: { cpu: number; wall: number }[] = []
  for (let n = 0; n < STARTS; n++) {
    const child = spawn(file, [...args, '--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    await once(child, 'close')
    starts.push(JSON.parse(out) as { cpu: number; wall: number })
  }
  const median = (times: readonly number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN
  // On one core that does nothing else both are the same; what others do there is no part of the start.
  tell(`import to handler ready, ${one ? 'one core, ' : ''}CPU, median of ${STARTS}`, median(starts.map(({ cpu }) => cpu)), 'ms', 400)
  console.log(`${''.padEnd(52)} ${median(starts.map(({ wall }) => wall)).toFixed(0)} ms on the clock, at best ${Math.min(...starts.map(({ wall }) => wall)).toFixed(0)}`)
}

/** The highest that the function's process ever held, after a first sync of so many people and one that finds nothing to do. */
async function memory(): Promise<void> {
  const groups = Object.fromEntries(range(0, users / 20).map((n) => [`G${n}`, range(0, 60).map((index) => (n * 20 + index) % users)]))
  const seed = { ...company(users, groups), aws: { users: [], groups: [], buckets: [BUCKET] } }
  const sandbox = await startSandbox({ seed, rateLimits: false })
  const root = await mkdtemp(join(tmpdir(), 'idpscim-bench-'))
  sandbox.patchState({ aws: { secrets: secretsOf(await moveConfig(sandbox.configFile)) } })
  const env = { ...awsOnly(sandbox.env), IDPSCIM_AWS_S3_BUCKET_NAME: BUCKET, IDPSCIM_AWS_S3_BUCKET_KEY: KEY, IDPSCIM_GWS_ENDPOINT: sandbox.endpoints.google }
  const { fn, end } = await deploy(root, { ...env, ...FRUGAL })
  for (const what of ['first sync', 'sync with nothing to do']) {
    const begun = performance.now()
    const { answer, error } = await fn.invoke({}, { timeoutMs: 900_000 })
    if (answer === undefined) throw new Error(`${error.errorType}: ${error.errorMessage}`)
    const status = await readFile(`/proc/${fn.pid() ?? 0}/status`, 'utf8')
    const peak = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024
    // Lambda counts in mebibytes, and calls them MB.
    tell(`peak memory, ${users} people, ${what} (${answer.status}, ${((performance.now() - begun) / 1e3).toFixed(1)} s)`, peak / 2 ** 20, 'MiB', 128)
  }
  await end()
  await sandbox.stop()
  await Promise.all([root, sandbox.dir].map((dir) => rm(dir, { recursive: true, force: true })))
}

/** When a sync that its time-out stops has ended: on a machine that has nothing else to do, well before it. */
async function deadline(): Promise<void> {
  const seed = { ...company(2_000, { All: range(0, 2_000) }), aws: { users: [], groups: [], buckets: [BUCKET] } }
  const sandbox = await startSandbox({ seed, rateLimits: false })
  const root = await mkdtemp(join(tmpdir(), 'idpscim-bench-'))
  sandbox.patchState({ aws: { secrets: secretsOf(await moveConfig(sandbox.configFile)) } })
  const { fn, end } = await deploy(root, { ...awsOnly(sandbox.env), IDPSCIM_AWS_S3_BUCKET_NAME: BUCKET, IDPSCIM_AWS_S3_BUCKET_KEY: KEY, IDPSCIM_GWS_ENDPOINT: sandbox.endpoints.google, IDPSCIM_LOG_LEVEL: 'error' })
  for (const timeoutMs of [2_000, 10_000]) {
    const { answer, error } = await fn.invoke({}, { timeoutMs })
    const took = Number((JSON.parse(fn.lines().at(-1) ?? '{}') as { Duration?: number }).Duration)
    console.log(`${`stopped by a time-out of ${timeoutMs / 1000} s (${answer?.status ?? error?.errorType ?? ''})`.padEnd(52)} after ${took} ms`)
  }
  await end()
  await sandbox.stop()
  await Promise.all([root, sandbox.dir].map((dir) => rm(dir, { recursive: true, force: true })))
}

await size()
await coldStart()
await memory()
await deadline()
if (missed > 0) process.exitCode = 1
