/** What S3 does not do, as its error codes say it: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */

/** Thrown by handlers, and answered as S3's XML. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Elements of the body after the message, in their order. */
    readonly details: Readonly<Record<string, string>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message)
  }
}

export const noSuchKey = (key: string, headers: Readonly<Record<string, string>> = {}): Refusal =>
  new Refusal(404, 'NoSuchKey', 'The specified key does not exist.', { Key: key }, headers)

export const noSuchBucket = (name: string): Refusal => new Refusal(404, 'NoSuchBucket', 'The specified bucket does not exist', { BucketName: name })

export const noSuchVersion = (key: string, versionId: string): Refusal =>
  new Refusal(404, 'NoSuchVersion', 'The specified version does not exist.', { Key: key, VersionId: versionId })

export const preconditionFailed = (condition: string): Refusal =>
  new Refusal(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', { Condition: condition })

export const accessDenied = (message = 'Access Denied'): Refusal => new Refusal(403, 'AccessDenied', message)

export const invalidArgument = (name: string, value: string, message: string): Refusal =>
  new Refusal(400, 'InvalidArgument', message, { ArgumentName: name, ArgumentValue: value })

export const malformedXml = (): Refusal =>
  new Refusal(400, 'MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema')

/** A header that means something to S3, but not with this request or this value. */
export const headerNotImplemented = (header: string, why = `We don't accept the provided value of ${header} header for this API`): Refusal =>
  new Refusal(501, 'NotImplemented', 'A header you provided implies functionality that is not implemented', { Header: header, additionalMessage: why })

/** What the sandbox leaves out, in the form that S3 has for it. */
export const notInSandbox = (what: string): Refusal =>
  new Refusal(501, 'NotImplemented', 'A header you provided implies functionality that is not implemented', { additionalMessage: `The sandbox has no ${what}` })
