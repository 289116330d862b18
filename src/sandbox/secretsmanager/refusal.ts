/** Why Secrets Manager does not answer: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html#API_GetSecretValue_Errors */

export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message)
  }
}

export const notFound = (what = 'the specified secret'): Refusal => new Refusal('ResourceNotFoundException', `Secrets Manager can't find ${what}.`)

export const markedForDeletion = (): Refusal =>
  new Refusal('InvalidRequestException', "You can't perform this operation on the secret because it was marked for deletion.")

export const invalidParameter = (message: string): Refusal => new Refusal('InvalidParameterException', message)

/** For faults and limits: the service's name for a status. */
export function refusalFor(status: number, cause: 'throttle' | 'error'): Refusal {
  if (cause === 'throttle') return new Refusal('ThrottlingException', 'Rate exceeded')
  if (status === 403) return new Refusal('AccessDeniedException', 'User: arn:aws:iam::123456789012:user/sandbox is not authorized to perform this operation')
  if (status >= 500) return new Refusal(status === 503 ? 'ServiceUnavailableException' : 'InternalServiceError', 'An error occurred on the server side.', status)
  return new Refusal('InvalidRequestException', 'The request is not valid for the current state of the resource.', status)
}
