/** AWS's own S3 client against a sandbox, and requests by hand that only look signed. */
import { CreateBucketCommand, S3Client, type S3ClientConfig, S3ServiceException } from '@aws-sdk/client-s3'
import type { Sandbox, SandboxOptions } from '../../../src/sandbox/sandbox.js'
import { useSandbox } from '../../support/world.js'

export const BUCKET = 'state'

export interface S3Room {
  running: Sandbox
  s3: S3Client
  /** A request by hand; `X-Amz-Date` is now unless it is given. */
  raw: (method: string, path: string, headers?: Record<string, string>, body?: string | Buffer) => Promise<{ status: number; headers: Headers; text: string }>
}

/** One attempt for each call: what the sandbox says shows, and not what the client makes of it. */
export function clientOf({ endpoints, env }: Sandbox, config: S3ClientConfig = {}): S3Client {
  const credentials = { accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '', secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '' }
  return new S3Client({ endpoint: endpoints.s3, region: 'us-east-1', credentials, maxAttempts: 1, ...config })
}

/** For a whole file: the returned function starts a sandbox with one bucket, under the given switches. */
export function useS3(): (bucket?: object, options?: SandboxOptions) => Promise<S3Room> {
  const sandbox = useSandbox()
  return async (bucket = {}, options = {}) => {
    const running = await sandbox({ seed: { aws: { buckets: [{ name: BUCKET, ...bucket }] } }, ...options })
    const raw: S3Room['raw'] = async (method, path, headers = {}, body) => {
      const signed = { ...signature(), ...headers }
      const answer = await fetch(`${running.endpoints.s3}${path}`, { method, headers: signed, ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }) })
      return { status: answer.status, headers: answer.headers, text: await answer.text() }
    }
    return { running, s3: clientOf(running), raw }
  }
}

export const signature = (at = Date.now()): Record<string, string> => ({
  authorization: 'AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=00ff',
  'x-amz-date': stampOf(at),
})

export const stampOf = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')

/** What the call was refused with, as the client tells it; undefined when it was not. */
export async function refusalOf(call: Promise<unknown>): Promise<{ status: number | undefined; name: string; message: string } | undefined> {
  try {
    await call
    return undefined
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error
    return { status: error.$metadata.httpStatusCode, name: error.name, message: error.message }
  }
}

export const makeBucket = (s3: S3Client, name: string) => s3.send(new CreateBucketCommand({ Bucket: name }))
