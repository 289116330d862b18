import { Readable } from 'node:stream'
import { gunzipSync, gzipSync } from 'node:zlib'
import {
  ChecksumAlgorithm, CopyObjectCommand, DeleteObjectCommand, DeleteObjectsCommand, GetObjectCommand, type GetObjectCommandInput, HeadObjectCommand,
  ListObjectVersionsCommand, PutBucketVersioningCommand, PutObjectCommand, type PutObjectCommandInput, type S3Client,
} from '@aws-sdk/client-s3'
import { describe, expect, test } from 'vitest'
import { createManualClock } from '../../support/manual-clock.js'
import { BUCKET, refusalOf, stampOf, useS3 } from './s3-client.js'

const start = useS3()

const put = (s3: S3Client, Body: NonNullable<PutObjectCommandInput['Body']>, more: Partial<PutObjectCommandInput> = {}) => s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'k', Body, ...more }))
const get = (s3: S3Client, more: Partial<GetObjectCommandInput> = {}) => s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'k', ...more }))
const bytesOf = async (answer: ReturnType<typeof get>) => Buffer.from((await (await answer).Body?.transformToByteArray()) ?? [])

describe('what was put', () => {
  test('comes back with its type, encoding and metadata, byte for byte', async () => {
    const { s3 } = await start()
    const zipped = gzipSync('{"version":1}')
    await put(s3, zipped, { ContentType: 'application/json', ContentEncoding: 'gzip', Metadata: { serial: '7' } })

    const answer = await get(s3)
    const head = await s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'k' }))

    expect(answer).toMatchObject({ ContentType: 'application/json', ContentEncoding: 'gzip', Metadata: { serial: '7' }, ServerSideEncryption: 'AES256' })
    expect(gunzipSync((await answer.Body?.transformToByteArray()) ?? Buffer.alloc(0)).toString()).toBe('{"version":1}')
    expect(head).toMatchObject({ ContentLength: zipped.length, ETag: answer.ETag, ContentEncoding: 'gzip' })
  })

  test('has a type of no meaning where none was given', async () => {
    const { raw } = await start()
    await raw('PUT', `${BUCKET}/k`, {}, Buffer.from('a'))

    expect((await raw('GET', `${BUCKET}/k`)).headers.get('content-type')).toBe('binary/octet-stream')
  })

  test('keeps keys of every kind apart', async () => {
    const { s3, running } = await start()
    const keys = ['a b', 'a+b', 'a%20b', 'é/ü', '/lead', 'a//b', 'q?x=1&y', '__proto__']

    for (const Key of keys) await put(s3, Key, { Key })

    for (const Key of keys) expect((await bytesOf(get(s3, { Key }))).toString()).toBe(Key)
    expect(Object.keys((running.state().aws?.buckets?.[0] as { objects: object }).objects).sort()).toEqual([...keys].sort())
  })

  test('is of the emulator\'s time, told in whole seconds', async () => {
    const clock = createManualClock(Date.now())
    const { s3 } = await start({}, { clock })
    await put(s3, 'a')
    clock.pass(5000)

    const answer = await get(s3)

    expect(answer.LastModified?.getTime()).toBe(Math.floor((clock.now() - 5000) / 1000) * 1000)
  })

  test('is too much for a key of more than 1,024 bytes', async () => {
    const { s3 } = await start()

    expect(await refusalOf(put(s3, 'a', { Key: 'é'.repeat(513) }))).toMatchObject({ status: 400, name: 'KeyTooLongError' })
  })
})

