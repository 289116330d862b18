/** A request that an API of the AWS JSON protocol does not grant: told by its type, with whatever members the type has. */

export class AwsRefusal extends Error {
  constructor(
    readonly type: string,
    message: string,
    readonly members: Readonly<Record<string, unknown>> = {},
    readonly status = 400,
  ) {
    super(message)
  }
}

export const invalid = (message: string): AwsRefusal => new AwsRefusal('ValidationException', message)

/** For faults and limits. Whatever status is asked for, throttling comes with 400: no captured answer shows the 429 of the service model. */
export function refusalFor(status: number, cause: 'throttle' | 'error'): AwsRefusal {
  if (cause === 'throttle') return new AwsRefusal('ThrottlingException', 'Rate exceeded')
  if (status === 403) return new AwsRefusal('AccessDeniedException', 'User: arn:aws:iam::123456789012:user/sandbox is not authorized to perform this operation')
  if (status === 503) return new AwsRefusal('ServiceUnavailable', 'Service is unavailable. Try again later.', {}, 503)
  if (status >= 500) return new AwsRefusal('InternalServerException', 'An internal error occurred.', {}, status)
  return new AwsRefusal('ValidationException', 'The request failed because it contains a syntax error.', {}, status)
}
