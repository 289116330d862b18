/** One object in S3 by its address, for plans and states that are handed on there. */
import { systemClock } from '../clock.js'
import type { Config } from '../config/config.js'
import { IdpscimError } from '../errors.js'
import type { Encryption } from '../state/s3/objects.js'

export function isS3Address(place: string): boolean {
  return /^s3:\/\//i.test(place)
}

/** How to reach a bucket and encrypt what is put there, where that is not as the AWS SDK finds it. */
export interface S3Access {
  region?: string
  endpoint?: string
  forcePathStyle?: boolean
  encryption?: Encryption
}

/** The state's own settings for what lies in the state's bucket: another server than AWS's holds its plans, too. */
export function accessFor(address: string, { state }: Pick<Config, 'state'>): S3Access | undefined {
  if (state.type !== 's3' || !isS3Address(address) || parse(address).bucket !== state.bucket) return undefined
  const { region, endpoint, forcePathStyle, sse, kmsKeyId } = state
  return {
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(forcePathStyle === undefined ? {} : { forcePathStyle }),
    encryption: { ...(sse === undefined ? {} : { mode: sse }), ...(kmsKeyId === undefined ? {} : { kmsKeyId }) },
  }
}

/** @throws IdpscimError `BadUsage` where it cannot be read, or is not there */
export async function getS3Object(address: string, access?: S3Access): Promise<Buffer> {
  const { objects, key } = await open(address, access)
  const stored = await told(objects.get(key))
  if (stored !== undefined) return stored.bytes
  throw new IdpscimError('BadUsage', `${address} cannot be read: there is no such object`, { suggestions: ['Make a plan first: idpscim plan --out s3://bucket/key'] })
}

/** @throws IdpscimError `BadUsage` where that cannot be told */
export async function hasS3Object(address: string, access?: S3Access): Promise<boolean> {
  const { objects, key } = await open(address, access)
  return (await told(objects.get(key))) !== undefined
}

/** Everything below an address that ends as a folder does. @throws IdpscimError `BadUsage` where it cannot be read */
export async function getS3Folder(address: string, access?: S3Access): Promise<{ address: string; bytes: Buffer }[]> {
  const { objects, key } = await open(`${address}/x`, access)
  const keys = await told(objects.list(key.slice(0, -1)))
  const found = await Promise.all(keys.map(async (one) => ({ address: objects.address(one), stored: await told(objects.get(one)) })))
  return found.flatMap(({ address: place, stored }) => (stored === undefined ? [] : [{ address: place, bytes: stored.bytes }]))
}

/** Replaces what is there. @throws IdpscimError `BadUsage` where it cannot be written */
export async function putS3Object(address: string, text: string, access?: S3Access): Promise<void> {
  const { objects, key } = await open(address, access)
  await told(objects.put(key, text))
}

/** AWS's client is a large thing to load: files on this machine do not pay for it. */
async function open(address: string, access: S3Access = {}) {
  const { bucket, key } = parse(address)
  const [{ createS3Objects }, { connectS3 }] = await Promise.all([import('../state/s3/objects.js'), import('../state/s3/s3-like.js')])
  const endpoint = access.endpoint ?? setting('AWS_ENDPOINT_URL_S3') ?? setting('AWS_ENDPOINT_URL')
  const region = access.region ?? setting('AWS_REGION') ?? setting('AWS_DEFAULT_REGION')
  const forcePathStyle = access.forcePathStyle ?? (access.endpoint === undefined && endpoint !== undefined)
  const client = connectS3({ ...(region !== undefined && { region }), ...(endpoint !== undefined && { endpoint }), ...(forcePathStyle && { forcePathStyle }) })
  return { objects: createS3Objects({ client, bucket, clock: systemClock, ...(access.encryption && { encryption: access.encryption }) }), key }
}

function parse(address: string): { bucket: string; key: string } {
  const [, bucket, key] = /^s3:\/\/(arn:[\w-]+:s3[\w-]*:[\w-]*:\d*:accesspoint[/:][\w.-]+|[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(.*[^/])$/i.exec(address) ?? []
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
      suggestions: remediesFor(error),
      facts,
      retryable,
      cause,
    })
  }
}

function remediesFor({ code, facts }: IdpscimError): string[] {
  if (code === 'AnswerLost') return ['check the way to the network, and the region (AWS_REGION)', 'run the command again']
  const place = 'check the bucket and the key, the region (AWS_REGION) and the credentials (aws sts get-caller-identity)'
  return facts['status'] === 404 ? [place] : [place, 'grant s3:GetObject and s3:PutObject on the object, and s3:ListBucket on the bucket']
}

function setting(name: string): string | undefined {
  const value = process.env[name]
  return value === '' ? undefined : value
}