describe('bodies on the wire', () => {
  test('a stream comes in chunks with a trailing checksum, and is stored without either', async () => {
    const { s3, running } = await start()
    const content = Buffer.alloc(200_000, 'state')

    const { ChecksumCRC32 } = await put(s3, Readable.from([content.subarray(0, 70_000), content.subarray(70_000)]), { ContentLength: content.length, ContentEncoding: 'gzip' })

    const answer = await get(s3, { ChecksumMode: 'ENABLED' })
    expect([answer.ContentEncoding, answer.ChecksumCRC32]).toEqual(['gzip', ChecksumCRC32])
    expect((await bytesOf(Promise.resolve(answer))).equals(content)).toBe(true)
    expect(running.requests()[0]).toMatchObject({ operation: 'PutObject', status: 200 })
  })

  test.each([ChecksumAlgorithm.CRC32, ChecksumAlgorithm.CRC32C, ChecksumAlgorithm.SHA1, ChecksumAlgorithm.SHA256])('%s, as the client computes it, is found right', async (ChecksumAlgorithm) => {
    const { s3 } = await start()

    expect(await refusalOf(put(s3, 'the state', { ChecksumAlgorithm }))).toBeUndefined()
  })

  test('CRC64NVME is that of the standard\'s check word', async () => {
    const { raw } = await start()

    expect((await raw('PUT', `${BUCKET}/k`, { 'x-amz-checksum-crc64nvme': 'rosUhgp5mIg=' }, '123456789')).status).toBe(200)
  })

  test.each([
    ['a checksum in a header', { 'x-amz-checksum-crc32': 'AAAAAA==' }, 'a', 'BadDigest', 'The CRC32 you specified did not match the calculated checksum.'],
    ['an MD5', { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' }, 'a', 'BadDigest', 'The Content-MD5 you specified did not match what we received.'],
    ['a payload hash', { 'x-amz-content-sha256': '0'.repeat(64) }, 'a', 'XAmzContentSHA256Mismatch', "The provided 'x-amz-content-sha256' header does not match what was computed."],
    ['a checksum in a trailer', chunked('x-amz-checksum-crc32'), '1\r\na\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n', 'BadDigest', 'The CRC32 you specified'],
    ['a trailer that was announced and is not there', chunked('x-amz-checksum-crc32'), '1\r\na\r\n0\r\n\r\n', 'MalformedTrailerError', 'trailing data'],
    ['a chunk that is cut off', chunked('x-amz-checksum-crc32'), '5\r\na', 'IncompleteBody', 'You did not provide the number of bytes'],
    ['a decoded length', { ...chunked(), 'x-amz-decoded-content-length': '2' }, '1\r\na\r\n0\r\n\r\n', 'IncompleteBody', 'You did not provide the number of bytes'],
  ])('%s that is wrong refuses the object', async (_what, headers, body, code, message) => {
    const { raw, running } = await start()

    const { status, text } = await raw('PUT', `${BUCKET}/k`, headers, body)

    expect(status).toBe(400)
    expect(text).toContain(`<Code>${code}</Code>`)
    expect(text).toContain(message)
    expect(running.state().aws?.buckets).toEqual([{ name: BUCKET, objects: {} }])
  })

  function chunked(trailer?: string): Record<string, string> {
    const announced = trailer === undefined ? {} : { 'x-amz-trailer': trailer }
    return { 'content-encoding': 'aws-chunked', 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'x-amz-decoded-content-length': '1', ...announced }
  }

  test('an empty object is an object', async () => {
    const { s3 } = await start()
    await put(s3, '')

    expect((await get(s3)).ContentLength).toBe(0)
  })

  test('one range is served, and one beyond the end refused', async () => {
    const { s3 } = await start({ objects: { k: '0123456789' } })

    expect((await bytesOf(get(s3, { Range: 'bytes=2-4' }))).toString()).toBe('234')
    expect((await bytesOf(get(s3, { Range: 'bytes=-3' }))).toString()).toBe('789')
    expect((await get(s3, { Range: 'bytes=8-' })).ContentRange).toBe('bytes 8-9/10')
    expect(await refusalOf(get(s3, { Range: 'bytes=10-12' }))).toMatchObject({ status: 416, name: 'InvalidRange' })
  })
})

describe('conditional reads', () => {
  test('If-None-Match with the ETag is a 304 without a body', async () => {
    const { raw } = await start({ objects: { k: 'a' } })
    const etag = (await raw('GET', `${BUCKET}/k`)).headers.get('etag') ?? ''

    const answer = await raw('GET', `${BUCKET}/k`, { 'if-none-match': etag })

    expect([answer.status, answer.text, answer.headers.get('etag')]).toEqual([304, '', etag])
    expect((await raw('HEAD', `${BUCKET}/k`, { 'if-none-match': etag })).status).toBe(304)
    expect((await raw('GET', `${BUCKET}/k`, { 'if-none-match': '"0"' })).status).toBe(200)
  })

  test('If-Match with another ETag is a 412', async () => {
    const { s3 } = await start({ objects: { k: 'a' } })

    expect(await refusalOf(get(s3, { IfMatch: '"0"' }))).toMatchObject({ status: 412, name: 'PreconditionFailed' })
    expect(await refusalOf(get(s3, { IfMatch: '"0cc175b9c0f1b6a831c399e269772661"' }))).toBeUndefined()
  })

  test('dates count to the second, and not beside a tag', async () => {
    const clock = createManualClock(Date.UTC(2026, 0, 1, 12, 0, 0, 500))
    const { raw } = await start({ objects: { k: 'a' } }, { clock })
    const [then, before] = ['Thu, 01 Jan 2026 12:00:00 GMT', 'Thu, 01 Jan 2026 11:59:59 GMT']
    const status = async (headers: Record<string, string>) => (await raw('GET', `${BUCKET}/k`, { 'x-amz-date': stampOf(clock.now()), ...headers })).status

    expect([await status({ 'if-modified-since': then }), await status({ 'if-modified-since': before })]).toEqual([304, 200])
    expect([await status({ 'if-unmodified-since': then }), await status({ 'if-unmodified-since': before })]).toEqual([200, 412])
    expect([await status({ 'if-modified-since': then, 'if-none-match': '"0"' }), await status({ 'if-unmodified-since': before, 'if-match': '*' })]).toEqual([200, 200])
  })
})

describe('versions', () => {
  test('every write and delete adds one, and each can be read and removed by its id', async () => {
    const { s3 } = await start({ versioned: true })
    const first = await put(s3, 'a')
    await put(s3, 'b')
    const marker = await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'k' }))

    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET, Prefix: 'k' }))

    expect(listed.Versions?.map(({ Size, IsLatest }) => [Size, IsLatest])).toEqual([[1, false], [1, false]])
    expect(listed.DeleteMarkers).toMatchObject([{ Key: 'k', VersionId: marker.VersionId, IsLatest: true }])
    expect((await bytesOf(get(s3, { VersionId: first.VersionId }))).toString()).toBe('a')
    expect(await refusalOf(get(s3, { VersionId: marker.VersionId }))).toMatchObject({ status: 405, name: 'MethodNotAllowed' })
    expect(await refusalOf(get(s3, { VersionId: 'x'.repeat(32) }))).toMatchObject({ status: 404, name: 'NoSuchVersion' })
    await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'k', VersionId: marker.VersionId }))
    expect((await bytesOf(get(s3))).toString()).toBe('b')
  })

  test('a missing key tells of its delete marker', async () => {
    const { s3, raw } = await start({ versioned: true, objects: { k: 'a' } })
    const { VersionId } = await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'k' }))

    const { status, headers } = await raw('GET', `${BUCKET}/k`)

    expect([status, headers.get('x-amz-delete-marker'), headers.get('x-amz-version-id')]).toEqual([404, 'true', VersionId])
  })

  test('what was there before they were switched on is the version null', async () => {
    const { s3 } = await start({ objects: { k: 'a' } })
    await s3.send(new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } }))

    await put(s3, 'b')

    expect((await bytesOf(get(s3, { VersionId: 'null' }))).toString()).toBe('a')
  })

  test('are listed page by page', async () => {
    const { s3 } = await start({ versioned: true })
    for (const [Key, Body] of [['a', '1'], ['a', '2'], ['b', '1'], ['b', '2'], ['b', '3']] as const) await put(s3, Body, { Key })
    const seen: string[] = []
    let markers: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {}

    for (let more = true; more;) {
      const page = await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET, MaxKeys: 2, ...markers }))
      seen.push(...(page.Versions ?? []).map(({ Key = '', IsLatest = false }) => `${Key}${IsLatest ? '*' : ''}`))
      markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
      more = page.IsTruncated ?? false
    }

    expect(seen).toEqual(['a*', 'a', 'b*', 'b', 'b'])
  })
})

