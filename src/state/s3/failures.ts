/** How a call to S3 fails, told apart by what its caller does next, and said so that people know what to do. */
import { IdpscimError } from '../../errors.js'

/**
 * precondition: the object is not what the condition asked for. absent: there is no such object. busy: the same call may succeed
 * later, and this one may have been done. unsupported: this server has no such call. forbidden: no right to it, or no such object
 * and no right to know that. refused: anything else, which trying again does not change.
 */
export type FailureKind = 'precondition' | 'absent' | 'busy' | 'unsupported' | 'forbidden' | 'refused'

// RequestTimeTooSkewed: from such an answer the SDK learns how far our clock is off, and signs the next call right.
const BUSY_CODES = new Set(['RequestTimeTooSkewed', 'ConditionalRequestConflict', 'OperationAborted', 'SlowDown', 'RequestTimeout', 'TimeoutError', 'InternalError', 'ServiceUnavailable'])
const TRANSPORT = /^(E[A-Z_]+|ERR_STREAM_.*|UND_ERR_.*)$/
const UNREACHABLE = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH'])

/** By status first: some servers send no body with a 412. */
export function kindOf(error: unknown): FailureKind {
  const { name, status, code } = factsOf(error)
  if (BUSY_CODES.has(name)) return 'busy'
  if (status === undefined) return TRANSPORT.test(code) || name === 'AbortError' ? 'busy' : 'refused'
  if (status === 412) return 'precondition'
  if (status === 404 && name !== 'NoSuchBucket') return 'absent'
  if (status === 405 || status === 501) return 'unsupported'
  // A success that the SDK could not read was cut short on its way.
  if (status === 429 || status >= 500 || (status >= 200 && status < 300)) return 'busy'
  return status === 403 && (name === 'AccessDenied' || name === 'Forbidden' || !SAYINGS[name]) ? 'forbidden' : 'refused'
}

interface Saying {
  /** Absent: it is said of where the state is, and so of the configuration. */
  about?: 'who asks'
  why: string
  suggestions: readonly string[]
}

/** By S3's error codes ("Error responses" in its API reference) and the SDK's own names. */
const SAYINGS: Readonly<Record<string, Saying>> = {
  NoSuchBucket: { why: 'there is no such bucket', suggestions: ['check state.bucket', 'create the bucket: idpscim never does'] },
  PermanentRedirect: wrongRegion(),
  AuthorizationHeaderMalformed: wrongRegion(),
  IllegalLocationConstraintException: wrongRegion(),
  301: wrongRegion(),
  TemporaryRedirect: { why: 'the bucket is so new that its name is not known everywhere yet', suggestions: ['run the command again in a few minutes'] },
  RequestTimeTooSkewed: {
    about: 'who asks',
    why: "this machine's clock is more than 15 minutes off S3's",
    suggestions: ['set the clock: switch on time synchronisation (NTP, chrony) and run the command again'],
  },
  InvalidAccessKeyId: { about: 'who asks', why: 'S3 does not know the access key', suggestions: ['check which credentials the AWS SDK finds: aws sts get-caller-identity'] },
  SignatureDoesNotMatch: { about: 'who asks', why: 'S3 does not accept the signature', suggestions: ['check the secret access key', 'if a proxy stands between, it must not change requests'] },
  ExpiredToken: { about: 'who asks', why: 'the session of these credentials has ended', suggestions: ['sign in again, or let the role be assumed again, and run the same command'] },
  CredentialsProviderError: {
    about: 'who asks',
    why: 'the AWS SDK finds no credentials',
    suggestions: ['sign in (aws sso login), or set AWS_PROFILE, or run where a role is given'],
  },
  AccessDenied: {
    about: 'who asks',
    why: 'access is denied',
    suggestions: [
      "grant the role s3:GetObject and s3:PutObject on the state, its lock, journal, history and pending, s3:DeleteObject on lock and journal, and s3:ListBucket on the bucket for the state's prefix",
      'in a bucket with its own KMS key, grant kms:Decrypt and kms:GenerateDataKey on that key too',
    ],
  },
  NotImplemented: { why: 'this server does not have what was asked for', suggestions: ['keep the state on Amazon S3, or on a server that honours If-Match and If-None-Match'] },
}

