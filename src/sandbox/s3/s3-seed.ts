/** The seed's `aws.buckets`, into buckets and out again: what did not change keeps its versions, ETags and times. */
import { isUtf8 } from 'node:buffer'
import * as z from 'zod'
import type { Buckets } from './buckets.js'
import { addVersion, type Bucket, createBucketRecord, etagFor, newestOf } from './store.js'

const name = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'is no name that S3 takes for a bucket')

export const BucketSeed = z.union([
  name,
  z.strictObject({
    name,
    versioned: z.boolean().optional(),
    kms: z.boolean().optional().describe('Encrypts with KMS: ETags are no MD5, and never the same twice'),
    noListBucket: z.boolean().optional().describe('Answers as to somebody without s3:ListBucket: 403 for a key that is not there'),
    ignoreConditions: z.boolean().optional().describe('Writes and deletes as if If-Match and If-None-Match were not there'),
    noConditionalDelete: z
      .union([z.boolean(), z.literal('ignored')])
      .optional()
      .describe('Refuses a DELETE with If-Match with 501; "ignored": does it as if it had no condition'),
    objects: z
      .record(z.string().min(1), z.union([z.string(), z.strictObject({ base64: z.base64() })]))
      .optional()
      .describe('Contents by key: text, or {base64} for what is no UTF-8'),
  }),
])
export type BucketSeed = z.infer<typeof BucketSeed>

/** Replaces `before`, of which objects with the same content stay as they are. */
export function loadBuckets(seeds: readonly BucketSeed[], before: Buckets, now: number): Buckets {
  return new Map(
    seeds.map((seed) => {
      const { name: called, objects = {}, ...switches } = typeof seed === 'string' ? { name: seed } : seed
      const old = before.get(called)
      const given = Object.fromEntries(Object.entries(switches).filter(([, value]) => value !== undefined))
      const bucket = createBucketRecord(called, old?.createdAt ?? now, { ...given, ...(old ? { region: old.region } : {}) })
      for (const [key, text] of Object.entries(objects)) fill(bucket, key, typeof text === 'string' ? Buffer.from(text) : Buffer.from(text.base64, 'base64'), { old, now })
      return [called, bucket]
    }),
  )
}

function fill(bucket: Bucket, key: string, bytes: Buffer, { old, now }: { old: Bucket | undefined; now: number }): void {
  const versions = old?.objects.get(key)
  if (versions) bucket.objects.set(key, versions)
  if (newestOf(bucket, key)?.content?.bytes.equals(bytes)) return
  const encryption = bucket.kms ? 'aws:kms' : 'AES256'
  const headers = { 'content-type': 'binary/octet-stream', 'x-amz-server-side-encryption': encryption }
  addVersion(bucket, key, now, { bytes, headers, etag: etagFor(bytes, encryption) })
}

export function dumpBuckets(buckets: Buckets): BucketSeed[] {
  return [...buckets.values()].map(({ name: called, objects, region: _region, createdAt: _at, ...switches }) => ({
    name: called,
    ...Object.fromEntries(Object.entries(switches).filter(([, value]) => value !== false)),
    objects: Object.fromEntries(
      [...objects].flatMap(([key, [newest]]) => (newest?.content ? [[key, textOf(newest.content.bytes)]] : [])),
    ),
  }))
}

const textOf = (bytes: Buffer): string | { base64: string } => (isUtf8(bytes) ? bytes.toString('utf8') : { base64: bytes.toString('base64') })
