import { ListObjectsV2Command, type ListObjectsV2CommandInput, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3'
import { describe, expect, test } from 'vitest'
import { BUCKET, refusalOf, useS3 } from './s3-client.js'

const start = useS3()

const list = (s3: S3Client, more: Partial<ListObjectsV2CommandInput> = {}) => s3.send(new ListObjectsV2Command({ Bucket: BUCKET, ...more }))
const objects = (...keys: string[]) => ({ objects: Object.fromEntries(keys.map((key) => [key, key])) })

async function pagesOf(s3: S3Client, more: Partial<ListObjectsV2CommandInput>): Promise<string[][]> {
  const pages: string[][] = []
  for await (const { Contents = [], CommonPrefixes = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: BUCKET, ...more })) {
    pages.push([...Contents.map(({ Key = '' }) => Key), ...CommonPrefixes.map(({ Prefix = '' }) => Prefix)].sort())
    if (pages.length > 20) break
  }
  return pages
}

test('keys come in the order of their bytes, with size, time and ETag', async () => {
  const { s3 } = await start(objects('b', 'a', 'Z', 'é', '\u{1F600}', '\uFF5E'))

  const { Contents = [], KeyCount, IsTruncated } = await list(s3)

  expect(Contents.map(({ Key }) => Key)).toEqual(['Z', 'a', 'b', 'é', '\uFF5E', '\u{1F600}'])
  expect(Contents[1]).toMatchObject({ Size: 1, ETag: '"0cc175b9c0f1b6a831c399e269772661"', StorageClass: 'STANDARD', LastModified: expect.any(Date) as Date })
  expect([KeyCount, IsTruncated]).toEqual([6, false])
})

test('an empty bucket is an empty list', async () => {
  const { s3 } = await start()

  expect(await list(s3)).toMatchObject({ KeyCount: 0, IsTruncated: false })
})

test('a prefix picks, a delimiter folds', async () => {
  const { s3 } = await start(objects('history/1/a', 'history/1/b', 'history/2/a', 'history/top', 'state.json'))

  const answer = await list(s3, { Prefix: 'history/', Delimiter: '/' })

  expect(answer.Contents?.map(({ Key }) => Key)).toEqual(['history/top'])
  expect(answer.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['history/1/', 'history/2/'])
  expect(answer).toMatchObject({ Prefix: 'history/', Delimiter: '/', KeyCount: 3 })
})

test('goes on page by page, common prefixes counting as keys do', async () => {
  const { s3 } = await start(objects('a', 'b/1', 'b/2', 'b/3', 'c', 'd/1', 'e'))

  expect(await pagesOf(s3, { MaxKeys: 2, Delimiter: '/' })).toEqual([['a', 'b/'], ['c', 'd/'], ['e']])
  expect(await pagesOf(s3, { MaxKeys: 3 })).toEqual([['a', 'b/1', 'b/2'], ['b/3', 'c', 'd/1'], ['e']])
})

test('starts after a key, and with none asked for shows none', async () => {
  const { s3 } = await start(objects('a', 'b', 'c'))

  expect((await list(s3, { StartAfter: 'a' })).Contents?.map(({ Key }) => Key)).toEqual(['b', 'c'])
  expect(await list(s3, { MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false })
})

test('never shows more than a thousand', async () => {
  const { s3 } = await start(objects(...Array.from({ length: 1001 }, (_, index) => `k${index}`)))

  expect((await pagesOf(s3, { MaxKeys: 5000 })).map((page) => page.length)).toEqual([1000, 1])
})

test('encodes keys when asked, so that any sign survives', async () => {
  const { raw } = await start(objects('a b+(c)/é&<'))

  const { text } = await raw('GET', `${BUCKET}?list-type=2&encoding-type=url&prefix=a%20b`)

  expect(text).toContain('<Key>a%20b%2B%28c%29/%C3%A9%26%3C</Key>')
  expect(text).toContain('<Prefix>a%20b</Prefix>')
  expect(text).toContain('<EncodingType>url</EncodingType>')
})

test('escapes keys when not', async () => {
  const { s3 } = await start(objects('a&b<c>"d"'))

  expect((await list(s3)).Contents?.map(({ Key }) => Key)).toEqual(['a&b<c>"d"'])
})

test('leaves out what only has a delete marker', async () => {
  const { s3, raw } = await start({ versioned: true, ...objects('a', 'b') })
  await raw('DELETE', `${BUCKET}/a`)

  expect((await list(s3)).Contents?.map(({ Key }) => Key)).toEqual(['b'])
})

describe('what cannot be listed', () => {
  test.each([
    ['a token that nobody gave', 'continuation-token=zzz', 'The continuation token provided is incorrect'],
    ['a count that is none', 'max-keys=many', 'Provided max-keys not an integer or within integer range'],
    ['an unknown encoding', 'encoding-type=base64', 'Invalid Encoding Method specified in Request'],
  ])('%s is an invalid argument', async (_what, query, message) => {
    const { raw } = await start()

    const { status, text } = await raw('GET', `${BUCKET}?list-type=2&${query}`)

    expect(status).toBe(400)
    expect(text).toContain(`<Code>InvalidArgument</Code><Message>${message}</Message>`)
  })

  test('a bucket that is not there', async () => {
    const { s3 } = await start()

    expect(await refusalOf(list(s3, { Bucket: 'gone' }))).toMatchObject({ status: 404, name: 'NoSuchBucket' })
  })
})

describe('pages that go wrong', () => {
  test('a page is passed over, or is as empty as if it were all', async () => {
    const { s3, running } = await start(objects('a', 'b', 'c'))

    running.setFaults([{ api: 's3', kind: 'drop-page', at: 1 }])
    const dropped = await pagesOf(s3, { MaxKeys: 1 })
    running.setFaults([{ api: 's3', kind: 'drop-page', at: 1 }])
    const emptied = await list(s3)

    expect(dropped).toEqual([['b'], ['c']])
    expect(emptied).toMatchObject({ KeyCount: 0, IsTruncated: false })
    expect(emptied.Contents).toBeUndefined()
  })

  test('a page leads to itself', async () => {
    const { s3, running } = await start(objects('a', 'b'))
    running.setFaults([{ api: 's3', kind: 'repeat-page', at: 2, times: 3 }])

    const pages = await pagesOf(s3, { MaxKeys: 1 })

    expect(pages).toEqual([['a'], ['b'], ['b'], ['b'], ['b']])
  })
})