describe('encryption', () => {
  test('a bucket under KMS says so, and its ETags are new with every write', async () => {
    const { s3 } = await start({ kms: true })

    const [one, other] = [await put(s3, 'a'), await put(s3, 'a')]

    expect(one).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: expect.stringMatching(/^arn:aws:kms:/) as string })
    expect(one.ETag).toMatch(/^"[0-9a-f]{32}"$/)
    expect(one.ETag).not.toBe(other.ETag)
    expect(await get(s3)).toMatchObject({ ServerSideEncryption: 'aws:kms', ETag: other.ETag })
  })

  test('a key that is asked for is the one that is told', async () => {
    const { s3 } = await start()

    await put(s3, 'a', { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'alias/state', BucketKeyEnabled: true })

    expect(await get(s3)).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'alias/state', BucketKeyEnabled: true })
  })
})

describe('copies', () => {
  test('take content and metadata along, under conditions of both sides', async () => {
    const { s3 } = await start()
    await put(s3, 'a', { Metadata: { serial: '7' } })
    const copy = (more: object) => s3.send(new CopyObjectCommand({ Bucket: BUCKET, Key: 'copy', CopySource: `${BUCKET}/k`, ...more }))

    const { CopyObjectResult } = await copy({ IfNoneMatch: '*' })

    expect(CopyObjectResult?.ETag).toBe('"0cc175b9c0f1b6a831c399e269772661"')
    expect(await get(s3, { Key: 'copy' })).toMatchObject({ Metadata: { serial: '7' } })
    expect(await refusalOf(copy({ IfNoneMatch: '*' }))).toMatchObject({ status: 412 })
    expect(await refusalOf(copy({ CopySourceIfMatch: '"0"' }))).toMatchObject({ status: 412 })
    expect(await refusalOf(copy({ CopySource: `${BUCKET}/gone` }))).toMatchObject({ status: 404, name: 'NoSuchKey' })
  })
})

