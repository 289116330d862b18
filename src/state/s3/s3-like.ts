/** The few calls of Amazon S3 that this room makes, and the SDK's client set up for them. */
import { S3Client } from '@aws-sdk/client-s3'
import type { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3'

/** What of a client is used here: `S3Client` fits, and so does a double in a test. */
export interface S3Like {
  send(command: GetObjectCommand): Promise<GetAnswer>
  send(command: PutObjectCommand): Promise<PutAnswer>
  send(command: DeleteObjectCommand): Promise<unknown>
  send(command: ListObjectsV2Command): Promise<ListAnswer>
  /** Tells each answer's `Date`, milliseconds since the epoch, and how long the call took. Without it our own clock is trusted. */
  onDate?(listener: (date: number, tookMs: number) => void): void
}

export interface GetAnswer {
  Body?: { transformToByteArray(): Promise<Uint8Array> } | undefined
  ETag?: string | undefined
}

export interface PutAnswer {
  ETag?: string | undefined
}

export interface ListAnswer {
  Contents?: { Key?: string | undefined }[] | undefined
  NextContinuationToken?: string | undefined
}

export interface S3ClientConfig {
  region?: string
  /** Anything but AWS itself: MinIO, an emulator. */
  endpoint?: string
  forcePathStyle?: boolean
}

/** Anything but AWS itself, wherever the SDK is told of it but in a profile. */
export function endpointOf(config: S3ClientConfig): string | undefined {
  return config.endpoint ?? (process.env['AWS_ENDPOINT_URL_S3'] || process.env['AWS_ENDPOINT_URL'] || undefined)
}

export function connectS3(config: S3ClientConfig): S3Like {
  // The SDK warns of old versions of Node on stderr, which is not its to write to.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'
  const client = new S3Client({
    ...config,
    // A conditional write that is sent again meets its own first attempt, so each call decides for itself whether to try again.
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 30_000 },
    // Other servers than AWS refuse the checksum trailers that the SDK adds since 3.729.
    ...(endpointOf(config) !== undefined && { requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' }),
  })
  const listeners: DateListener[] = []
  tellDates(client, (date, tookMs) => listeners.forEach((listener) => listener(date, tookMs)))
  return Object.assign(client, { onDate: (listener: DateListener) => void listeners.push(listener) })
}

type DateListener = (date: number, tookMs: number) => void

function tellDates(client: S3Client, listener: DateListener): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const began = performance.now()
      const result = await next(args)
      const date = Date.parse(dateOf(result.response) ?? '')
      if (!Number.isNaN(date)) listener(date, performance.now() - began)
      return result
    },
    // After the HTTP handler and before what turns error statuses into exceptions: those answers have a date as well.
    { step: 'deserialize', priority: 'low', name: 'idpscimDates' },
  )
}

function dateOf(response: unknown): string | undefined {
  if (typeof response !== 'object' || response === null || !('headers' in response)) return undefined
  return (response.headers as Record<string, string | undefined>)['date']
}
