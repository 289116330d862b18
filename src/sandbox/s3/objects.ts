/** One object: read, write, copy, delete. Each runs from its condition to its write without a pause, so no two of them interleave. */
import type { WireAnswer, WireRequest } from '../emulator.js'
import { readPayload } from './body.js'
import { checkDelete, checkRead, checkWrite } from './conditions.js'
import { answerRange } from './range.js'
import { accessDenied, noSuchKey, noSuchVersion, preconditionFailed, Refusal } from './refusal.js'
import { addVersion, type Bucket, dropVersion, etagFor, newestOf, type ObjectContent, type ObjectVersion } from './store.js'
import { xmlAnswer } from './answers.js'

/** `now` is the emulator's wall time, milliseconds. */
export interface ObjectRequest {
  bucket: Bucket
  key: string
  request: WireRequest
  now: number
}

/** Also for `HEAD`, whose body goes no further than the wire. */
export function getObject({ bucket, key, request }: ObjectRequest): WireAnswer {
  const version = readable(bucket, key, request.query.get('versionId') ?? undefined)
  const { content } = version
  const unchanged = checkRead(version, request.headers) === 'unchanged'
  const headers = {
    ...content.headers,
    etag: `"${content.etag}"`,
    'last-modified': new Date(version.at).toUTCString(),
    'accept-ranges': 'bytes',
    ...versionHeader(bucket, version),
    ...(request.headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED' ? checksumHeaders(content) : {}),
  }
  return unchanged ? { status: 304, headers } : answerRange(content.bytes, headers, request.headers['range'])
}

export function putObject({ bucket, key, request, now }: ObjectRequest): WireAnswer {
  checkKey(key)
  const payload = readPayload(request)
  checkWrite(bucket, key, request.headers)
  const headers = { 'content-type': 'binary/octet-stream', ...ownHeaders(request), ...encryptionOf(bucket, request) }
  const content: ObjectContent = { ...payload, headers, etag: etagFor(payload.bytes, headers['x-amz-server-side-encryption']) }
  return { status: 200, headers: writtenHeaders(bucket, addVersion(bucket, key, now, content), content), body: '' }
}

/** `source` looks the other bucket up, throwing where it is not there. */
export function copyObject({ bucket, key, request, now }: ObjectRequest, source: (name: string) => Bucket): WireAnswer {
  checkKey(key)
  const [, name = '', from = '', id] = /^\/?([^/]+)\/([^?]+)(?:\?versionId=(.*))?$/.exec(request.headers['x-amz-copy-source'] ?? '') ?? []
  const original = readable(source(name), decodeURIComponent(from), id)
  if (checkRead(original, request.headers, 'x-amz-copy-source-') === 'unchanged') throw preconditionFailed('x-amz-copy-source-If-None-Match')
  checkWrite(bucket, key, request.headers)
  const replaced = request.headers['x-amz-metadata-directive']?.toUpperCase() === 'REPLACE'
  const own = replaced ? { 'content-type': 'binary/octet-stream', ...ownHeaders(request) } : original.content.headers
  const headers = { ...own, ...encryptionOf(bucket, request) }
  const content: ObjectContent = { ...original.content, headers, etag: etagFor(original.content.bytes, headers['x-amz-server-side-encryption']) }
  const version = addVersion(bucket, key, now, content)
  const { headers: type, ...result } = xmlAnswer('CopyObjectResult', { LastModified: new Date(now).toISOString(), ETag: `"${content.etag}"` })
  return { ...result, headers: { ...type, ...writtenHeaders(bucket, version, content) } }
}

export function deleteObject({ bucket, key, request, now }: ObjectRequest): WireAnswer {
  checkDelete(bucket, key, request.headers)
  const gone = removeObject(bucket, key, now, request.query.get('versionId') ?? undefined)
  return { status: 204, headers: gone ? { 'x-amz-version-id': gone.id, ...(gone.marker ? { 'x-amz-delete-marker': 'true' } : {}) } : {} }
}

/** The version that went, or the delete marker that came; nothing where there are no versions. Removing nothing is no error. */
export function removeObject(bucket: Bucket, key: string, now: number, id?: string): { id: string; marker: boolean } | undefined {
  if (id !== undefined) {
    const dropped = dropVersion(bucket, key, id)
    return { id, marker: dropped !== undefined && !dropped.content }
  }
  if (bucket.versioned) return { id: addVersion(bucket, key, now).id, marker: true }
  dropVersion(bucket, key, 'null')
  return undefined
}

/** Throws 404, 405 for a delete marker by its id, or 403 where nobody may know what is missing. */
function readable(bucket: Bucket, key: string, id?: string): ObjectVersion & { content: ObjectContent } {
  const version = id === undefined ? newestOf(bucket, key) : bucket.objects.get(key)?.find((one) => one.id === id)
  if (version?.content) return { ...version, content: version.content }
  if (bucket.noListBucket) throw mayNotList(bucket)
  const marker = version ? { 'x-amz-delete-marker': 'true', ...versionHeader(bucket, version) } : {}
  if (id === undefined) throw noSuchKey(key, marker)
  if (!version) throw noSuchVersion(key, id)
  throw new Refusal(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.', { Method: 'GET', ResourceType: 'DeleteMarker' }, marker)
}

export const mayNotList = ({ name }: Bucket): Refusal =>
  accessDenied(
    `User: arn:aws:iam::123456789012:user/sandbox is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::${name}" because no identity-based policy allows the s3:ListBucket action`,
  )

function checkKey(key: string): void {
  const size = Buffer.byteLength(key)
  if (size > 1024) throw new Refusal(400, 'KeyTooLongError', 'Your key is too long', { Size: String(size), MaxSizeAllowed: '1024' })
}

const KEPT = ['content-type', 'content-encoding', 'content-language', 'content-disposition', 'cache-control', 'expires']

function ownHeaders({ headers }: WireRequest): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => KEPT.includes(name) || name.startsWith('x-amz-meta-'))
  const meant = kept.map(([name, value]) => [name, name === 'content-encoding' ? withoutChunking(value) : value] as const)
  return Object.fromEntries(meant.filter(([, value]) => value !== ''))
}

