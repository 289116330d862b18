/** The store's contract over any bucket: several processes, and hands that reach around them. */
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3'
import type { Liveness } from '../../src/state/process-identity.js'
import type { S3Like } from '../../src/state/s3/s3-like.js'
import { createS3Store } from '../../src/state/s3/s3-store.js'
import type { StateStore } from '../../src/state/state-store.js'
import type { StoreWorld } from '../contracts/state-store-contract.js'
import { createManualClock } from './manual-clock.js'

/** The client without its ears for the server's clock. */
export function undated(client: S3Like): S3Like {
  const send = (command: GetObjectCommand) => client.send(command)
  return { send: send as S3Like['send'] }
}

/** `client` must not tell dates: time is the test's here, whatever the server's clock says. */
export function s3World({ client, bucket, key, probe = false, gzip = false }: { client: S3Like; bucket: string; key: string; probe?: boolean; gzip?: boolean }): StoreWorld {
  const clock = createManualClock()
  const processes = new Map<StateStore, number>()
  const dead = new Set<number>()
  const play = (pid: number): Liveness => ({ self: () => ({ host: 'here', pid }), isDead: (other) => dead.has(other.pid) })
  const get = async (at: string) => Buffer.from((await (await client.send(new GetObjectCommand({ Bucket: bucket, Key: at }))).Body?.transformToByteArray()) ?? [])
  const put = (at: string, content: Buffer | string) => client.send(new PutObjectCommand({ Bucket: bucket, Key: at, Body: content, ContentLength: Buffer.byteLength(content) }))

  return {
    clock,
    versionPerWrite: true,
    headingLines: 1,
    open() {
      const pid = processes.size + 1
      const store = createS3Store({ client, bucket, key, clock, probe, gzip, liveness: play(pid) })
      processes.set(store, pid)
      return store
    },
    kill: (store) => void dead.add(processes.get(store) ?? 0),
    async spoilState(content) {
      await put(key, content)
    },
    async spoilJournal(name, change) {
      const prefix = `${key}.journal/${name}/`
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }))
      const keys = Contents.flatMap(({ Key }) => (Key === undefined ? [] : [Key]))
      const segments = await Promise.all(keys.map(get))
      const [first, ...rest] = keys
      if (first === undefined) throw new Error(`there is no journal ${name}`)
      // Each segment begins with a heading of the store's own; the journal's lines are what follows.
      const heading = (segment: Buffer) => segment.indexOf('\n') + 1
      const lines = Buffer.concat(segments.map((segment) => segment.subarray(heading(segment))))
      const headed = segments[0] ?? Buffer.alloc(0)
      await put(first, Buffer.concat([headed.subarray(0, heading(headed)), change(lines)]))
      for (const left of rest) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: left }))
    },
  }
}
