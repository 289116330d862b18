/**
 * A first apply and a full refresh on the sandbox at AWS's published rates, in real time: `npx tsx test/bench/pace.bench.ts [scim|identitystore] [share]`.
 * The whole is 2,000 people, 200 groups and 20,000 memberships; by the Identity Store API that takes 1,000 s, so a tenth is run unless a share is given.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../src/clock.js'
import { Secret } from '../../src/model/secret.js'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.js'
import { createFileStore } from '../../src/state/file/file-store.js'
import { AWS_IDENTITY_STORE } from '../../src/targets/aws-identity-store/capabilities.js'
import { openIdentityStoreTarget } from '../../src/targets/aws-identity-store/aws-identity-store-target.js'
import { AWS_SCIM } from '../../src/targets/scim/aws-dialect.js'
import { createAwsScimTarget } from '../../src/targets/scim/scim-target.js'
import type { Target } from '../../src/targets/target.js'
import { useExampleCredentials } from '../support/identity-store-world.js'
import { applyFirst, company, counted, planFirst, readWhole, sum } from '../support/scale.js'

type Api = 'scim' | 'identitystore'
type Log = { operation: string; status: number; api: string }[]
type Far = Pick<Sandbox, 'endpoints' | 'env'>

const clock = systemClock
const STORE_ID = 'd-9067f2a1c3'

function open(api: Api, { endpoints, env }: Far): Promise<Target> | Target {
  if (api === 'scim') return createAwsScimTarget({ endpoint: endpoints.scim, accessToken: new Secret(env['IDPSCIM_AWS_SCIM_ACCESS_TOKEN'] ?? '', 'the sandbox'), clock })
  useExampleCredentials()
  return openIdentityStoreTarget({ endpoint: endpoints.identitystore, storeId: STORE_ID, region: 'us-east-1', clock })
}

async function logOf(far: Far): Promise<Log> {
  const answer = await fetch(`${far.endpoints.control}requests`)
  await fetch(`${far.endpoints.control}requests`, { method: 'DELETE' })
  return (await answer.json()) as Log
}

/** `floor`: seconds that the published rates allow at best. */
async function measured(what: string, api: Api, far: Far, work: () => Promise<unknown>, floorOf: (calls: Record<string, number>) => number, estimated?: Record<string, number>): Promise<void> {
  await logOf(far)
  const begun = performance.now()
  await work()
  const wall = (performance.now() - begun) / 1000
  const log = (await logOf(far)).filter((record) => record.api === api)
  const calls = counted(log)
  const floor = floorOf(calls)
  console.log(`${api} ${what}: floor ${floor.toFixed(1)} s, wall ${wall.toFixed(1)} s, ${((floor / wall) * 100).toFixed(1)} % of the rate (${(wall / floor).toFixed(2)} x the floor), throttled ${log.filter(({ status }) => status === 429 || status === 400).length}`)
  console.log(`  made      ${sum(calls)}: ${JSON.stringify(calls)}`)
  if (estimated) console.log(`  estimated ${sum(estimated)}: ${JSON.stringify(estimated)}`)
}

async function bench(api: Api, share: number): Promise<void> {
  const server = fork(import.meta.filename, ['serve'])
  const folder = await mkdtemp(join(tmpdir(), 'idpscim-bench-'))
  try {
    const [far] = (await once(server, 'message')) as [Far]
    const target = await open(api, far)
    const size = [2000, 200, 20_000].map((whole) => Math.round(whole * share)) as [number, number, number]
    console.log(`${size[0]} people, ${size[1]} groups, ${size[2]} memberships`)
    const ground = { target, store: createFileStore({ path: join(folder, 'state.json'), clock }), clock }
    const plan = await planFirst(company(...size), ground)
    const { rates } = api === 'scim' ? AWS_SCIM : AWS_IDENTITY_STORE
    const apply = async () => {
      const { status, failed } = await applyFirst(plan, ground)
      if (status !== 'applied') throw new Error(`the apply ended ${status}, ${failed.length} failed`)
    }
    await measured('first apply', api, far, apply, () => plan.estimate.seconds, Object.values(plan.estimate.calls)[0])
    await measured('full refresh', api, far, () => readWhole(target), (calls) => Math.max(...Object.values(calls)) / rates.read)
  } finally {
    server.disconnect()
    await rm(folder, { recursive: true, force: true })
  }
}

if (process.argv[2] === 'serve') {
  const sandbox = await startSandbox({ seed: {} })
  process.on('disconnect', () => void sandbox.stop())
  process.send?.({ endpoints: sandbox.endpoints, env: sandbox.env })
} else {
  const [, , only, share] = process.argv
  if (only !== 'identitystore') await bench('scim', Number(share ?? 1))
  if (only !== 'scim') await bench('identitystore', Number(share ?? 0.1))
}
