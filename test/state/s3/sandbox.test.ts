/** The S3 store keeps the contract on the sandbox's S3, in every kind of bucket that it plays. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../../src/clock.js'
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.js'
import { connectS3 } from '../../../src/state/s3/s3-like.js'
import type { S3Like } from '../../../src/state/s3/s3-like.js'
import { createS3Store } from '../../../src/state/s3/s3-store.js'
import { testStateStore } from '../../contracts/state-store-contract.js'
import { s3World, undated } from '../../support/s3-world.js'
import { aState } from '../../support/states.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { createManualClock } from '../../support/manual-clock.js'

const BUCKETS = ['plain', { name: 'versioned-kms', versioned: true, kms: true }, { name: 'ignored-delete', noConditionalDelete: 'ignored' }]
const OTHERS = [{ name: 'no-list', noListBucket: true }, { name: 'no-conditions', ignoreConditions: true }]
const once = { purpose: 'test', timeoutMs: 0 }

let sandbox: Sandbox
let config: { endpoint: string; region: string }

beforeAll(async () => {
  process.env['AWS_ACCESS_KEY_ID'] = 'test'
  process.env['AWS_SECRET_ACCESS_KEY'] = 'test'
  sandbox = await startSandbox({ rateLimits: false, seed: { aws: { buckets: [...BUCKETS, ...OTHERS] } } })
  config = { endpoint: sandbox.endpoints.s3, region: 'us-east-1' }
})
afterAll(() => sandbox.stop())

for (const bucket of BUCKETS.map((seed) => (typeof seed === 'string' ? seed : seed.name))) {
  let client: S3Like | undefined
  testStateStore(`a state in the sandbox's bucket ${bucket}`, () => {
    client ??= undated(connectS3(config))
    return Promise.resolve(s3World({ client, bucket, key: `${randomUUID()}/state.json`, probe: true }))
  })
}

describe("a state in the sandbox's S3", () => {
  const open = (bucket: string) => createS3Store({ bucket, key: `${randomUUID()}/state.json`, clientConfig: config, clock: systemClock })

  it('is refused where the server ignores conditions, before anything but the trial is written', async () => {
    const refused = open('no-conditions').hold(once)

    await expect(refused).rejects.toMatchObject({ code: 'BadConfig', message: expect.stringContaining('not created where there is one') as string })
  })

  it('explains a 403 for what may be missing', async () => {
    const read = open('no-list').read()

    await expect(read).rejects.toMatchObject({ code: 'StateRefused', message: expect.stringMatching(/denied or .*not there/) as string, facts: { status: 403 } })
  })

  it('says so where there is no bucket', async () => {
    await expect(open('nowhere').read()).rejects.toMatchObject({ code: 'BadConfig', message: expect.stringContaining('no such bucket') as string })
  })

  it("counts its lease by the server's clock, however wrong our own is", async () => {
    const served = createManualClock()
    const far = await startSandbox({ rateLimits: false, seed: { aws: { buckets: ['states'] } }, clock: served, dir: await temporaryFolder() })
    const store = createS3Store({ bucket: 'states', key: 'state.json', clientConfig: { endpoint: far.endpoints.s3, region: 'us-east-1' }, clock: createManualClock(0) })

    const lease = await store.hold(once)
    await store.write(aState(), { ifVersion: null, lease })

    expect(Math.abs(Date.parse(lease.holder.since) - served.now())).toBeLessThanOrEqual(1_000)
    await lease.release()
    await far.stop()
  })
})
