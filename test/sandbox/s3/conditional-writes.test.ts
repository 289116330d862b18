import { DeleteObjectCommand, type DeleteObjectCommandInput, GetObjectCommand, PutObjectCommand, type PutObjectCommandInput, type S3Client } from '@aws-sdk/client-s3'
import { describe, expect, test } from 'vitest'
import { BUCKET, refusalOf, useS3 } from './s3-client.js'

const start = useS3()

const put = (s3: S3Client, Body: string, more: Partial<PutObjectCommandInput> = {}) => s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'k', Body, ...more }))
const remove = (s3: S3Client, more: Partial<DeleteObjectCommandInput> = {}) => s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'k', ...more }))
const read = async (s3: S3Client) => (await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'k' }))).Body?.transformToString()

const OTHER = '"00000000000000000000000000000000"'
const failed = { status: 412, name: 'PreconditionFailed', message: 'At least one of the pre-conditions you specified did not hold' }
const missing = { status: 404, name: 'NoSuchKey' }

describe('PUT If-None-Match: *', () => {
  test('creates what is not there', async () => {
    const { s3 } = await start()

    const { ETag } = await put(s3, 'a', { IfNoneMatch: '*' })

    expect(ETag).toBe('"0cc175b9c0f1b6a831c399e269772661"')
    expect(await read(s3)).toBe('a')
  })

  test('creates anew over a delete marker', async () => {
    const { s3 } = await start({ versioned: true })
    await put(s3, 'a')
    await remove(s3)

    const { VersionId } = await put(s3, 'b', { IfNoneMatch: '*' })

    expect(VersionId).toMatch(/^[\w-]{32}$/)
    expect(await read(s3)).toBe('b')
  })

  test('is refused over an object, which stays as it is', async () => {
    const { s3 } = await start()
    await put(s3, 'a')

    expect(await refusalOf(put(s3, 'b', { IfNoneMatch: '*' }))).toEqual(failed)
    expect(await read(s3)).toBe('a')
  })

  test('succeeds for exactly one of twelve at once, and what is stored is the winner\'s', async () => {
    const { s3 } = await start()

    const outcomes = await Promise.all(Array.from({ length: 12 }, async (_, index) => ({ index, refusal: await refusalOf(put(s3, `w${index}`, { IfNoneMatch: '*' })) })))

    const winners = outcomes.filter(({ refusal }) => refusal === undefined)
    expect(winners).toHaveLength(1)
    expect(outcomes.filter(({ refusal }) => refusal?.status === 412)).toHaveLength(11)
    expect(await read(s3)).toBe(`w${winners[0]?.index ?? NaN}`)
  })

  test('meets a conflict on order: 409, nothing written', async () => {
    const { s3, running, raw } = await start()
    running.setFaults([{ api: 's3', operation: 'PutObject', kind: 'error', status: 409, at: 1, times: 2 }])

    const { text } = await raw('PUT', `${BUCKET}/k`, { 'if-none-match': '*' }, 'a')

    expect(text).toContain('<Code>ConditionalRequestConflict</Code>')
    expect(text).toContain('<Condition>If-None-Match</Condition><Key>k</Key>')
    expect(await refusalOf(put(s3, 'a', { IfNoneMatch: '*' }))).toMatchObject({ status: 409, name: 'ConditionalRequestConflict' })
    expect(await refusalOf(put(s3, 'a', { IfNoneMatch: '*' }))).toBeUndefined()
  })

  test('lands though its answer is lost, so that its repetition is refused by its own object', async () => {
    const { s3, running } = await start({}, { faults: [{ api: 's3', operation: 'PutObject', kind: 'lost-answer', at: 1 }] })

    await expect(put(s3, 'mine', { IfNoneMatch: '*' })).rejects.toThrow()

    expect(await refusalOf(put(s3, 'mine', { IfNoneMatch: '*' }))).toEqual(failed)
    expect(await read(s3)).toBe('mine')
    expect(running.requests().map(({ operation, status }) => [operation, status])).toEqual([['PutObject', 200], ['PutObject', 412], ['GetObject', 200]])
  })
})