/** How the body travelled is nothing that the object is. */
const withoutChunking = (encodings: string): string =>
  encodings
    .split(',')
    .map((encoding) => encoding.trim())
    .filter((encoding) => encoding !== 'aws-chunked' && encoding !== '')
    .join(',')

const SSE = 'x-amz-server-side-encryption'
/** The account's own key, when a bucket encrypts with KMS and nobody names another. */
const KMS_KEY = 'arn:aws:kms:us-east-1:123456789012:key/5a4db0c5-0000-4000-8000-000000000000'

/** The request's wish, else the bucket's default; SSE-S3 since 2023 where there is neither. */
function encryptionOf({ kms }: Bucket, { headers }: WireRequest): Record<typeof SSE, string> & Record<string, string> {
  const wish = headers[SSE] ?? (kms ? 'aws:kms' : 'AES256')
  if (!wish.startsWith('aws:kms')) return { [SSE]: wish }
  const bucketKey = headers[`${SSE}-bucket-key-enabled`]
  return {
    [SSE]: wish,
    [`${SSE}-aws-kms-key-id`]: headers[`${SSE}-aws-kms-key-id`] ?? KMS_KEY,
    ...(bucketKey === undefined ? {} : { [`${SSE}-bucket-key-enabled`]: bucketKey }),
  }
}

function writtenHeaders(bucket: Bucket, version: ObjectVersion, content: ObjectContent): Record<string, string> {
  const encryption = Object.entries(content.headers).filter(([name]) => name.startsWith(SSE))
  return { etag: `"${content.etag}"`, ...Object.fromEntries(encryption), ...checksumHeaders(content), ...versionHeader(bucket, version) }
}

const checksumHeaders = ({ checksum }: ObjectContent): Record<string, string> =>
  checksum ? { [checksum.header]: checksum.value, 'x-amz-checksum-type': 'FULL_OBJECT' } : {}

const versionHeader = (bucket: Bucket, { id }: ObjectVersion): Record<string, string> => (bucket.versioned ? { 'x-amz-version-id': id } : {})
