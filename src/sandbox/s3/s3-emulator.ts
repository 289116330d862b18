/** Amazon S3 in the parts that a state store needs: objects under conditions, versions, lists, and S3's own words for a refusal. */
import type { Clock } from '../../clock.js'
import { invariant } from '../../errors.js'
import type { Emulator, WireAnswer, WireRequest } from '../emulator.js'
import { checkSignature, MAX_SKEW_MS } from './access.js'
import { envelope, refusalAnswer, refusalFor } from './answers.js'
import { bucketLocation, type Buckets, bucketVersioning, createBucket, headBucket, listBuckets, putBucketVersioning } from './buckets.js'
import { deleteObjects } from './delete-objects.js'
import { listObjects } from './listing.js'
import { copyObject, deleteObject, getObject, mayNotList, putObject } from './objects.js'
import { paging } from './paging.js'
import { noSuchBucket, notInSandbox, Refusal } from './refusal.js'
import { routeOf } from './route.js'
import { type BucketSeed, dumpBuckets, loadBuckets } from './s3-seed.js'
import type { Bucket } from './store.js'
import { listVersions } from './versions.js'

export interface S3EmulatorOptions {
  clock: Clock
  /** How far a signed date may be off, milliseconds; fifteen minutes unless said otherwise. */
  maxSkewMs?: number
}

export function createS3Emulator({ clock, maxSkewMs = MAX_SKEW_MS }: S3EmulatorOptions): Emulator {
  let buckets: Buckets = new Map()
  return {
    api: 's3',
    operation: (request) => routeOf(request).operation,
    handle: (request) => {
      try {
        checkSignature(request, clock.now(), maxSkewMs)
        const answer = serve(buckets, request, clock.now())
        return { ...answer, headers: { ...envelope(clock), ...answer.headers } }
      } catch (error) {
        if (error instanceof Refusal) return refusalAnswer(clock, error, request.method)
        throw error
      }
    },
    refuse: (request, status, cause = 'error') => refusalAnswer(clock, refusalFor(status, cause, request, routeOf(request).key), request.method),
    // For each prefix, which is taken as the whole: S3UG, "Best practices design patterns: optimizing Amazon S3 performance".
    rate: (operation) => (reads(operation) ? 5500 : 3500),
    pool: (operation) => (reads(operation) ? { name: 'reads', burst: 5500, status: 503 } : { name: 'writes', burst: 3500, status: 503 }),
    paging,
    load: (seed) => {
      buckets = loadBuckets((seed as { buckets?: BucketSeed[] }).buckets ?? [], buckets, clock.now())
    },
    dump: () => ({ buckets: dumpBuckets(buckets) }),
  }
}

const reads = (operation: string): boolean => /^(Get|Head|List)/.test(operation)

/** From first to last without a pause: whatever is asked of an object and then done to it is one step. */
function serve(buckets: Buckets, request: WireRequest, now: number): WireAnswer {
  const { operation, bucket: name, key } = routeOf(request)
  if (operation === 'unknown') throw notInSandbox(`${request.method} ${request.rawUrl}`)
  if (operation === 'ListBuckets') return listBuckets(buckets)
  if (operation === 'CreateBucket') return createBucket(buckets, name, request, now)
  const find = (wanted: string): Bucket => {
    const found = buckets.get(wanted)
    if (!found) throw noSuchBucket(wanted)
    return found
  }
  const bucket = find(name)
  if (bucket.noListBucket && ['HeadBucket', 'ListObjectsV2', 'ListObjectVersions'].includes(operation)) throw mayNotList(bucket)
  switch (operation) {
    case 'HeadBucket':
      return headBucket(bucket)
    case 'GetBucketLocation':
      return bucketLocation(bucket)
    case 'GetBucketVersioning':
      return bucketVersioning(bucket)
    case 'PutBucketVersioning':
      return putBucketVersioning(bucket, request)
    case 'ListObjectsV2':
      return listObjects(bucket, request)
    case 'ListObjectVersions':
      return listVersions(bucket, request)
    case 'DeleteObjects':
      return deleteObjects({ bucket, request, now })
    case 'GetObject':
    case 'HeadObject':
      return getObject({ bucket, key, request, now })
    case 'PutObject':
      return putObject({ bucket, key, request, now })
    case 'CopyObject':
      return copyObject({ bucket, key, request, now }, find)
    case 'DeleteObject':
      return deleteObject({ bucket, key, request, now })
    default:
      invariant(false, `no handler for ${String(operation satisfies never)}`)
  }
}
