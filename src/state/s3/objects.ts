/** Objects of one bucket: read, written, removed and listed, each call tried again as long as that is safe. */
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3'
import type { Clock } from '../../clock.js'
import { explained, kindOf, missingOrForbidden } from './failures.js'
import type { S3Like } from './s3-like.js'

export interface Encryption {
  /** Default `aws:kms` where a key is named, else the bucket's own. */
  mode?: 'aws:kms' | 'aws:kms:dsse' | 'AES256'
  kmsKeyId?: string
}

export interface Stored {
  bytes: Buffer
  /** As S3 sent it, quotes and all. */
  etag: string
}

/** Null: only if there is none. */
export type IfEtag = string | null

export interface PutOptions {
  ifEtag?: IfEtag
  contentType?: string
  contentEncoding?: string
}

export interface S3Objects {
  /** Undefined where there is none. */
  get(key: string): Promise<Stored | undefined>
  /** Gives the new ETag. Tried once where it is conditional: only the caller can tell its own earlier attempt from another's. */
  put(key: string, body: Uint8Array | string, options?: PutOptions): Promise<string>
  /** Tried once where it is conditional, as `put`. */
  remove(key: string, ifEtag?: string): Promise<void>
  /** Keys with this prefix, in S3's order. */
  list(prefix: string): Promise<string[]>
  /** For who asks whether it may: the first key with this prefix, and what is at a key. Both throw what the client throws, unexplained. */
  firstOf(prefix: string): Promise<string | undefined>
  fetch(key: string): Promise<Stored>
  /** For people. */
  address(key: string): string
  /** Waits before attempt `n + 1`, with full jitter; false once there were enough. */
  again(n: number): Promise<boolean>
}

export interface S3ObjectsOptions {
  client: S3Like
  bucket: string
  clock: Clock
  encryption?: Encryption
  /** In [0, 1). Default `Math.random`. */
  random?: () => number
  /** Told before each wait. */
  onWait?: (ms: number) => void
}

const ATTEMPTS = 6
const FIRST_WAIT_MS = 100
const LONGEST_WAIT_MS = 3_000

export function createS3Objects(options: S3ObjectsOptions): S3Objects {
  const { client, bucket: Bucket, clock, random = Math.random } = options
  const sealed = encryptionHeaders(options.encryption)

  async function again(n: number): Promise<boolean> {
    if (n >= ATTEMPTS) return false
    const ms = Math.ceil(random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (n - 1)))
    options.onWait?.(ms)
    await clock.sleep(ms)
    return true
  }

  async function retrying<T>(call: () => Promise<T>): Promise<T> {
    for (let n = 1; ; n++) {
      try {
        return await call()
      } catch (error) {
        if (kindOf(error) !== 'busy' || !(await again(n))) throw error
      }
    }
  }

  const address = (key: string) => `s3://${Bucket}/${key}`

  async function page(prefix: string, token?: string, most?: number) {
    const command = new ListObjectsV2Command({ Bucket, Prefix: prefix, ContinuationToken: token, MaxKeys: most })
    return retrying(() => client.send(command))
  }

  /** Whether a 403 means no more than "there is none": it does where we may list, and the list does not show it. */
  async function absent(key: string): Promise<boolean> {
    try {
      const { Contents = [] } = await page(key, undefined, 1)
      return !Contents.some((object) => object.Key === key)
    } catch {
      return false
    }
  }

  const fetch = (key: string): Promise<Stored> =>
    retrying(async () => {
      const { Body, ETag } = await client.send(new GetObjectCommand({ Bucket, Key: key }))
      const bytes = await Body?.transformToByteArray()
      return { bytes: bytes ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) : Buffer.alloc(0), etag: ETag ?? '' }
    })

  return {
    again,
    address,
    fetch,
    firstOf: async (prefix) => (await page(prefix, undefined, 1)).Contents?.[0]?.Key,
    async get(key) {
      try {
        return await fetch(key)
      } catch (error) {
        const kind = kindOf(error)
        if (kind === 'absent') return undefined
        if (kind !== 'forbidden') throw explained(error, address(key), 'read')
        if (await absent(key)) return undefined
        throw missingOrForbidden(error, address(key), 'read')
      }
    },
    async put(key, body, { ifEtag, contentType = 'application/json', contentEncoding } = {}) {
      const condition = ifEtag === undefined ? {} : ifEtag === null ? { IfNoneMatch: '*' } : { IfMatch: ifEtag }
      const input = { Bucket, Key: key, Body: body, ContentLength: Buffer.byteLength(body), ContentType: contentType, ContentEncoding: contentEncoding, ...condition, ...sealed }
      if (ifEtag !== undefined) return (await client.send(new PutObjectCommand(input))).ETag ?? ''
      try {
        return (await retrying(() => client.send(new PutObjectCommand(input)))).ETag ?? ''
      } catch (error) {
        throw explained(error, address(key), 'written')
      }
    },
    async remove(key, ifEtag) {
      const command = () => new DeleteObjectCommand({ Bucket, Key: key, IfMatch: ifEtag })
      await (ifEtag !== undefined ? client.send(command()) : retrying(() => client.send(command())))
    },
    async list(prefix) {
      const keys: string[] = []
      let token: string | undefined
      try {
        do {
          const { Contents = [], NextContinuationToken } = await page(prefix, token)
          keys.push(...Contents.flatMap(({ Key }) => (Key === undefined ? [] : [Key])))
          token = NextContinuationToken
        } while (token !== undefined && token !== '')
      } catch (error) {
        throw explained(error, address(prefix), 'listed')
      }
      return keys
    },
  }
}

function encryptionHeaders(encryption: Encryption = {}) {
  const mode = encryption.mode ?? (encryption.kmsKeyId === undefined ? undefined : 'aws:kms')
  if (mode === undefined) return {}
  return { ServerSideEncryption: mode, ...(encryption.kmsKeyId !== undefined && { SSEKMSKeyId: encryption.kmsKeyId }) }
}
