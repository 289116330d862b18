/** `npm run test:peers [-- NAME…]`: our clients' contracts on servers that nobody here wrote. What this machine cannot run is said and skipped. */
import { startVitest } from 'vitest/node'
import { lambdaRuntime } from './lambda.js'
import { minio } from './minio.js'
import { moto } from './moto.js'
import { installed, start } from './peer.js'
import type { Peer, RunningPeer, Service } from './peer.js'
import { scimmy } from './scimmy.js'
import { look, tools } from './tools.js'

export interface PeerAtHand {
  name: string
  serves: readonly Service[]
  endpoint: string
  credentials: { accessKeyId: string; secretAccessKey: string }
  overlaps: boolean
  lacks: Peer['lacks']
}

const began = performance.now()
const say = (line: string) => process.stdout.write(`${line}\n`)
const skipped: string[] = []
const found: string[] = []
const running: RunningPeer[] = []
const atHand: PeerAtHand[] = []

async function prepare(peer: Peer): Promise<void> {
  try {
    say(`peers: ${peer.name} is made ready (needs ${peer.needs})`)
    const server = await start(peer, await installed(peer))
    running.push(server)
    atHand.push({ name: peer.name, serves: peer.serves, endpoint: server.endpoint, credentials: peer.credentials, overlaps: peer.overlaps, lacks: peer.lacks })
    if (!peer.overlaps) say(`peers: ${peer.name} is asked one thing at a time: it looks at a condition and writes in two steps, so that two creates under way together may both succeed there`)
    for (const [service, lacks] of Object.entries(peer.lacks ?? {})) say(`peers: ${peer.name} lacks for ${service}: ${lacks.join('; ')}. What needs these is not asked of it; all else is`)
  } catch (error) {
    skipped.push(peer.name)
    say(`peers: SKIPPED ${peer.name}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** No server of ours to ask: what runs our bundle as AWS does. Gives which tests it makes possible. */
async function prepareLambda(): Promise<string[]> {
  try {
    say(`peers: AWS's runtime interface for ${lambdaRuntime.name} is made ready (needs ${lambdaRuntime.needs})`)
    process.env['IDPSCIM_LAMBDA_RUNTIME'] = await installed(lambdaRuntime)
    return ['lambda']
  } catch (error) {
    skipped.push(lambdaRuntime.name)
    say(`peers: SKIPPED ${lambdaRuntime.name}: ${error instanceof Error ? error.message : String(error)}`)
    return []
  }
}

try {
  const named = process.argv.slice(2).map((name) => name.toLowerCase())
  const isMeant = ({ name }: { name: string }) => named.length === 0 || named.includes(name.toLowerCase())
  for (const tool of tools.filter(isMeant)) {
    const outcome = await look(tool, say)
    if (outcome === 'skipped') skipped.push(tool.name)
    if (outcome === 'found') found.push(tool.name)
  }
  for (const peer of [scimmy, moto, minio].filter(isMeant)) await prepare(peer)
  const runtimes = isMeant(lambdaRuntime) ? await prepareLambda() : []
  let kept = true
  if (atHand.length + runtimes.length > 0) {
    process.env['IDPSCIM_PEERS'] = JSON.stringify(atHand)
    const vitest = await startVitest('test', [], { config: '.vitest.config.ts', include: [...new Set<string>([...atHand.flatMap(({ serves }) => serves), ...runtimes])].map((service) => `test/peers/${service}.peer.ts`), watch: false })
    // A file that cannot be read at all has no failed test.
    kept = vitest.state.getCountOfFailedTests() + vitest.state.getUnhandledErrors().length === 0 && !process.exitCode
    await vitest.close()
  }
  if (!kept || found.length > 0) process.exitCode = 1
  const names = [...atHand, ...runtimes.map(() => lambdaRuntime)].map(({ name }) => name)
  const ran = names.length === 0 ? 'no server was asked' : `${names.join(' and ')}: ${kept ? 'every contract is kept' : 'FAILED'}`
  say(`peers: ${ran}${found.length > 0 ? `; FAILED ${found.join(' and ')}` : ''}${skipped.length > 0 ? `; skipped ${skipped.join(' and ')}` : ''} (${Math.round((performance.now() - began) / 1000)} s)`)
} finally {
  await Promise.all(running.map((server) => server.stop()))
}
