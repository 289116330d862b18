/** Buckets as such: made, found, placed, versioned. */
import type { WireAnswer, WireRequest } from '../emulator.js'
import { xmlAnswer } from './answers.js'
import { readPayload } from './body.js'
import { malformedXml, notInSandbox, Refusal } from './refusal.js'
import { type Bucket, createBucketRecord } from './store.js'
import { textOf } from './xml.js'

export type Buckets = Map<string, Bucket>

/** Making one's own bucket again is a success in us-east-1 alone, the oldest Region. */
export function createBucket(buckets: Buckets, name: string, request: WireRequest, now: number): WireAnswer {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) throw new Refusal(400, 'InvalidBucketName', 'The specified bucket is not valid.', { BucketName: name })
  const region = textOf(readPayload(request).bytes.toString('utf8'), 'LocationConstraint') ?? 'us-east-1'
  const there = buckets.get(name)
  if (there && there.region !== 'us-east-1') {
    throw new Refusal(409, 'BucketAlreadyOwnedByYou', 'Your previous request to create the named bucket succeeded and you already own it.', { BucketName: name })
  }
  if (!there) buckets.set(name, createBucketRecord(name, now, { region }))
  return { status: 200, headers: { location: `/${name}` }, body: '' }
}

export const headBucket = ({ region }: Bucket): WireAnswer => ({ status: 200, headers: { 'x-amz-bucket-region': region, 'content-type': 'application/xml' }, body: '' })

export const bucketLocation = ({ region }: Bucket): WireAnswer => xmlAnswer('LocationConstraint', region === 'us-east-1' ? '' : region)

export const bucketVersioning = ({ versioned }: Bucket): WireAnswer => xmlAnswer('VersioningConfiguration', { Status: versioned ? 'Enabled' : undefined })

export function putBucketVersioning(bucket: Bucket, request: WireRequest): WireAnswer {
  const status = textOf(readPayload(request).bytes.toString('utf8'), 'Status')
  if (status === 'Suspended') throw notInSandbox('suspended versioning')
  if (status !== 'Enabled') throw malformedXml()
  bucket.versioned = true
  return { status: 200, body: '' }
}

export const listBuckets = (buckets: Buckets): WireAnswer =>
  xmlAnswer('ListAllMyBucketsResult', {
    Owner: { ID: '0'.repeat(64) },
    Buckets: { Bucket: [...buckets.values()].map(({ name, createdAt }) => ({ Name: name, CreationDate: new Date(createdAt).toISOString() })) },
  })
