/** Answers in S3's envelope: the request's two ids, the emulator's time, and XML for what went wrong. */
import { randomBytes } from 'node:crypto'
import type { Clock } from '../../clock.js'
import type { WireAnswer, WireRequest } from '../emulator.js'
import { accessDenied, noSuchKey, preconditionFailed, Refusal } from './refusal.js'
import { DECLARATION, element, document, type Content } from './xml.js'

/** The headers of every answer. */
export function envelope(clock: Clock): Record<string, string> {
  return {
    'x-amz-request-id': randomBytes(8).toString('hex').toUpperCase(),
    'x-amz-id-2': randomBytes(48).toString('base64'),
    date: new Date(clock.now()).toUTCString(),
    server: 'AmazonS3',
  }
}

export const xmlAnswer = (name: string, content: Content): WireAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: document(name, content),
})

/** `HEAD` is told by the status alone. */
export function refusalAnswer(clock: Clock, refusal: Refusal, method: string): WireAnswer {
  const ids = envelope(clock)
  const content = {
    Code: refusal.code,
    Message: refusal.message,
    ...refusal.details,
    RequestId: ids['x-amz-request-id'],
    HostId: ids['x-amz-id-2'],
  }
  return {
    status: refusal.status,
    headers: { ...ids, 'content-type': 'application/xml', ...refusal.headers },
    ...(method === 'HEAD' ? {} : { body: `${DECLARATION}${element('Error', content)}` }),
  }
}

/** For faults and limits: S3's name for a status, and throttling as the only form it has. */
export function refusalFor(status: number, cause: 'throttle' | 'error', { headers }: WireRequest, key: string): Refusal {
  if (cause === 'throttle') return new Refusal(status === 429 ? 503 : status, 'SlowDown', 'Please reduce your request rate.')
  const condition = headers['if-match'] === undefined ? 'If-None-Match' : 'If-Match'
  const conflict = 'The conditional request cannot succeed due to a conflicting operation against this resource.'
  switch (status) {
    case 403:
      return accessDenied()
    case 404:
      return noSuchKey(key)
    case 409:
      return new Refusal(409, 'ConditionalRequestConflict', conflict, { Condition: condition, Key: key })
    case 412:
      return preconditionFailed(condition)
    case 503:
      return new Refusal(503, 'ServiceUnavailable', 'Service is unable to handle request.')
    default:
      return new Refusal(status, status >= 500 ? 'InternalError' : 'InvalidRequest', 'We encountered an internal error. Please try again.')
  }
}
