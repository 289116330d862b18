/** Why KMS does not answer: https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html#API_Sign_Errors */

export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message)
  }
}

export const validation = (message: string): Refusal => new Refusal('ValidationException', message)

/** For faults and limits: the service's name for a status. */
export function refusalFor(status: number, cause: 'throttle' | 'error'): Refusal {
  if (cause === 'throttle') return new Refusal('ThrottlingException', 'You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.')
  if (status === 403) return new Refusal('AccessDeniedException', 'User: arn:aws:iam::123456789012:user/sandbox is not authorized to perform this operation because no resource-based policy allows it', 400)
  if (status >= 500) return new Refusal(status === 503 ? 'DependencyTimeoutException' : 'KMSInternalException', 'The request was rejected because an internal exception occurred.', status)
  return new Refusal('ValidationException', 'The request is not valid.', status)
}