describe('DeleteObjects', () => {
  test('tells for each what became of it', async () => {
    const { s3, running } = await start({ objects: { a: '1', b: '2', 'c&d': '3' } })

    const { Deleted, Errors } = await s3.send(
      new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects: [{ Key: 'a' }, { Key: 'b', ETag: '"0"' }, { Key: 'c&d' }, { Key: 'gone' }] } }),
    )

    expect(Deleted?.map(({ Key }) => Key)).toEqual(['a', 'c&d', 'gone'])
    expect(Errors).toMatchObject([{ Key: 'b', Code: 'PreconditionFailed' }])
    expect(running.state().aws?.buckets).toEqual([{ name: BUCKET, objects: { b: '2' } }])
  })

  test('wants a checksum, and says nothing of successes when told to be quiet', async () => {
    const { s3, raw } = await start({ objects: { a: '1' } })
    const body = '<Delete><Object><Key>a</Key></Object></Delete>'

    const unchecked = await raw('POST', `${BUCKET}?delete`, {}, body)
    const quiet = await s3.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects: [{ Key: 'a' }], Quiet: true } }))

    expect(unchecked.text).toContain('Missing required header for this request: Content-MD5 OR x-amz-checksum-*')
    expect([quiet.Deleted, quiet.Errors]).toEqual([undefined, undefined])
  })
})
