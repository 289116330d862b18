import { GetObjectCommand, HeadObjectCommand, ListObjectVersionsCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { describe, expect, test } from 'vitest'
import { parseSeed } from '../../../src/sandbox/seed.js'
import { useSandbox } from '../../support/world.js'
import { BUCKET, clientOf, useS3 } from './s3-client.js'

const start = useS3()
const sandbox = useSandbox()

const put = (s3: S3Client, Key: string, Body: string | Buffer) => s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ContentType: 'application/json' }))
const head = (s3: S3Client, Key: string) => s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key }))

test('the default sandbox has a bucket of its own, for the client that reads the environment\'s names', async () => {
  const running = await sandbox()

  await clientOf(running).send(new PutObjectCommand({ Bucket: 'idpscim-sandbox', Key: 'state.json', Body: '{}' }))

  expect(running.env['AWS_ENDPOINT_URL_S3']).toBe(running.endpoints.s3)
  expect(running.state().aws?.buckets).toEqual([{ name: 'idpscim-sandbox', objects: { 'state.json': '{}' } }])
})

test('new endpoints have the ports after those that were there', async () => {
  // Below the ports that systems hand out by themselves, so that nobody else is given one of them meanwhile.
  const first = 21_710
  const { endpoints } = await sandbox({ port: first })

  const ports = Object.values(endpoints).map((endpoint) => Number(new URL(endpoint).port) - first)

  expect(Object.fromEntries(Object.keys(endpoints).map((name, index) => [name, ports[index]]))).toMatchObject({
    google: 0, 'google-token': 1, scim: 2, control: 3, s3: 4, secretsmanager: 5, graph: 6, 'graph-token': 7, identitystore: 8, 'sso-admin': 9, organizations: 10,
  })
})

describe('a seed of buckets', () => {
  test('takes names, switches and contents', async () => {
    const { running } = await start({ objects: { text: 'ü\n', bytes: { base64: '/wA=' }, nothing: '' } })

    const answer = await clientOf(running).send(new GetObjectCommand({ Bucket: BUCKET, Key: 'bytes' }))

    expect([...((await answer.Body?.transformToByteArray()) ?? [])]).toEqual([255, 0])
    expect(running.state().aws?.buckets).toEqual([{ name: BUCKET, objects: { text: 'ü\n', bytes: { base64: '/wA=' }, nothing: '' } }])
  })

  test.each([
    [{ aws: { buckets: ['A'] } }, 'aws.buckets[0]: is no name that S3 takes for a bucket'],
    [{ aws: { buckets: ['same', { name: 'same' }] } }, 'aws.buckets: names one bucket twice'],
    [{ aws: { buckets: [{ name: 'state', locked: true }] } }, 'aws.buckets[0]: Unrecognized key: "locked"'],
    [{ aws: { buckets: [{ name: 'state', objects: { k: { base64: '?' } } }] } }, 'aws.buckets[0].objects.k'],
  ])('is refused by name: %j', (document, message) => {
    expect(() => parseSeed(document)).toThrow(message)
  })
})

describe('the state', () => {
  test('put back leaves objects, their ETags, types, times and versions as they were', async () => {
    const { running, s3 } = await start({ versioned: true, kms: true })
    await put(s3, 'k', 'a')
    await put(s3, 'k', Buffer.from([0xff]))
    const [before, state] = [await head(s3, 'k'), running.state()]

    running.putState(state)

    const { ETag, LastModified, ContentType, VersionId } = await head(s3, 'k')
    expect({ ETag, LastModified, ContentType, VersionId }).toEqual({ ETag: before.ETag, LastModified: before.LastModified, ContentType: 'application/json', VersionId: before.VersionId })
    expect((await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET }))).Versions).toHaveLength(2)
    expect(running.state()).toEqual(state)
  })

  test('refused leaves them too', async () => {
    const { running, s3 } = await start({ kms: true })
    await put(s3, 'k', 'a')
    const before = await head(s3, 'k')

    expect(() => running.putState({ aws: { groups: [{ displayName: 'G', members: ['nobody'] }] } })).toThrow('nobody')

    expect((await head(s3, 'k')).ETag).toBe(before.ETag)
  })

  test('with another content for a key is a write to it', async () => {
    const { running, s3 } = await start({ versioned: true })
    await put(s3, 'k', 'a')
    await put(s3, 'gone', 'a')

    running.putState({ aws: { buckets: [{ name: BUCKET, versioned: true, objects: { k: 'b' } }] } })

    const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET }))
    expect(Versions?.map(({ Key, IsLatest }) => [Key, IsLatest])).toEqual([['k', true], ['k', false]])
  })

  test('patched elsewhere leaves buckets alone', async () => {
    const { running, s3 } = await start()
    await put(s3, 'k', 'a')

    running.patchState({ google: { users: [{ primaryEmail: 'ada@example.com' }] } })

    expect(running.state().aws?.buckets).toEqual([{ name: BUCKET, objects: { k: 'a' } }])
  })
})
