/** A server that nobody here wrote, installed once, run on this machine alone. */
import { execFile, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

/** What a peer can be a judge of. */
export type Service = 's3' | 'scim' | 'identitystore' | 'states'

export interface Peer {
  name: string
  /** Which contracts are held against it. */
  serves: readonly Service[]
  /** What it cannot do, by contract: said aloud, and in the titles of the tests that do without. */
  lacks?: Partial<Record<Service, readonly string[]>>
  /** What it needs on this machine, for the line that says why it was skipped. */
  needs: string
  /** Gives the folder's name in the cache, and fills it; what fails leaves nothing behind. */
  folder: string
  install(into: string): Promise<void>
  /** The command that serves on this port of 127.0.0.1, keeping what it keeps in `data`. */
  command(place: { installed: string; port: number; data: string }): { file: string; args: string[]; env?: Record<string, string> }
  credentials: { accessKeyId: string; secretAccessKey: string }
  /** Whether a condition and its write are one step there, so that requests may be under way together. */
  overlaps: boolean
}

export interface RunningPeer {
  endpoint: string
  stop(): Promise<void>
}

const execute = promisify(execFile)
const PYTHON = process.platform === 'win32' ? 'python' : 'python3'

export interface RunOptions {
  /** How long it may take. */
  minutes: number
  env?: Record<string, string>
  /** Default: the folder for temporary files. */
  cwd?: string
  /** It checks something: what it says is what it found, and is told whole. */
  checks?: boolean
}

/** Throws with the last lines of what it said. */
export async function run(file: string, args: string[], { minutes, env, cwd = tmpdir(), checks = false }: RunOptions): Promise<void> {
  try {
    await execute(file, args, { timeout: minutes * 60_000, maxBuffer: 1 << 26, env: { ...process.env, ...env }, cwd })
  } catch (error) {
    const { stdout = '', stderr, code, message } = error as { stdout?: string; stderr?: string; code?: unknown; message: string }
    if (code === 'ENOENT') throw new Error(`${file} is not on this machine`, { cause: error })
    if (checks) throw new Error(`${stdout}${stderr ?? ''}`.trim() || message, { cause: error })
    throw new Error(`${file} ${args[0] ?? ''} failed: ${(stderr?.trim() || message).split('\n').slice(-3).join(' / ')}`, { cause: error })
  }
}

/** Makes a Python of its own there, with these packages. */
export async function installPython(into: string, ...packages: string[]): Promise<void> {
  await run(PYTHON, ['-m', 'venv', into], { minutes: 2 })
  await run(join(into, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages], { minutes: 10 })
}

/** Gives the folder that it is in; what was installed before is used again. */
export async function installed(peer: Pick<Peer, 'folder' | 'install'>): Promise<string> {
  const cache = process.env['IDPSCIM_PEERS_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'idpscim-peers')
  const folder = join(cache, peer.folder)
  const done = join(folder, 'installed')
  if (await stat(done).catch(() => undefined)) return folder
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  try {
    await peer.install(folder)
    await mkdir(`${done}.new`)
    await rename(`${done}.new`, done)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  return folder
}

export async function start(peer: Peer, folder: string): Promise<RunningPeer> {
  const data = await mkdtemp(join(tmpdir(), 'idpscim-peer-'))
  const port = await freePort()
  const { file, args, env } = peer.command({ installed: folder, port, data })
  const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...env }, cwd: data })
  const said: string[] = []
  child.stderr.on('data', (chunk: Buffer) => void said.push(chunk.toString()))
  const stop = async () => {
    await ended(child)
    await rm(data, { recursive: true, force: true })
  }
  const endpoint = `http://127.0.0.1:${port}`
  try {
    await answers(endpoint, child)
    return { endpoint, stop }
  } catch (error) {
    await stop()
    throw new Error(`${peer.name} did not start: ${said.join('').trim().split('\n').slice(-3).join(' / ')}`, { cause: error })
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const exit = once(child, 'exit')
  child.kill()
  await exit
}

/** Any answer will do: it listens. */
export async function answers(endpoint: string, child: ChildProcess): Promise<void> {
  let failed: unknown
  child.once('error', (error) => (failed = error))
  for (let tries = 0; tries < 150; tries++) {
    if (failed !== undefined || child.exitCode !== null) throw new Error('it ended', { cause: failed })
    const answer = await fetch(endpoint).catch(() => undefined)
    if (answer) return
    await sleep(200)
  }
  throw new Error('it does not answer')
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
