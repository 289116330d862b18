/** Buckets and the versions of their objects: the newest first, an object being what its newest version is. */
import { createHash, randomBytes } from 'node:crypto'

export interface ObjectContent {
  bytes: Buffer
  /** Without its quotes; never compared with anything but what was handed out. */
  etag: string
  /** As they were sent and are given back: type, encoding, metadata, encryption. */
  headers: Readonly<Record<string, string>>
  checksum?: { header: string; value: string }
}

export interface ObjectVersion {
  /** `null` is the id of what was written while the bucket had no versions. */
  id: string
  /** Milliseconds since the epoch. */
  at: number
  /** None in a delete marker. */
  content?: ObjectContent
}

export interface BucketSwitches {
  versioned: boolean
  /** Encrypts with KMS, so that ETags are no MD5. */
  kms: boolean
  /** Asked as by somebody without `s3:ListBucket`. */
  noListBucket: boolean
  /** Writes pay no attention to their conditions, as some servers do. */
  ignoreConditions: boolean
  /** Deletes with a condition are refused with 501, or done as if they had none. */
  noConditionalDelete: boolean | 'ignored'
}

export interface Bucket extends BucketSwitches {
  name: string
  region: string
  createdAt: number
  /** Never an empty list. */
  objects: Map<string, ObjectVersion[]>
}

export const PLAIN: BucketSwitches = { versioned: false, kms: false, noListBucket: false, ignoreConditions: false, noConditionalDelete: false }

export const createBucketRecord = (name: string, createdAt: number, more: Partial<BucketSwitches & { region: string }> = {}): Bucket => ({
  ...PLAIN,
  region: 'us-east-1',
  ...more,
  name,
  createdAt,
  objects: new Map(),
})

export const newestOf = (bucket: Bucket, key: string): ObjectVersion | undefined => bucket.objects.get(key)?.[0]

/** MD5 as for a single upload in the clear or under SSE-S3; under KMS it says nothing about the content. */
export function etagFor(bytes: Buffer, encryption: string): string {
  return encryption.startsWith('aws:kms') ? randomBytes(16).toString('hex') : createHash('md5').update(bytes).digest('hex')
}

/** Puts a version on top; without `content`, a delete marker. */
export function addVersion(bucket: Bucket, key: string, at: number, content?: ObjectContent): ObjectVersion {
  const id = bucket.versioned ? randomBytes(24).toString('base64url') : 'null'
  const version: ObjectVersion = { id, at, ...(content ? { content } : {}) }
  const older = bucket.versioned ? (bucket.objects.get(key) ?? []) : []
  bucket.objects.set(key, [version, ...older])
  return version
}

/** Takes one version away for good; answers it when there was one. */
export function dropVersion(bucket: Bucket, key: string, id: string): ObjectVersion | undefined {
  const versions = bucket.objects.get(key) ?? []
  const dropped = versions.find((version) => version.id === id)
  const rest = versions.filter((version) => version !== dropped)
  if (rest.length === 0) bucket.objects.delete(key)
  else bucket.objects.set(key, rest)
  return dropped
}
