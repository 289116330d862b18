/** What APIs of the AWS JSON 1.1 protocol have in common: one path, the operation in a header, a signature, errors by type. */
import { randomUUID } from 'node:crypto'
import type { Clock } from '../../clock.js'
import type { Emulator, WireAnswer, WireRequest } from '../emulator.js'
import { paging } from './paging.js'
import { AwsRefusal, refusalFor } from './refusal.js'

export interface Caller {
  /** That the request was signed for. */
  region: string
  /** The access key that it was signed with. */
  accessKeyId: string
}

export interface AwsJsonApi {
  /** The name of SPEC §9. */
  api: string
  /** What stands before the operation in `X-Amz-Target`. */
  prefix: string
  /** The service that requests must be signed for. */
  signedFor: string
  clock: Clock
  operations: Readonly<Record<string, (body: string, caller: Caller) => object>>
  /** Requests a second: of each operation, or of all together. */
  rate: { each: number } | { together: number }
  load?: (seed: unknown) => void
  dump?: (by?: 'id') => object
}

export function createAwsJsonEmulator({ api, prefix, signedFor, clock, operations, rate, load, dump }: AwsJsonApi): Emulator {
  const operation = ({ method, headers }: WireRequest): string => {
    const [service, name = ''] = (headers['x-amz-target'] ?? '').split('.')
    return method === 'POST' && service === prefix && Object.hasOwn(operations, name) ? name : 'unknown'
  }
  const serve = (request: WireRequest): object => {
    const run = operations[operation(request)]
    if (!run) throw new AwsRefusal('UnknownOperationException', `The sandbox has no ${request.headers['x-amz-target'] ?? 'request without X-Amz-Target'}`)
    return run(request.body, callerOf(request, signedFor))
  }
  const refused = ({ type, message, members, status }: AwsRefusal): WireAnswer => {
    const id = randomUUID()
    return answer(clock, status, id, { __type: type, Message: message, RequestId: id, ...members })
  }
  const perSecond = 'each' in rate ? rate.each : rate.together
  return {
    api,
    operation,
    handle: (request) => {
      try {
        return answer(clock, 200, randomUUID(), serve(request))
      } catch (error) {
        if (error instanceof AwsRefusal) return refused(error)
        throw error
      }
    },
    refuse: (_request, status, cause = 'error') => refused(refusalFor(status, cause)),
    rate: (name) => (Object.hasOwn(operations, name) ? perSecond : undefined),
    pool: (name) => ({ name: 'each' in rate ? name : 'all', burst: perSecond, status: 400 }),
    paging,
    load: (seed) => load?.(seed),
    dump: (by) => dump?.(by) ?? {},
  }
}

function answer(clock: Clock, status: number, id: string, body: object): WireAnswer {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': id, date: new Date(clock.now()).toUTCString() }, body }
}

/** Any signature passes, as long as it is one for this service. */
function callerOf({ headers }: WireRequest, signedFor: string): Caller {
  const [, accessKeyId = '', region, service] = /^AWS4-\S+ .*Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request.*Signature=/.exec(headers['authorization'] ?? '') ?? []
  if (region === undefined) throw new AwsRefusal('MissingAuthenticationTokenException', 'Missing Authentication Token')
  if (service !== signedFor) throw new AwsRefusal('InvalidSignatureException', `Credential should be scoped to correct service: '${signedFor}'.`)
  return { region, accessKeyId }
}
