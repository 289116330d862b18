/** AWS Secrets Manager, the reading half, in the AWS JSON 1.1 protocol: one path, the operation in a header. */
import { randomUUID } from 'node:crypto'
import type { Clock } from '../../clock.js'
import type { Emulator, WireAnswer, WireRequest } from '../emulator.js'
import { BatchGetSecretValueInput, DescribeSecretInput, GetSecretValueInput, ListSecretsInput, readInput } from './input.js'
import { listSecrets } from './lists.js'
import { batchGetSecretValue, describeSecret, getSecretValue, metadataOf } from './read.js'
import { Refusal, refusalFor } from './refusal.js'
import type { SecretSeed } from './secret-seed.js'
import { dumpSecrets, loadSecrets, type Secrets } from './store.js'

const OPERATIONS: Readonly<Record<string, { rate: number; run: (secrets: Secrets, body: string) => object }>> = {
  GetSecretValue: { rate: 10_000, run: (secrets, body) => getSecretValue(secrets, readInput(GetSecretValueInput, body)) },
  BatchGetSecretValue: { rate: 100, run: (secrets, body) => batchGetSecretValue(secrets, readInput(BatchGetSecretValueInput, body)) },
  DescribeSecret: { rate: 40_000, run: (secrets, body) => describeSecret(secrets, readInput(DescribeSecretInput, body)) },
  ListSecrets: { rate: 100, run: (secrets, body) => listSecrets(secrets, readInput(ListSecretsInput, body), metadataOf) },
}

export function createSecretsEmulator(clock: Clock): Emulator {
  let secrets: Secrets = new Map()
  const operation = ({ method, headers }: WireRequest) => {
    const target = /^secretsmanager\.(\w+)$/.exec(headers['x-amz-target'] ?? '')?.[1] ?? ''
    return method === 'POST' && Object.hasOwn(OPERATIONS, target) ? target : 'unknown'
  }
  return {
    api: 'secretsmanager',
    operation,
    handle: (request) => {
      try {
        return answer(clock, 200, serve(secrets, operation(request), request))
      } catch (error) {
        if (error instanceof Refusal) return refused(clock, error)
        throw error
      }
    },
    refuse: (_request, status, cause = 'error') => refused(clock, refusalFor(status, cause)),
    // Quotas page of the user guide, by account and Region; not adjustable.
    rate: (name) => OPERATIONS[name]?.rate,
    pool: (name) => ({ name, burst: OPERATIONS[name]?.rate ?? 0, status: 400 }),
    load: (seed) => {
      secrets = loadSecrets((seed as { secrets?: Record<string, SecretSeed> }).secrets ?? {}, secrets, clock.now())
    },
    dump: () => ({ secrets: dumpSecrets(secrets) }),
  }
}

function serve(secrets: Secrets, operation: string, { headers, body }: WireRequest): object {
  const known = OPERATIONS[operation]
  if (!known) throw new Refusal('UnknownOperationException', `The sandbox has no ${headers['x-amz-target'] ?? 'request without X-Amz-Target'}`)
  if (!/^AWS4-\S+ .*Signature=/.test(headers['authorization'] ?? '')) throw new Refusal('MissingAuthenticationTokenException', 'Missing Authentication Token')
  return known.run(secrets, body)
}

const answer = (clock: Clock, status: number, body: object): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID(), date: new Date(clock.now()).toUTCString() },
  body,
})

/** One of its services writes `message`, another `Message`; SDKs read both. */
const refused = (clock: Clock, { status, code, message }: Refusal): WireAnswer => answer(clock, status, { __type: code, Message: message })