describe('PUT If-Match', () => {
  test('replaces what has that ETag, and answers the new one', async () => {
    const { s3 } = await start()
    const { ETag = '' } = await put(s3, 'a')

    const replaced = await put(s3, 'b', { IfMatch: ETag })

    expect(replaced.ETag).not.toBe(ETag)
    expect(await read(s3)).toBe('b')
  })

  test('is refused for another ETag', async () => {
    const { s3 } = await start()
    await put(s3, 'a')

    expect(await refusalOf(put(s3, 'b', { IfMatch: OTHER }))).toEqual(failed)
    expect(await read(s3)).toBe('a')
  })

  test('finds nothing where nothing is', async () => {
    const { s3 } = await start()

    expect(await refusalOf(put(s3, 'b', { IfMatch: OTHER }))).toMatchObject(missing)
  })

  test('finds nothing where a delete marker is', async () => {
    const { s3 } = await start({ versioned: true })
    const { ETag = '' } = await put(s3, 'a')
    await remove(s3)

    expect(await refusalOf(put(s3, 'b', { IfMatch: ETag }))).toMatchObject(missing)
  })

  test('lets exactly one of many take over', async () => {
    const { s3 } = await start()
    const { ETag = '' } = await put(s3, 'a')

    const refusals = await Promise.all(Array.from({ length: 12 }, (_, index) => refusalOf(put(s3, `w${index}`, { IfMatch: ETag }))))

    expect(refusals.filter((refusal) => refusal === undefined)).toHaveLength(1)
    expect(refusals.filter((refusal) => refusal?.status === 412)).toHaveLength(11)
  })

  test('cannot tell A from B and A again: the same bytes have the same ETag', async () => {
    const { s3 } = await start()
    const { ETag = '' } = await put(s3, 'a')
    await put(s3, 'b')
    await put(s3, 'a')

    expect(await refusalOf(put(s3, 'c', { IfMatch: ETag }))).toBeUndefined()
  })

  test('tells them apart where KMS encrypts', async () => {
    const { s3 } = await start({ kms: true })
    const { ETag = '' } = await put(s3, 'a')
    await put(s3, 'a')

    expect(await refusalOf(put(s3, 'c', { IfMatch: ETag }))).toEqual(failed)
  })
})

describe('conditions that S3 does not take on writes', () => {
  test.each([
    ['PUT', { 'if-match': '*' }, 'If-Match', "We don't accept the provided value of If-Match header for this API"],
    ['PUT', { 'if-none-match': OTHER }, 'If-None-Match', "We don't accept the provided value of If-None-Match header for this API"],
    ['PUT', { 'if-none-match': '*', 'if-match': OTHER }, 'If-Match,If-None-Match', 'Multiple conditional request headers present in the request'],
    ['PUT', { 'if-modified-since': 'Thu, 01 Jan 2026 00:00:00 GMT' }, 'If-Modified-Since', "We don't accept the provided value of If-Modified-Since header for this API"],
    ['DELETE', { 'if-none-match': '*' }, 'If-None-Match', "We don't accept the provided value of If-None-Match header for this API"],
  ])('%s with %j is a 501', async (method, headers, header, message) => {
    const { raw, running } = await start({ objects: { k: 'a' } })

    const { status, text } = await raw(method, `${BUCKET}/k`, headers, method === 'PUT' ? 'b' : undefined)

    expect(status).toBe(501)
    expect(text).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<Error><Code>NotImplemented<\/Code><Message>A header you provided implies functionality that is not implemented<\/Message>/)
    expect(text).toContain(`<Header>${header}</Header><additionalMessage>${message}</additionalMessage><RequestId>`)
    expect(running.state().aws?.buckets).toEqual([{ name: BUCKET, objects: { k: 'a' } }])
  })
})