function wrongRegion(): Saying {
  return { why: 'the bucket is in another region', suggestions: ["set state.region (or AWS_REGION) to the bucket's region: aws s3api get-bucket-location"] }
}

/** The SDK has words for it and no name. */
const NO_REGION: Saying = { why: 'no AWS Region is set', suggestions: ["set state.region, or AWS_REGION, to the bucket's Region"] }

/** The error for people: `doing` completes "s3://b/k cannot be …". */
export function explained(error: unknown, place: string, doing: string): IdpscimError {
  if (error instanceof IdpscimError) return error
  const { name, status, code, requestId } = factsOf(error)
  const saying = (error instanceof Error && /region is missing/i.test(error.message) ? NO_REGION : undefined) ?? SAYINGS[name] ?? SAYINGS[String(status)] ?? (status === 403 ? SAYINGS['AccessDenied'] : undefined)
  const answer = [name, ...(status !== undefined ? [String(status)] : []), ...(code !== '' && code !== name ? [code] : [])].join(' ')
  const facts = { ...(status !== undefined && { status }), ...(requestId !== undefined && { requestId }) }
  // The SDK's own error carries the whole answer and what was signed: its name says enough.
  const cause = new Error(answer)
  if (saying) return new IdpscimError(saying.about === undefined ? 'BadConfig' : 'StateRefused', `${place} cannot be ${doing}: ${saying.why}${answer === 'Error' ? '' : ` (${answer})`}`, { suggestions: saying.suggestions, facts, cause })
  if (UNREACHABLE.has(code)) {
    const suggestions = ['check state.region, state.endpoint and the way to the network', 'run the command again']
    return new IdpscimError('AnswerLost', `${place} cannot be ${doing}: S3 is not reached (${answer})`, { suggestions, facts, cause, retryable: true })
  }
  if (kindOf(error) === 'busy') {
    const suggestions = ['run the same command again: it takes up where this one stopped', 'if it lasts, look at the health of S3 in this region and the way to it']
    return new IdpscimError('AnswerLost', `${place} could not be ${doing}: S3 gave no usable answer, tried again and again (${answer})`, { suggestions, facts, cause, retryable: true })
  }
  return new IdpscimError('BadConfig', `${place} cannot be ${doing}: S3 answers ${answer}`, { suggestions: ['check state.bucket, state.key, state.endpoint and state.region'], facts, cause })
}

/** On a 403 for an object that may be missing: S3 says 404 only to those who may list. */
export function missingOrForbidden(error: unknown, place: string, doing: string): IdpscimError {
  const { requestId } = factsOf(error)
  return new IdpscimError('StateRefused', `${place} cannot be ${doing}: S3 answers 403, which means either that access is denied or that the object is not there and that this role may not list the bucket`, {
    suggestions: [
      "grant s3:ListBucket on the bucket with the condition s3:prefix = the state's folder: S3 then answers 404 for what is missing",
      'grant s3:GetObject on the object; in a bucket with its own KMS key, kms:Decrypt on that key too',
    ],
    facts: { status: 403, ...(requestId !== undefined && { requestId }) },
  })
}

interface Facts {
  name: string
  status: number | undefined
  /** Node's, for failures of the connection. */
  code: string
  requestId: string | undefined
}

function factsOf(error: unknown): Facts {
  if (typeof error !== 'object' || error === null) return { name: 'Unknown', status: undefined, code: '', requestId: undefined }
  const { name, code, $metadata } = error as { name?: unknown; code?: unknown; $metadata?: { httpStatusCode?: number; requestId?: string } }
  return {
    name: typeof name === 'string' ? name : 'Unknown',
    status: $metadata?.httpStatusCode,
    code: typeof code === 'string' ? code : '',
    requestId: $metadata?.requestId,
  }
}
