/** AWS KMS as far as asymmetric signing goes, in the AWS JSON 1.1 protocol: one path, the operation in a header. */
import { randomUUID } from 'node:crypto'
import type { Clock } from '../../clock.js'
import type { Emulator, WireAnswer, WireRequest } from '../emulator.js'
import type { KmsKeySeed } from './key-seed.js'
import { describeKey, getPublicKey, signMessage, verifyMessage } from './operations.js'
import { Refusal, refusalFor, validation } from './refusal.js'
import { dumpKeys, type Keys, loadKeys } from './store.js'

/** Requests a second: "Request quotas", AWS KMS Developer Guide. Those for cryptography are of elliptic curves; sign and verify share theirs. */
const OPERATIONS: Readonly<Record<string, { rate: number; pool: string; run: (keys: Keys, body: unknown) => object }>> = {
  Sign: { rate: 1000, pool: 'cryptography', run: signMessage },
  Verify: { rate: 1000, pool: 'cryptography', run: verifyMessage },
  GetPublicKey: { rate: 2000, pool: 'GetPublicKey', run: getPublicKey },
  DescribeKey: { rate: 2000, pool: 'DescribeKey', run: describeKey },
}

export function createKmsEmulator(clock: Clock): Emulator {
  let keys: Keys = new Map()
  const operation = ({ method, headers }: WireRequest) => {
    const target = /^TrentService\.(\w+)$/.exec(headers['x-amz-target'] ?? '')?.[1] ?? ''
    return method === 'POST' && Object.hasOwn(OPERATIONS, target) ? target : 'unknown'
  }
  return {
    api: 'kms',
    operation,
    handle: (request) => {
      try {
        return answer(clock, 200, serve(keys, operation(request), request))
      } catch (error) {
        if (error instanceof Refusal) return refused(clock, error)
        throw error
      }
    },
    refuse: (_request, status, cause = 'error') => refused(clock, refusalFor(status, cause)),
    rate: (name) => OPERATIONS[name]?.rate,
    pool: (name) => ({ name: OPERATIONS[name]?.pool ?? name, burst: OPERATIONS[name]?.rate ?? 0, status: 400 }),
    load: (seed) => {
      keys = loadKeys((seed as { kmsKeys?: KmsKeySeed[] }).kmsKeys ?? [], keys, clock.now())
    },
    dump: () => (keys.size === 0 ? {} : { kmsKeys: dumpKeys(keys) }),
  }
}

function serve(keys: Keys, operation: string, { headers, body }: WireRequest): object {
  const known = OPERATIONS[operation]
  if (!known) throw new Refusal('UnknownOperationException', `The sandbox has no ${headers['x-amz-target'] ?? 'request without X-Amz-Target'}`)
  if (!/^AWS4-\S+ .*Signature=/.test(headers['authorization'] ?? '')) throw new Refusal('MissingAuthenticationTokenException', 'Missing Authentication Token')
  return known.run(keys, jsonOf(body))
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw validation('the body is not JSON')
  }
}

const answer = (clock: Clock, status: number, body: object): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID(), date: new Date(clock.now()).toUTCString() },
  body,
})

const refused = (clock: Clock, { status, code, message }: Refusal): WireAnswer => answer(clock, status, { __type: code, message })
