/** Answers in the endpoint's envelope: its headers, its error body. */
import { randomUUID } from 'node:crypto'
import type { Clock } from '../../clock.js'
import type { WireAnswer } from '../emulator.js'

const errorSchema = 'urn:ietf:params:scim:api:messages:2.0:Error'

const standardDetail: Readonly<Record<number, string>> = {
  400: 'Request is unparsable, syntactically incorrect, or violates schema.',
  401: 'The bearer token is missing or not valid here.',
  403: 'The operation is not permitted.',
  404: 'Resource not found.',
  409: 'Refused to create a new, duplicate resource.',
  429: 'Too many requests.',
}

export function answer(status: number, body?: object): WireAnswer {
  const requestId = { 'x-amzn-RequestId': randomUUID() }
  return body === undefined
    ? { status, headers: requestId }
    : { status, headers: { 'Content-Type': 'application/json', ...requestId }, body }
}

/** Both `schema` and `schemas`, a string for the status, a blank in the time stamp: so captured from the service. */
export function errorAnswer(
  clock: Clock,
  status: number,
  detail = standardDetail[status] ?? 'The service failed to process the request.',
): WireAnswer {
  const requestId = randomUUID()
  return {
    status,
    headers: { 'Content-Type': 'application/json', 'x-amzn-RequestId': requestId },
    body: {
      schema: [errorSchema],
      schemas: [errorSchema],
      detail,
      status: String(status),
      exceptionRequestId: requestId,
      timeStamp: new Date(clock.now()).toISOString().replace('T', ' ').replace('Z', ''),
    },
  }
}
