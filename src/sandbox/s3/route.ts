/** Which request it is: bucket and key from the host or the path, the operation from method and sub-resource. */
import type { WireRequest } from '../emulator.js'

export type Operation =
  | 'ListBuckets'
  | 'CreateBucket'
  | 'HeadBucket'
  | 'GetBucketLocation'
  | 'GetBucketVersioning'
  | 'PutBucketVersioning'
  | 'ListObjectsV2'
  | 'ListObjectVersions'
  | 'DeleteObjects'
  | 'GetObject'
  | 'HeadObject'
  | 'PutObject'
  | 'CopyObject'
  | 'DeleteObject'
  | 'unknown'

export interface Route {
  operation: Operation
  /** Empty where the request names none. */
  bucket: string
  key: string
}

/** Sub-resources that change what a request means; all other parameters are options of the operation. */
const SUBRESOURCES = [
  'accelerate', 'acl', 'analytics', 'attributes', 'cors', 'delete', 'encryption', 'intelligent-tiering', 'inventory', 'legal-hold', 'lifecycle', 'location',
  'logging', 'metrics', 'notification', 'object-lock', 'ownershipControls', 'partNumber', 'policy', 'policyStatus', 'publicAccessBlock', 'replication',
  'requestPayment', 'restore', 'retention', 'select', 'session', 'tagging', 'torrent', 'uploadId', 'uploads', 'versioning', 'versions', 'website',
]

const BUCKET_OPERATIONS: Readonly<Record<string, Operation>> = {
  'PUT ': 'CreateBucket',
  'HEAD ': 'HeadBucket',
  'GET location': 'GetBucketLocation',
  'GET versioning': 'GetBucketVersioning',
  'PUT versioning': 'PutBucketVersioning',
  'GET versions': 'ListObjectVersions',
  'POST delete': 'DeleteObjects',
}

const OBJECT_OPERATIONS: Readonly<Record<string, Operation>> = { 'GET ': 'GetObject', 'HEAD ': 'HeadObject', 'PUT ': 'PutObject', 'DELETE ': 'DeleteObject' }

export function routeOf(request: WireRequest): Route {
  const { bucket, key } = placeOf(request)
  const asked = `${request.method} ${SUBRESOURCES.find((name) => request.query.has(name)) ?? ''}`
  return { bucket, key, operation: operationOf(request, bucket, key, asked) }
}

function operationOf(request: WireRequest, bucket: string, key: string, asked: string): Operation {
  if (bucket === '') return asked === 'GET ' ? 'ListBuckets' : 'unknown'
  if (key === '') {
    if (asked === 'GET ' && request.query.get('list-type') === '2') return 'ListObjectsV2'
    return BUCKET_OPERATIONS[asked] ?? 'unknown'
  }
  const operation = OBJECT_OPERATIONS[asked] ?? 'unknown'
  return operation === 'PutObject' && request.headers['x-amz-copy-source'] !== undefined ? 'CopyObject' : operation
}

/** Virtual-hosted where the host says more than this machine's name, else path-style. */
function placeOf({ path, headers }: WireRequest): { bucket: string; key: string } {
  const host = (headers['host'] ?? '').replace(/:\d+$/, '')
  const bucket = /^(.+)\.(?:localhost|127\.0\.0\.1|s3[.-].*amazonaws\.com)$/.exec(host)?.[1]
  if (bucket !== undefined) return { bucket, key: path.slice(1) }
  const [, first = '', key = ''] = /^\/([^/]*)\/?([\s\S]*)$/.exec(path) ?? []
  return { bucket: first, key }
}
