/** The other side of a function: a small server that speaks Lambda's runtime API, and the bundle as a process before it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { symlink } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import type { Answer } from '../../src/lambda/answer.js'

const BUNDLE = resolve('dist/lambda/index.mjs')
const BOOTSTRAP = resolve('test/support/lambda-bootstrap.mjs')
const PREFIX = '/2018-06-01/runtime'

export interface FunctionError {
  errorType: string
  errorMessage: string
  trace?: readonly string[]
}

export type Outcome = { answer: Answer; error?: undefined } | { answer?: undefined; error: FunctionError }

export interface Invoking {
  requestId: string
  outcome: Promise<Outcome>
  /** Ends the machine that it runs on, as a crash would. */
  kill(): void
}

/** One deployed function; its process stays from one event to the next, as AWS keeps it warm. */
export interface LambdaFunction {
  /** Where its code lies. */
  root: string
  invoke(event: unknown, options?: { timeoutMs?: number }): Promise<Outcome>
  begin(event: unknown, options?: { timeoutMs?: number }): Invoking
  /** All that it wrote to stdout, line by line. */
  lines(): string[]
  /** Of the process that is warm now. */
  pid(): number | undefined
}

interface Waiting {
  id: string
  event: unknown
  timeoutMs: number
  settle: (outcome: Outcome) => void
}

/** The bundle before its runtime API, its code in `root`. */
export async function deploy(root: string, env: NodeJS.ProcessEnv): Promise<{ fn: LambdaFunction; end: () => Promise<void> }> {
  await symlink(BUNDLE, join(root, 'index.mjs'))
  const queue: Waiting[] = []
  const underWay = new Map<string, Waiting>()
  let idle: ServerResponse | undefined
  let machine: ChildProcess | undefined
  let out = ''

  const give = () => {
    const [next] = queue
    if (next === undefined || idle === undefined) return
    queue.shift()
    underWay.set(next.id, next)
    // The time runs from here: starting the process is not a part of it.
    idle.writeHead(200, { 'Lambda-Runtime-Aws-Request-Id': next.id, 'Lambda-Runtime-Deadline-Ms': String(Date.now() + next.timeoutMs), 'content-type': 'application/json' }).end(JSON.stringify(next.event))
    idle = undefined
  }
  const settle = (id: string, outcome: Outcome) => {
    underWay.get(id)?.settle(outcome)
    underWay.delete(id)
  }
  const server = createServer((request, response) => {
    void answerTo(request, response)
  })
  const answerTo = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? ''
    if (path === `${PREFIX}/invocation/next`) {
      idle = response
      give()
      return
    }
    const body = await bodyOf(request)
    const [, id = '', end] = /\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? []
    response.writeHead(underWay.has(id) || path.endsWith('/init/error') ? 202 : 400).end()
    if (end === 'response') settle(id, { answer: body as Answer })
    else for (const waiting of end === 'error' ? [id] : underWay.keys()) settle(waiting, { error: body as FunctionError })
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  const boot = () => {
    const { PATH, TZ } = process.env
    const own = { PATH, TZ, AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`, LAMBDA_TASK_ROOT: root, _HANDLER: 'index.handler', AWS_LAMBDA_FUNCTION_NAME: 'idpscim', AWS_LAMBDA_LOG_STREAM_NAME: `2026/01/05/[$LATEST]${'0'.repeat(32)}` }
    const child = spawn(process.execPath, [BOOTSTRAP], { cwd: root, env: { ...own, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
    child.once('close', (code, signal) => {
      machine = undefined
      idle = undefined
      // What Lambda says of a process that is gone.
      for (const id of underWay.keys()) settle(id, { error: { errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${id} Error: Runtime exited with error: ${signal ?? String(code)}` } })
    })
    return child
  }
  const begin: LambdaFunction['begin'] = (event, { timeoutMs = 60_000 } = {}) => {
    const id = randomUUID()
    const outcome = new Promise<Outcome>((done) => queue.push({ id, event, timeoutMs, settle: done }))
    machine ??= boot()
    give()
    return { requestId: id, outcome, kill: () => machine?.kill('SIGKILL') }
  }
  const end = async () => {
    const child = machine
    if (child !== undefined && child.exitCode === null) {
      const gone = once(child, 'close')
      child.kill('SIGKILL')
      await gone
    }
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return { fn: { root, begin, invoke: (event, options) => begin(event, options).outcome, lines: () => out.split('\n').filter((line) => line !== ''), pid: () => machine?.pid }, end }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown
}
