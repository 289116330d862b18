/** Why assignments could not be read, and what would let us. */
import { IdpscimError, isIdpscimError } from '../errors.js'
import { AwsRefusal } from '../http/aws-json.js'
import { awsSetupLacks } from '../http/aws-setup.js'
import { SendFailure } from '../http/send-failure.js'

export function unread(doing: string, error: unknown): unknown {
  if (isIdpscimError(error) || !(error instanceof Error)) return error
  if (error instanceof SendFailure) {
    return new IdpscimError('TargetIncomplete', `${doing}: ${error.message}`, { retryable: true, cause: error, suggestions: ['run the command again'] })
  }
  if (error instanceof AwsRefusal) {
    return new IdpscimError('TargetRefused', `AWS refused ${doing}: ${error.detail === '' ? error.type : error.detail}`, {
      suggestions: ['grant sso:List* and sso:Describe* to the role, in the management account or the delegated administrator of IAM Identity Center'],
      cause: error,
      facts: { type: error.type, status: error.answer.status, ...(error.answer.requestId !== undefined && { requestId: error.answer.requestId }) },
    })
  }
  const lacks = awsSetupLacks(error)
  if (lacks === 'region') return new IdpscimError('TargetRefused', `${doing} was not possible: no AWS Region is set`, { suggestions: ['set target.region or AWS_REGION'], cause: error })
  if (lacks === undefined) return error
  return new IdpscimError('TargetRefused', `${doing} was not possible: AWS credentials: ${error.message}`, { suggestions: ['give AWS credentials as for any AWS tool'], cause: error })
}

/** What is nice to know and not permitted, in a few words; anything else is thrown. */
export function refusedWords(error: unknown): string {
  if (error instanceof AwsRefusal) return error.detail === '' ? error.type : error.detail
  throw error
}
