/** A bucket in memory that keeps S3's conditions, with the accidents of a wire on order. */
import { createHash } from 'node:crypto'
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3'
import type { DeleteObjectCommandInput, GetObjectCommandInput, ListObjectsV2CommandInput, PutObjectCommandInput } from '@aws-sdk/client-s3'
import type { S3Like } from '../../../src/state/s3/s3-like.js'

export type Operation = 'get' | 'put' | 'delete' | 'list'

export interface Call {
  operation: Operation
  key: string
  input: Partial<PutObjectCommandInput & DeleteObjectCommandInput>
}

/** lost: done, and the answer never comes. Otherwise refused, undone, with this status, code and words. */
export type Accident = 'lost' | 'unsent' | { status: number; code: string; message?: string }

export interface S3Double {
  readonly client: S3Like
  readonly objects: Map<string, Buffer>
  readonly calls: Call[]
  /** Asked before each call. */
  accident: (call: Call) => Accident | undefined
  /** Headers that this server does not know. */
  ignores: { ifMatch: boolean; ifNoneMatch: boolean; deleteIfMatch: boolean }
  pageSize: number
  /** Tells those who listen what a server with this time would. */
  tellDate(date: number): void
}

export function createS3Double(): S3Double {
  const listeners: ((date: number, tookMs: number) => void)[] = []
  const double: S3Double = {
    client: { send, onDate: (listener) => void listeners.push(listener) },
    objects: new Map(),
    calls: [],
    accident: () => undefined,
    ignores: { ifMatch: false, ifNoneMatch: false, deleteIfMatch: false },
    pageSize: 1000,
    tellDate: (date) => listeners.forEach((listener) => listener(date, 0)),
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- one body for the four calls of the interface
  async function send(command: unknown): Promise<any> {
    await Promise.resolve()
    const call = callOf(command)
    double.calls.push(call)
    const accident = double.accident(call)
    if (accident === 'unsent') throw connectionFailure()
    if (accident !== undefined && accident !== 'lost') throw refusal(accident.status, accident.code, accident.message)
    const answer = perform(double, command)
    if (accident === 'lost') throw connectionFailure()
    return answer
  }
  return double
}

export function etagOf(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`
}

function callOf(command: unknown): Call {
  const { input } = command as { input: { Key?: string; Prefix?: string } }
  const operation = command instanceof GetObjectCommand ? 'get' : command instanceof PutObjectCommand ? 'put' : command instanceof DeleteObjectCommand ? 'delete' : 'list'
  return { operation, key: input.Key ?? input.Prefix ?? '', input }
}

function perform(double: S3Double, command: unknown): unknown {
  if (command instanceof GetObjectCommand) return get(double, command.input)
  if (command instanceof PutObjectCommand) return put(double, command.input)
  if (command instanceof DeleteObjectCommand) return remove(double, command.input)
  if (command instanceof ListObjectsV2Command) return list(double, command.input)
  throw new Error('not a call that this bucket knows')
}

function get({ objects }: S3Double, { Key = '' }: GetObjectCommandInput) {
  const stored = objects.get(Key)
  if (!stored) throw refusal(404, 'NoSuchKey')
  return { Body: { transformToByteArray: () => Promise.resolve(new Uint8Array(stored)) }, ETag: etagOf(stored) }
}

function put({ objects, ignores }: S3Double, { Key = '', Body, IfMatch, IfNoneMatch }: PutObjectCommandInput) {
  const stored = objects.get(Key)
  if (IfNoneMatch !== undefined && !ignores.ifNoneMatch && stored) throw refusal(412, 'PreconditionFailed')
  if (IfMatch !== undefined && !ignores.ifMatch) {
    if (!stored) throw refusal(404, 'NoSuchKey')
    if (etagOf(stored) !== IfMatch) throw refusal(412, 'PreconditionFailed')
  }
  const bytes = Buffer.from(Body as Uint8Array | string)
  objects.set(Key, bytes)
  return { ETag: etagOf(bytes) }
}

function remove({ objects, ignores }: S3Double, { Key = '', IfMatch }: DeleteObjectCommandInput) {
  const stored = objects.get(Key)
  if (IfMatch !== undefined && !ignores.deleteIfMatch) {
    if (!stored) throw refusal(404, 'NoSuchKey')
    if (etagOf(stored) !== IfMatch) throw refusal(412, 'PreconditionFailed')
  }
  objects.delete(Key)
  return {}
}

function list({ objects, pageSize }: S3Double, { Prefix = '', ContinuationToken = '', MaxKeys = pageSize }: ListObjectsV2CommandInput) {
  const keys = [...objects.keys()].filter((key) => key.startsWith(Prefix) && key > ContinuationToken).sort()
  const page = keys.slice(0, Math.min(MaxKeys, pageSize))
  return { Contents: page.map((Key) => ({ Key })), ...(page.length < keys.length && { NextContinuationToken: page.at(-1) }) }
}

function refusal(status: number, code: string, message = code): Error {
  return Object.assign(new Error(message), { name: code, $metadata: { httpStatusCode: status, requestId: 'request-1' } })
}

function connectionFailure(): Error {
  return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET', $metadata: { attempts: 1 } })
}
