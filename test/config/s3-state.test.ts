import { describe, expect, test } from 'vitest'
import { FULL, lines, loadFull, refused } from './desk.js'

const withState = (state: string, rest = '') => FULL.replace('{type: file, path: data/state.json}', state) + rest

describe('a state in S3', () => {
  test('needs a bucket and a key, and leaves the rest to the SDK and the bucket', async () => {
    const config = await loadFull(withState('{type: s3, bucket: states, key: data/staff.json}'))

    expect(config.state).toEqual({ type: 's3', bucket: 'states', key: 'data/staff.json', gzip: false, leaseTtlMs: 60_000 })
    expect(config.stack).toBe('staff')
  })

  test('takes everything that can be said of it', async () => {
    const text = '{type: s3, bucket: {env: BUCKET}, key: {file: key.txt}, region: eu-west-1, endpoint: "http://127.0.0.1:9000", force_path_style: true, sse: "aws:kms:dsse", kms_key_id: alias/states, gzip: true, lease: {ttl: 90s}}'

    const config = await loadFull(withState(text), { env: { BUCKET: 'states' }, files: { '/desk/key.txt': 'a.json\n' } })

    expect(config.state).toEqual({
      type: 's3', bucket: 'states', key: 'a.json', region: 'eu-west-1', endpoint: 'http://127.0.0.1:9000', forcePathStyle: true,
      sse: 'aws:kms:dsse', kmsKeyId: 'alias/states', gzip: true, leaseTtlMs: 90_000,
    })
  })

  test('has neighbours of either kind, called by their places', async () => {
    const config = await loadFull(withState('{type: s3, bucket: states, key: a.json}', 'neighbours: [{type: s3, bucket: states, key: b.json}, {type: s3, bucket: x, key: y, region: eu-west-1, name: theirs}, {type: file, path: c.json}]\n'))

    expect(config.neighbours).toEqual([
      { type: 's3', bucket: 'states', key: 'b.json', name: 's3://states/b.json' },
      { type: 's3', bucket: 'x', key: 'y', region: 'eu-west-1', name: 'theirs' },
      { type: 'file', path: '/desk/c.json', name: 'c.json' },
    ])
  })

  test.each([
    ['{type: s3, bucket: s3://states/a, key: a.json}', "9:27 state.bucket is not a bucket's name | Write the name alone, without s3:// and without the key; or the ARN of an access point."],
    ['{type: s3, bucket: states, key: data/}', '9:40 state.key ends with a /, so it names a folder | Write the key of the state itself, as data/state.json.'],
    ['{type: s3, bucket: states}', '9:1 state.key is missing | Say under which key of the bucket the state lies: `key: staff/state.json`.'],
    ['{type: s3, bucket: states, path: a.json, key: a.json}', '9:35 state.path is not a known key | Known here: type, bucket, key, region, endpoint, force_path_style, sse, kms_key_id, gzip, lease.'],
    ['{type: file, path: a.json, buckt: b}', '9:35 state.buckt is not a known key | Known here: type, path, lease.'],
    ['{type: s3, bucket: b, key: k, forcepathstyle: true}', '9:38 state.forcepathstyle is not a known key | Did you mean force_path_style?'],
    ['{type: s3, bucket: b, key: k, endpoint: nowhere}', '9:48 state.endpoint is not a web address | Write it as https://…'],
    ['{type: s3, bucket: b, key: k, sse: AES256, kms_key_id: x}', '9:63 state.kms_key_id goes with KMS, and state.sse asks for AES256 | Write sse: aws:kms, or take one of the two out.'],
    ['{type: gcs, bucket: b}', '9:15 state.type is "gcs", and must be {type: file, path: …} or {type: s3, bucket: …, key: …}'],
    ['s3://b/k', '9:8 state is a text, and must be a map of keys'],
  ])('is refused when it is wrong: %s', async (state, told) => {
    expect(lines(await refused(loadFull(withState(state))))).toEqual([told])
  })

  test('is not its own neighbour', async () => {
    const text = withState('{type: s3, bucket: states, key: a.json}', 'neighbours: [{type: s3, bucket: states, key: a.json}, {type: s3, bucket: states, key: a.json, endpoint: https://other.test}]\n')

    expect(lines(await refused(loadFull(text)))).toEqual(["10:46 neighbours[0] is this stack's own state | Neighbours are the states of other stacks on this target. Take it out."])
  })
})
