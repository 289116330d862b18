/** What a refusal or a lost answer means, in the errors that the target's door promises; told by type and `Reason`. */
import { IdpscimError, isIdpscimError } from '../../errors.js'
import { AwsRefusal } from '../../http/aws-json.js'
import { awsSetupLacks } from '../../http/aws-setup.js'
import { leftUntouched, SendFailure } from '../../http/send-failure.js'

/** Uniqueness and a revision that is not the newest are both settled by reading again. */
export const isConflict = ({ type }: AwsRefusal) => type === 'ConflictException'

/** The same operation again may succeed: others were writing at that moment. */
export const isConcurrent = (refusal: AwsRefusal) => isConflict(refusal) && refusal.answer.reason === 'CONCURRENT_MODIFICATION'

/** The object, not the store. */
export const isMissing = ({ type, answer }: AwsRefusal) => type === 'ResourceNotFoundException' && answer.resourceType !== 'IDENTITY_STORE'

/** The answered no. `doing` says what was asked, for people: "creating user 'ada@example.com'". */
export function refused(doing: string, refusal: AwsRefusal, facts: Record<string, unknown> = {}): IdpscimError {
  const { type, detail, answer } = refusal
  const missing = isMissing(refusal)
  return new IdpscimError('TargetRefused', `AWS Identity Store refused ${doing}: ${detail === '' ? type : `${detail} (${type})`}`, {
    suggestions: missing ? [] : remedies(refusal),
    cause: refusal,
    facts: {
      status: answer.status,
      type,
      ...(detail !== '' && { detail }),
      ...(answer.reason !== undefined && { reason: answer.reason }),
      ...(answer.requestId !== undefined && { requestId: answer.requestId }),
      ...(missing && { missing }),
      ...(isConflict(refusal) && { conflict: true }),
      ...facts,
    },
  })
}

export function incomplete(message: string, options: { cause?: unknown; facts?: Record<string, unknown>; suggestions?: string[] } = {}): IdpscimError {
  return new IdpscimError('TargetIncomplete', `the target could not be read whole: ${message}`, {
    suggestions: options.suggestions ?? ['run the command again: nothing was changed'],
    retryable: true,
    ...(options.cause !== undefined && { cause: options.cause }),
    facts: options.facts ?? {},
  })
}

/** A read that ended without an answer, or was refused. */
export function readFailed(doing: string, error: unknown): unknown {
  if (error instanceof AwsRefusal) return refused(doing, error)
  if (error instanceof SendFailure) {
    return incomplete(`${doing}: ${error.message}`, { cause: error, facts: factsOf(error), ...(error.kind === 'not-sent' && { suggestions: NOT_REACHED }) })
  }
  return unready(doing, error)
}

/** A write that ended without an answer: it was not done, or nobody knows. */
export function writeFailed(doing: string, failure: SendFailure, create: boolean): IdpscimError {
  if (leftUntouched(failure, create)) {
    return new IdpscimError('TargetRefused', `${doing} was not possible: ${failure.message}`, {
      suggestions: failure.kind === 'not-sent' ? NOT_REACHED : ['run the command again later; other programs may be using up the rate'],
      retryable: true,
      cause: failure,
      facts: factsOf(failure),
    })
  }
  return lost(doing, failure.message, factsOf(failure), failure)
}

export function lost(doing: string, why: string, facts: Record<string, unknown> = {}, cause?: unknown): IdpscimError {
  return new IdpscimError('AnswerLost', `it is not known whether ${doing} happened: ${why}`, {
    suggestions: ['run the same command again: it reads what happened and goes on from there'],
    ...(cause === undefined ? {} : { cause }),
    facts,
  })
}

/** What the SDK says before anything goes out: no credentials, no Region. Errors of our own pass as they are. */
export function unready(doing: string, error: unknown): unknown {
  if (isIdpscimError(error) || !(error instanceof Error)) return error
  const lacks = awsSetupLacks(error)
  if (lacks === undefined) return error
  const noRegion = lacks === 'region'
  return new IdpscimError('TargetRefused', `${doing} was not possible: ${noRegion ? 'no AWS Region is set' : `AWS credentials: ${error.message}`}`, {
    suggestions: noRegion
      ? ["set target.region to the Region of the IAM Identity Center instance, or AWS_REGION"]
      : ['give AWS credentials as for any AWS tool: a role, AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY', 'an expired session of aws sso login or assumed role has to be renewed'],
    cause: error,
  })
}

function factsOf(failure: SendFailure): Record<string, unknown> {
  return { ...(failure.status !== undefined && { status: failure.status }), ...(failure.requestId && { requestId: failure.requestId }) }
}

const NOT_REACHED = ['check the network, its proxy and its name resolution', 'check target.region and AWS_ENDPOINT_URL_IDENTITYSTORE']

function remedies({ type, answer }: AwsRefusal): string[] {
  switch (type) {
    case 'AccessDeniedException':
      return [
        'grant the identitystore actions on arn:aws:identitystore::ACCOUNT:identitystore/STORE and on arn:aws:identitystore:::user/*, group/* and membership/*: both kinds must match',
        "writing is only possible from the management account or the delegated administrator, and in the instance's primary Region",
      ]
    case 'ResourceNotFoundException':
      return answer.resourceType === 'IDENTITY_STORE' ? ['check target.region: another Region answers the same', 'check target.identity_store_id'] : []
    case 'UnknownOperationException':
      return ['an identity store whose people come from Active Directory does not have this operation']
    case 'ServiceQuotaExceededException':
      return ['ask AWS to raise the quota of users or groups of the identity store']
    case 'ExpiredTokenException':
    case 'UnrecognizedClientException':
    case 'IncompleteSignature':
      return ['renew the AWS credentials']
    case 'InvalidSignatureException':
      return ["set this machine's clock: signatures carry the time"]
    default:
      return []
  }
}