describe('DELETE If-Match', () => {
  test('removes what has that ETag', async () => {
    const { s3 } = await start()
    const { ETag } = await put(s3, 'a')

    const { $metadata } = await remove(s3, { IfMatch: ETag })

    expect($metadata.httpStatusCode).toBe(204)
    expect(await refusalOf(read(s3))).toMatchObject(missing)
  })

  test('adds a delete marker in a versioned bucket', async () => {
    const { s3 } = await start({ versioned: true })
    const { ETag } = await put(s3, 'a')

    const removed = await remove(s3, { IfMatch: ETag })

    expect(removed).toMatchObject({ DeleteMarker: true, VersionId: expect.stringMatching(/^[\w-]{32}$/) as string })
  })

  test('is refused for another ETag, and the object stays', async () => {
    const { s3 } = await start()
    await put(s3, 'a')

    expect(await refusalOf(remove(s3, { IfMatch: OTHER }))).toEqual(failed)
    expect(await read(s3)).toBe('a')
  })

  test.each([OTHER, '*'])('finds nothing where never was anything (%s)', async (IfMatch) => {
    const { s3 } = await start()

    expect(await refusalOf(remove(s3, { IfMatch }))).toMatchObject(missing)
  })

  test('with * removes whatever is there', async () => {
    const { s3 } = await start()
    await put(s3, 'a')

    expect((await remove(s3, { IfMatch: '*' })).$metadata.httpStatusCode).toBe(204)
  })

  test('with * is refused over a delete marker', async () => {
    const { s3 } = await start({ versioned: true })
    await put(s3, 'a')
    await remove(s3)

    expect(await refusalOf(remove(s3, { IfMatch: '*' }))).toEqual(failed)
  })
})

test('a plain DELETE succeeds whether anything is there or not', async () => {
  const { s3 } = await start()
  await put(s3, 'a')

  expect([(await remove(s3)).$metadata.httpStatusCode, (await remove(s3)).$metadata.httpStatusCode]).toEqual([204, 204])
})

describe('servers that are not S3', () => {
  test('ignoreConditions: everybody wins, on writes and deletes', async () => {
    const { s3 } = await start({ ignoreConditions: true })
    await put(s3, 'a')

    expect(await refusalOf(put(s3, 'b', { IfNoneMatch: '*' }))).toBeUndefined()
    expect(await refusalOf(put(s3, 'c', { IfMatch: OTHER }))).toBeUndefined()
    expect(await refusalOf(remove(s3, { IfMatch: OTHER }))).toBeUndefined()
  })

  test('noConditionalDelete: a 501, while writes keep their conditions', async () => {
    const { s3 } = await start({ noConditionalDelete: true })
    const { ETag } = await put(s3, 'a')

    expect(await refusalOf(remove(s3, { IfMatch: ETag }))).toMatchObject({ status: 501, name: 'NotImplemented' })
    expect(await refusalOf(put(s3, 'b', { IfNoneMatch: '*' }))).toEqual(failed)
    expect(await refusalOf(remove(s3))).toBeUndefined()
  })

  test('noConditionalDelete, ignored: done as if it had none', async () => {
    const { s3 } = await start({ noConditionalDelete: 'ignored' })
    await put(s3, 'a')

    expect(await refusalOf(remove(s3, { IfMatch: OTHER }))).toBeUndefined()
    expect(await refusalOf(read(s3))).toMatchObject(missing)
  })
})

test('a 412 names its condition, and the ids of the request, in the body', async () => {
  const { raw } = await start({ objects: { k: 'a' } })

  const { status, headers, text } = await raw('PUT', `${BUCKET}/k`, { 'if-none-match': '*' }, 'b')

  const [id, host] = [headers.get('x-amz-request-id') ?? '', headers.get('x-amz-id-2') ?? '']
  expect(status).toBe(412)
  expect(headers.get('content-type')).toBe('application/xml')
  expect(text).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>PreconditionFailed</Code><Message>At least one of the pre-conditions you specified did not hold</Message>' +
      `<Condition>If-None-Match</Condition><RequestId>${id}</RequestId><HostId>${host}</HostId></Error>`,
  )
})
