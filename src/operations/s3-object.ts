/** One object in S3 by its address, for plans and states that are handed on there. */
import { systemClock } from '../clock.js'
import { IdpscimError } from '../errors.js'

export function isS3Address(place: string): boolean {
  return /^s3:\/\//i.test(place)
}

/** @throws IdpscimError `BadUsage` where it cannot be read, or is not there */
export async function getS3Object(address: string): Promise<Buffer> {
  const { objects, key } = await open(address)
  const stored = await told(objects.get(key))
  if (stored !== undefined) return stored.bytes
  throw new IdpscimError('BadUsage', `${address} cannot be read: there is no such object`, { suggestions: ['Make a plan first: idpscim plan --out s3://bucket/key'] })
}

/** @throws IdpscimError `BadUsage` where that cannot be told */
export async function hasS3Object(address: string): Promise<boolean> {
  const { objects, key } = await open(address)
  return (await told(objects.get(key))) !== undefined
}

/** Replaces what is there. Encryption is the bucket's affair. @throws IdpscimError `BadUsage` where it cannot be written */
export async function putS3Object(address: string, text: string): Promise<void> {
  const { objects, key } = await open(address)
  await told(objects.put(key, text))
}

/** AWS's client is a large thing to load: files on this machine do not pay for it. */
async function open(address: string) {
  const { bucket, key } = parse(address)
  const [{ createS3Objects }, { connectS3 }] = await Promise.all([import('../state/s3/objects.js'), import('../state/s3/s3-like.js')])
  const endpoint = setting('AWS_ENDPOINT_URL_S3') ?? setting('AWS_ENDPOINT_URL')
  const region = setting('AWS_REGION') ?? setting('AWS_DEFAULT_REGION')
  const client = connectS3({ ...(region !== undefined && { region }), ...(endpoint !== undefined && { endpoint, forcePathStyle: true }) })
  return { objects: createS3Objects({ client, bucket, clock: systemClock }), key }
}

function parse(address: string): { bucket: string; key: string } {
  const [, bucket, key] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(.*[^/])$/i.exec(address) ?? []
  if (bucket !== undefined && key !== undefined) return { bucket, key }
  throw new IdpscimError('BadUsage', `${address} names no object in S3`, { suggestions: ['write it as s3://bucket/key'] })
}

/** The store's own remedies speak of the state's settings, which have no part in this. */
async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof IdpscimError)) throw error
    const { message, facts, retryable, cause } = error
    throw new IdpscimError(error.code === 'BadConfig' ? 'BadUsage' : error.code, message, {
      suggestions: ['check the bucket and the key, the region (AWS_REGION) and the credentials (aws sts get-caller-identity)', 'grant s3:GetObject and s3:PutObject on the object, and s3:ListBucket on the bucket'],
      facts,
      retryable,
      cause,
    })
  }
}

function setting(name: string): string | undefined {
  const value = process.env[name]
  return value === '' ? undefined : value
}
