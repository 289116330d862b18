/** `ListObjectVersions`: every version and delete marker, key by key, the newest first. */
import type { WireAnswer, WireRequest } from '../emulator.js'
import { xmlAnswer } from './answers.js'
import { encoderOf, inByteOrder, keysOf, readLimit } from './listing.js'
import { notInSandbox } from './refusal.js'
import type { Bucket } from './store.js'
import type { Content } from './xml.js'

export function listVersions(bucket: Bucket, { query }: WireRequest): WireAnswer {
  if ((query.get('delimiter') ?? '') !== '') throw notInSandbox('ListObjectVersions with a delimiter')
  const [prefix, keyMarker, idMarker] = [query.get('prefix') ?? '', query.get('key-marker') ?? '', query.get('version-id-marker') ?? '']
  const limit = readLimit(query)
  const encode = encoderOf(query)
  const rows = keysOf(bucket, prefix).flatMap((key) => (bucket.objects.get(key) ?? []).map((version, index) => ({ key, version, isLatest: index === 0 })))
  const marked = rows.findIndex(({ key, version }) => key === keyMarker && version.id === idMarker)
  const rest = marked < 0 ? rows.filter(({ key }) => inByteOrder(key, keyMarker) > 0) : rows.slice(marked + 1)
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  const more = last !== undefined && rest.length > page.length
  const common = ({ key, version, isLatest }: (typeof rows)[number]) => ({
    Key: encode(key),
    VersionId: version.id,
    IsLatest: isLatest,
    LastModified: new Date(version.at).toISOString(),
  })
  const versions: Content[] = page.flatMap((row) => {
    const { content } = row.version
    return content ? [{ ...common(row), ETag: `"${content.etag}"`, Size: content.bytes.length, StorageClass: 'STANDARD' }] : []
  })
  return xmlAnswer('ListVersionsResult', {
    Name: bucket.name,
    Prefix: encode(prefix),
    KeyMarker: encode(keyMarker),
    VersionIdMarker: idMarker,
    NextKeyMarker: more ? encode(last.key) : undefined,
    NextVersionIdMarker: more ? last.version.id : undefined,
    MaxKeys: limit,
    EncodingType: query.get('encoding-type') ?? undefined,
    IsTruncated: more,
    Version: versions,
    DeleteMarker: page.filter(({ version }) => !version.content).map(common),
  })
}
