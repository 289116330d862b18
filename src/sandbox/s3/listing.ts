/** `ListObjectsV2`: keys in the order of their UTF-8 bytes, folded at a delimiter, page by page. */
import type { WireAnswer, WireRequest } from '../emulator.js'
import { xmlAnswer } from './answers.js'
import { invalidArgument } from './refusal.js'
import type { Bucket } from './store.js'
import type { Content } from './xml.js'

const MOST = 1000

/** A key with its content, or all that begins with a common prefix. */
interface Row {
  name: string
  content?: Content
}

export function listObjects(bucket: Bucket, { query }: WireRequest): WireAnswer {
  const [prefix, delimiter, startAfter, token] = [query.get('prefix') ?? '', query.get('delimiter') ?? '', query.get('start-after'), query.get('continuation-token')]
  const limit = readLimit(query)
  const encode = encoderOf(query)
  const after = token === null ? (startAfter ?? '') : readToken(token)
  const rows = rowsOf(bucket, prefix, delimiter, encode).filter(({ name }) => after === '' || inByteOrder(name, after) > 0)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const more = last !== undefined && rows.length > page.length
  return xmlAnswer('ListBucketResult', {
    Name: bucket.name,
    Prefix: encode(prefix),
    StartAfter: startAfter === null ? undefined : encode(startAfter),
    ContinuationToken: token ?? undefined,
    NextContinuationToken: more ? Buffer.from(last.name).toString('base64') : undefined,
    KeyCount: page.length,
    MaxKeys: limit,
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    EncodingType: query.get('encoding-type') ?? undefined,
    IsTruncated: more,
    Contents: page.flatMap(({ content }) => (content === undefined ? [] : [content])),
    CommonPrefixes: page.filter(({ content }) => content === undefined).map(({ name }) => ({ Prefix: encode(name) })),
  })
}

function rowsOf(bucket: Bucket, prefix: string, delimiter: string, encode: (text: string) => string): Row[] {
  const rows = new Map<string, Row>()
  for (const key of keysOf(bucket, prefix)) {
    const [newest] = bucket.objects.get(key) ?? []
    if (!newest?.content) continue
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
    const name = cut < 0 ? key : key.slice(0, cut + delimiter.length)
    const { etag, bytes } = newest.content
    const content = { Key: encode(key), LastModified: new Date(newest.at).toISOString(), ETag: `"${etag}"`, Size: bytes.length, StorageClass: 'STANDARD' }
    rows.set(name, cut < 0 ? { name, content } : { name })
  }
  return [...rows.values()]
}

export function keysOf({ objects }: Bucket, prefix: string): string[] {
  return [...objects.keys()].filter((key) => key.startsWith(prefix)).sort(inByteOrder)
}

export const inByteOrder = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))

export function readLimit(query: URLSearchParams): number {
  const text = query.get('max-keys') ?? String(MOST)
  if (!/^\d+$/.test(text) || Number(text) > 2 ** 31 - 1) throw invalidArgument('max-keys', text, 'Provided max-keys not an integer or within integer range')
  return Math.min(MOST, Number(text))
}

/** `encoding-type=url` keeps signs that XML 1.0 cannot carry; slashes stay. */
export function encoderOf(query: URLSearchParams): (text: string) => string {
  const type = query.get('encoding-type')
  if (type === null) return (text) => text
  if (type !== 'url') throw invalidArgument('encoding-type', type, 'Invalid Encoding Method specified in Request')
  return (text) => encodeURIComponent(text).replaceAll('%2F', '/').replace(/[!'()]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

function readToken(token: string): string {
  const name = Buffer.from(token, 'base64').toString('utf8')
  if (name === '' || Buffer.from(name).toString('base64') !== token) throw invalidArgument('continuation-token', token, 'The continuation token provided is incorrect')
  return name
}
