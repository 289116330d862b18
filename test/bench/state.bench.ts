/** Seconds and memory of a large state in the sandbox's S3: `npx tsx test/bench/state.bench.ts [users] [groups] [memberships] [rounds]`. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { systemClock } from '../../src/clock.js'
import type { State } from '../../src/model/state.js'
import { startSandbox } from '../../src/sandbox/sandbox.js'
import { createS3Store } from '../../src/state/s3/s3-store.js'

const BUCKET = 'states'

function largeState(users: number, groups: number, memberships: number): State {
  const name = (index: number) => `given${index % 1000}.family${index}@example.com`
  const id = (index: number) => `906${index.toString(16).padStart(7, '0')}-5a4db0c5-0000-4000-8000-000000000000`
  const size = Math.floor(memberships / groups)
  return {
    formatVersion: 1,
    lineage: 'a-lineage',
    serial: 1,
    stack: 'staff',
    target: 'a-target',
    users: Array.from({ length: users }, (_, index) => ({
      key: name(index),
      source: 'google',
      sourceId: `${10 ** 20 + index}`,
      targetId: id(index),
      attributes: {
        userName: name(index),
        externalId: `${10 ** 20 + index}`,
        displayName: `Given${index % 1000} Family${index}`,
        name: { familyName: `Family${index}`, givenName: `Given${index % 1000}` },
        emails: [{ value: name(index), type: 'work', primary: true as const }],
        active: true,
        title: 'Engineer',
      },
    })),
    groups: Array.from({ length: groups }, (_, index) => ({
      key: `AWS group ${index}`,
      source: 'google',
      sourceId: `03o7alnk${index}`,
      targetId: id(index),
      attributes: { displayName: `AWS group ${index}`, externalId: `03o7alnk${index}` },
      members: Array.from({ length: size }, (__, place) => name((index * 7919 + place * 31) % users)).sort(),
    })),
    taken: [],
  }
}

async function measured<T>(what: string, work: () => Promise<T>): Promise<T> {
  const begun = performance.now()
  const before = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  const wall = ((performance.now() - begun) / 1e3).toFixed(2)
  const mebibytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`
  const { rss } = process.memoryUsage()
  console.log(
    `${what.padEnd(6)} ${wall} s (CPU here: user ${(user / 1e6).toFixed(2)}, system ${(system / 1e6).toFixed(2)}), RSS ${mebibytes(rss)}, at its peak ${mebibytes(process.resourceUsage().maxRSS * 1024)}`,
  )
  return result
}

async function client(endpoint: string, [users = 100_000, groups = 10_000, memberships = 1_000_000, rounds = 5]: readonly number[]): Promise<void> {
  console.log(`${users} users, ${groups} groups, ${memberships} memberships`)
  const store = createS3Store({ bucket: BUCKET, key: 'staff/state.json', clientConfig: { endpoint, region: 'us-east-1', forcePathStyle: true }, clock: systemClock })
  const lease = await store.hold({ purpose: 'bench', timeoutMs: 0 })
  let state = largeState(users, groups, memberships)
  let ifVersion: string | null = null
  for (let round = 1; round <= rounds; round++) {
    ifVersion = await measured('write', () => store.write({ ...state, serial: round }, { ifVersion, lease }))
    const stored = await measured('read', () => store.read())
    if (stored?.state.serial !== round) throw new Error('another state was read than was written')
    state = stored.state
  }
  await lease.release()
}

if (process.argv[2] === 'serve') {
  const sandbox = await startSandbox({ seed: { aws: { buckets: [BUCKET] } } })
  process.on('disconnect', () => void sandbox.stop())
  process.send?.(sandbox.endpoints.s3)
} else {
  process.env['AWS_ACCESS_KEY_ID'] = 'test'
  process.env['AWS_SECRET_ACCESS_KEY'] = 'test'
  // In a process of its own, so that its memory and its work are not taken for ours.
  const server = fork(import.meta.filename, ['serve'])
  const [endpoint] = (await once(server, 'message')) as [string]
  await client(endpoint, process.argv.slice(2).map(Number))
  server.disconnect()
}
