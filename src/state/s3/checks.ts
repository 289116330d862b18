/** What has to be so of a bucket that a state is kept in: it is there, each action on it is allowed, and its conditions of writes are kept. */
import { randomUUID } from 'node:crypto'
import { IdpscimError } from '../../errors.js'
import { ok, type Check } from '../../model/check.js'
import { explained, kindOf } from './failures.js'
import { createS3Objects } from './objects.js'
import { connectS3 } from './s3-like.js'
import type { S3StoreOptions } from './s3-store.js'
import { proveConditions } from './self-test.js'

export interface S3CheckOptions extends Pick<S3StoreOptions, 'bucket' | 'key' | 'client' | 'clientConfig' | 'clock' | 'sse'> {
  /** Told the server's time with each answer. */
  onDate?: (date: number, tookMs: number) => void
}

/** Trial objects lie in the folder of the journals, beside the state: what may be done there is all that the store asks for. */
export function s3StateChecks(options: S3CheckOptions): Check[] {
  const { bucket, key, clock, sse } = options
  const client = options.client ?? connectS3(options.clientConfig ?? {})
  if (options.onDate !== undefined) client.onDate?.(options.onDate)
  const objects = createS3Objects({ client, bucket, clock, ...(sse && { encryption: sse }) })
  const place = objects.address(key)
  const trial = `${key}.journal/.probe-${randomUUID()}`
  const made = new Map<string, Promise<unknown>>()
  /** The refusal of an action, which several lines may look at; undefined where it was done. Whatever is no refusal is thrown. */
  const refusal = (name: string, act: () => Promise<unknown>): Promise<unknown> => {
    const known = made.get(name) ?? act().then(() => undefined, (error: unknown) => (isForbidden(error) ? error : Promise.reject(explained(error, place, 'tried'))))
    made.set(name, known)
    return known
  }
  const list = () => refusal('list', () => objects.firstOf(key))
  const put = () => refusal('put', () => objects.put(trial, 'idpscim doctor asks whether it may write here\n', { ifEtag: null, contentType: 'text/plain' }))
  const get = () => refusal('get', () => objects.fetch(trial))
  const remove = () => refusal('remove', () => objects.remove(trial, undefined))
  const action = (name: string, needs: string[], ask: () => Promise<unknown>, grant: string): Check => ({
    name,
    needs,
    ask: async () => {
      const error = await ask()
      const isOfKey = kmsActionIn(error)
      if (error === undefined || (isOfKey !== undefined && isOfKey !== name && encrypts)) return ok('allowed')
      throw new IdpscimError('BadConfig', isOfKey === undefined ? 'S3 denies it' : `the KMS key denies it: ${isOfKey}`, { suggestions: [isOfKey === undefined ? grant : `Grant ${isOfKey} on the KMS key, in its key policy or by an identity policy that it lets count.`] })
    },
  })
  const encrypts = sse?.kmsKeyId !== undefined || sse?.mode?.startsWith('aws:kms') === true
  const onKey = (name: string, needs: string[], ask: () => Promise<unknown>): Check[] =>
    encrypts
      ? [
          {
            name,
            needs,
            ask: async () => {
              if (kmsActionIn(await ask()) !== name) return ok('allowed')
              throw new IdpscimError('BadConfig', `the key ${sse.kmsKeyId ?? "of the bucket's default"} denies it`, { suggestions: [`Grant ${name} on that key, in its key policy or by an identity policy that it lets count.`] })
            },
          },
        ]
      : []
  return [
    {
      name: 'bucket',
      ask: async () => ok((await list()) === undefined ? `${bucket} is there` : `${bucket} answers`),
    },
    action('s3:ListBucket', ['bucket'], list, `Grant s3:ListBucket on ${bucket}, with the condition s3:prefix = the state's folder: S3 then says 404 for what is missing.`),
    action('s3:PutObject', ['bucket'], put, `Grant s3:PutObject on ${place}* and on history/ and pending/ beside it.`),
    ...onKey('kms:GenerateDataKey', ['bucket', 's3:PutObject'], put),
    action('s3:GetObject', ['s3:PutObject', 'kms:GenerateDataKey'], async () => put().then(get), `Grant s3:GetObject on ${place}* and on history/ and pending/ beside it.`),
    ...onKey('kms:Decrypt', ['s3:GetObject'], async () => put().then(get)),
    {
      ...action('s3:DeleteObject', ['bucket'], () => Promise.allSettled([put().then(get)]).then(remove), `Grant s3:DeleteObject on ${place}.lock and ${place}.journal/*: without it a lock that is let go stays as an object that says so, and journals stay.`),
      optional: true,
    },
    {
      name: 'conditional writes',
      needs: ['s3:ListBucket', 's3:PutObject', 's3:GetObject', 'kms:GenerateDataKey', 'kms:Decrypt'],
      ask: async () => {
        const { findings, conditionalDelete } = await proveConditions(objects, `${key}.journal/`)
        const broken = findings.filter(({ needed, ok: kept }) => needed && !kept)
        if (broken.length > 0) {
          return { status: 'failed', says: `the server does not keep them, so that a lock would lock nothing: ${broken.map(({ rule, saw }) => `${rule} (${saw ?? 'not kept'})`).join('; ')}`, remedies: ['Keep the state on Amazon S3, or on a server that honours If-None-Match and If-Match on writes; or in a file.'] }
        }
        return ok(conditionalDelete ? 'kept (tried beside the state)' : 'kept; a lock is let go by writing, since removing under a condition is not possible here')
      },
    },
  ]
}

function isForbidden(error: unknown): boolean {
  return kindOf(error) === 'forbidden'
}

/** S3 tells the key's refusal as its own, and in its message alone what was refused. */
function kmsActionIn(error: unknown): string | undefined {
  return error instanceof Error ? /kms:\w+/.exec(error.message)?.[0] : undefined
}
