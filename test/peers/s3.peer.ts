/** The S3 store keeps the contract on servers that nobody here wrote, and finds out what each of them can do. */
import { randomUUID } from 'node:crypto'
import { CreateBucketCommand, type GetObjectCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3'
import pLimit from 'p-limit'
import { beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/clock.js'
import { connectS3, type S3Like } from '../../src/state/s3/s3-like.js'
import { createS3Store } from '../../src/state/s3/s3-store.js'
import { testStateStore } from '../contracts/state-store-contract.js'
import { s3World, undated } from '../support/s3-world.js'
import { aState } from '../support/states.js'
import type { PeerAtHand } from './run.js'

/** Many who ask at once still take turns in any order; but no request is under way while the server works on another. */
function oneAtATime(client: S3Like): S3Like {
  const turn = pLimit(1)
  const send = (command: GetObjectCommand) => turn(() => client.send(command))
  return { send: send as S3Like['send'] }
}

const peers = (JSON.parse(process.env['IDPSCIM_PEERS'] ?? '[]') as PeerAtHand[]).filter(({ serves }) => serves.includes('s3'))

for (const { name, endpoint, credentials, overlaps } of peers) {
  const config = { endpoint, region: 'us-east-1', forcePathStyle: true }

  describe(name, () => {
    beforeAll(async () => {
      process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'
      process.env['AWS_ACCESS_KEY_ID'] = credentials.accessKeyId
      process.env['AWS_SECRET_ACCESS_KEY'] = credentials.secretAccessKey
      const client = new S3Client({ ...config, credentials })
      for (const Bucket of ['plain', 'versioned']) await client.send(new CreateBucketCommand({ Bucket }))
      await client.send(new PutBucketVersioningCommand({ Bucket: 'versioned', VersioningConfiguration: { Status: 'Enabled' } }))
    })

    // Each world has a client of its own, so that each tries the server's conditions before it relies on them.
    const shared = { current: undefined as ReturnType<typeof undated> | undefined }
    for (const bucket of ['plain', 'versioned']) {
      testStateStore(`a state in a ${bucket} bucket`, () => {
        shared.current ??= undated(overlaps ? connectS3(config) : oneAtATime(connectS3(config)))
        return Promise.resolve(s3World({ client: shared.current, bucket, key: `${randomUUID()}/state.json`, probe: true }))
      })
    }

    it('is found to keep the conditions that the lock rests on', async () => {
      const store = createS3Store({ bucket: 'plain', key: `${randomUUID()}/state.json`, clientConfig: config, clock: systemClock })

      const proof = await store.proveConditions()

      expect(proof.findings.filter(({ needed, ok }) => needed && !ok)).toEqual([])
      expect(proof.ok).toBe(true)
    })

    it('holds a state zipped, written and read by another client, with leases by its own clock', async () => {
      const options = { bucket: 'versioned', key: `${randomUUID()}/state.json`, clientConfig: config, gzip: true }
      const store = createS3Store({ ...options, clock: { ...systemClock, now: () => Date.now() + 3_600_000 } })
      const lease = await store.hold({ purpose: 'test', timeoutMs: 0 })

      const version = await store.write(aState(), { ifVersion: null, lease })

      const other = createS3Store({ ...options, clock: systemClock })
      expect(await other.read()).toEqual({ state: aState(), version })
      expect(Math.abs(Date.parse(lease.holder.since) - Date.now())).toBeLessThan(60_000)
      expect((await other.holder())?.id).toBe(lease.holder.id)
      await lease.release()
      expect(await other.holder()).toBeUndefined()
    })
  })
}
