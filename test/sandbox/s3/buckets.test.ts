import {
  CreateBucketCommand, GetBucketLocationCommand, GetBucketVersioningCommand, GetObjectCommand, HeadBucketCommand, HeadObjectCommand, ListBucketsCommand, ListObjectsV2Command,
  ListObjectVersionsCommand, PutObjectCommand,
} from '@aws-sdk/client-s3'
import { describe, expect, test } from 'vitest'
import { createManualClock } from '../../support/manual-clock.js'
import { BUCKET, clientOf, makeBucket, refusalOf, signature, stampOf, useS3 } from './s3-client.js'

const start = useS3()
const in15Minutes = 15 * 60_000

describe('buckets', () => {
  test('are made, found and placed', async () => {
    const { s3 } = await start()

    await s3.send(new CreateBucketCommand({ Bucket: 'berlin', CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } }))

    expect((await s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name)).toEqual([BUCKET, 'berlin'])
    expect((await s3.send(new HeadBucketCommand({ Bucket: 'berlin' }))).BucketRegion).toBe('eu-central-1')
    expect((await s3.send(new GetBucketLocationCommand({ Bucket: 'berlin' }))).LocationConstraint).toBe('eu-central-1')
    expect((await s3.send(new GetBucketLocationCommand({ Bucket: BUCKET }))).LocationConstraint ?? '').toBe('')
  })

  test('made again are a success in us-east-1, a conflict elsewhere', async () => {
    const { s3 } = await start()
    await s3.send(new CreateBucketCommand({ Bucket: 'berlin', CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } }))

    expect(await refusalOf(makeBucket(s3, BUCKET))).toBeUndefined()
    expect(await refusalOf(makeBucket(s3, 'berlin'))).toMatchObject({ status: 409, name: 'BucketAlreadyOwnedByYou' })
    expect(await refusalOf(makeBucket(s3, 'Not_A_Name'))).toMatchObject({ status: 400, name: 'InvalidBucketName' })
  })

  test('tell whether they keep versions', async () => {
    const { s3 } = await start({ versioned: true })
    await makeBucket(s3, 'plain')

    expect((await s3.send(new GetBucketVersioningCommand({ Bucket: BUCKET }))).Status).toBe('Enabled')
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket: 'plain' }))).Status).toBeUndefined()
  })

  test('that are not there are named in the refusal', async () => {
    const { s3, raw } = await start()

    expect(await refusalOf(s3.send(new PutObjectCommand({ Bucket: 'gone', Key: 'k', Body: 'a' })))).toMatchObject({ status: 404, name: 'NoSuchBucket' })
    expect(await refusalOf(s3.send(new HeadBucketCommand({ Bucket: 'gone' })))).toMatchObject({ status: 404, name: 'NotFound' })
    expect((await raw('GET', 'gone/k')).text).toContain('<Message>The specified bucket does not exist</Message><BucketName>gone</BucketName>')
  })

  test('have no sub-resources but those of the sandbox', async () => {
    const { raw } = await start()

    const { status, text } = await raw('POST', `${BUCKET}/k?uploads`)

    expect(status).toBe(501)
    expect(text).toContain('The sandbox has no POST /state/k?uploads')
  })
})

describe('without s3:ListBucket', () => {
  test('a missing key is a 403, whether read or looked at; one that is there is read', async () => {
    const { s3 } = await start({ noListBucket: true, objects: { there: 'a' } })

    expect(await refusalOf(s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'gone' })))).toMatchObject({ status: 403, name: 'AccessDenied', message: expect.stringContaining('s3:ListBucket') as string })
    expect(await refusalOf(s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'gone' })))).toMatchObject({ status: 403 })
    expect(await refusalOf(s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'there' })))).toBeUndefined()
  })

  test('nothing is listed', async () => {
    const { s3 } = await start({ noListBucket: true })

    const refusals = await Promise.all([
      refusalOf(s3.send(new ListObjectsV2Command({ Bucket: BUCKET }))),
      refusalOf(s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET }))),
      refusalOf(s3.send(new HeadBucketCommand({ Bucket: BUCKET }))),
    ])

    expect(refusals.map((refusal) => refusal?.status)).toEqual([403, 403, 403])
  })
})

describe('who asks', () => {
  test('a request that is not signed is denied', async () => {
    const { running } = await start({ objects: { k: 'a' } })

    const answer = await fetch(`${running.endpoints.s3}${BUCKET}/k`)

    expect(answer.status).toBe(403)
    expect(await answer.text()).toContain('<Code>AccessDenied</Code><Message>Access Denied</Message>')
  })

  test('a signature in the address will do, until it runs out', async () => {
    const clock = createManualClock()
    const { running } = await start({ objects: { k: 'a' } }, { clock })
    const url = `${running.endpoints.s3}${BUCKET}/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=${stampOf(clock.now())}&X-Amz-Expires=3600&X-Amz-Signature=00`

    const before = await fetch(url)
    clock.pass(3_601_000)
    const after = await fetch(url)

    expect([before.status, await before.text()]).toEqual([200, 'a'])
    expect([after.status, await after.text()]).toEqual([403, expect.stringContaining('Request has expired')])
  })

  test.each([in15Minutes + 1000, -in15Minutes - 1000])('a clock that is %i ms off is told the time', async (off) => {
    const clock = createManualClock(Date.UTC(2026, 0, 1, 12))
    const { raw } = await start({ objects: { k: 'a' } }, { clock })

    const { status, headers, text } = await raw('GET', `${BUCKET}/k`, signature(clock.now() + off))

    expect([status, headers.get('date')]).toEqual([403, 'Thu, 01 Jan 2026 12:00:00 GMT'])
    expect(text).toContain('<Code>RequestTimeTooSkewed</Code><Message>The difference between the request time and the current time is too large.</Message>')
    expect(text).toContain('<ServerTime>2026-01-01T12:00:00Z</ServerTime><MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds>')
    expect((await raw('GET', `${BUCKET}/k`, signature(clock.now() + off - Math.sign(off) * 1000))).status).toBe(200)
  })

  test('AWS\'s client learns the time from the refusal, and asks again', async () => {
    const { running } = await start({ objects: { k: 'a' } }, { clock: createManualClock(Date.now() + 3_600_000) })

    const answer = await clientOf(running, { maxAttempts: 2 }).send(new GetObjectCommand({ Bucket: BUCKET, Key: 'k' }))

    expect(answer.$metadata.attempts).toBe(2)
  })

  test('a sandbox on a time of its own can be told to look at no dates', async () => {
    const { s3 } = await start({ objects: { k: 'a' } }, { clock: createManualClock(0), s3: { maxSkewMs: Infinity } })

    expect(await refusalOf(s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'k' })))).toBeUndefined()
  })
})

test('the bucket may stand in the host instead of the path', async () => {
  const { running } = await start({ objects: { 'a/b': 'content' } })
  // Not every machine knows the names below localhost.
  const lookup = (_host: string, _options: unknown, found: (error: null, addresses: object[]) => void) => found(null, [{ address: '127.0.0.1', family: 4 }])
  const endpoint = running.endpoints.s3.replace('127.0.0.1', 'localhost')
  const s3 = clientOf(running, { endpoint, forcePathStyle: false, requestHandler: { httpAgent: { lookup } } })

  const answer = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a/b' }))
  const listed = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }))

  expect(await answer.Body?.transformToString()).toBe('content')
  expect(listed.Contents?.map(({ Key }) => Key)).toEqual(['a/b'])
  expect(running.requests().map(({ path }) => path)).toEqual(['/a/b', '/'])
})

describe('accidents', () => {
  test.each([
    [{ kind: 'throttle' }, 503, 'SlowDown', 'Please reduce your request rate.'],
    [{ kind: 'error' }, 500, 'InternalError', 'We encountered an internal error. Please try again.'],
    [{ kind: 'error', status: 503 }, 503, 'ServiceUnavailable', 'Service is unable to handle request.'],
    [{ kind: 'error', status: 403 }, 403, 'AccessDenied', 'Access Denied'],
    [{ kind: 'error', status: 412 }, 412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold'],
  ])('%j is %i %s, and nothing is done', async (fault, status, name, message) => {
    const { s3, running } = await start({}, { faults: [{ api: 's3', ...fault } as never] })

    expect(await refusalOf(s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'k', Body: 'a' })))).toEqual({ status, name, message })
    expect(running.state().aws?.buckets).toEqual([{ name: BUCKET, objects: {} }])
  })

  test('reset cuts the connection before anything is done', async () => {
    const { s3, running } = await start({}, { faults: [{ api: 's3', kind: 'reset', at: 1 }] })

    await expect(s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'k', Body: 'a' }))).rejects.toThrow()
    expect(running.state().aws?.buckets).toEqual([{ name: BUCKET, objects: {} }])
  })

  test('beyond 3,500 writes at once there is SlowDown, reads going on', async () => {
    const clock = createManualClock()
    const { running, raw } = await start({ objects: { k: 'a' } }, { clock, rateLimits: true, s3: { maxSkewMs: Infinity } })
    const statuses: number[] = []

    for (let batch = 0; batch < 36; batch += 1) {
      const answers = await Promise.all(Array.from({ length: 100 }, () => raw('DELETE', `${BUCKET}/gone`)))
      statuses.push(...answers.map(({ status }) => status))
    }

    expect(statuses.filter((status) => status === 204)).toHaveLength(3500)
    expect(statuses.filter((status) => status === 503)).toHaveLength(100)
    expect((await raw('GET', `${BUCKET}/k`)).status).toBe(200)
    expect(running.requests()).toHaveLength(3601)
  })
})
