/** A signed GetCallerIdentity request, judged as AWS would: Google's Security Token Service sends it on and believes the answer. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

interface SignedRequest {
  url: string
  method: string
  headers: ReadonlyMap<string, string>
}

/** Whose access keys there are: secret and ARN by access key. */
export type Callers = Readonly<Record<string, { secret: string; arn: string }>>

export type Judged = { arn: string } | { refused: string }

const FIFTEEN_MINUTES = 15 * 60_000

/** `token` is the URL-encoded JSON of https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token; `audience` must be among its headers. */
export function judgeAwsRequest(token: string, { audience, callers, now }: { audience: string; callers: Callers; now: number }): Judged {
  const request = parse(token)
  if (request === undefined) return { refused: 'Unable to parse the AWS subject token: it must be URL-encoded JSON with url, method and headers.' }
  const { url, method, headers } = request
  const { host, pathname, searchParams, protocol } = new URL(url)
  const region = /^sts\.([a-z0-9-]+)\.amazonaws\.com$/.exec(host)?.[1]
  if (protocol !== 'https:' || region === undefined || pathname !== '/' || searchParams.get('Action') !== 'GetCallerIdentity' || searchParams.get('Version') !== '2011-06-15') {
    return { refused: 'The AWS request must be GetCallerIdentity at the regional endpoint of the AWS Security Token Service.' }
  }
  if (headers.get('x-goog-cloud-target-resource') !== audience) return { refused: 'The x-goog-cloud-target-resource header of the AWS request does not name this provider.' }
  const unknown = [...headers.keys()].find((name) => !ALLOWED.has(name))
  if (unknown !== undefined) return { refused: `The AWS request carries the header ${unknown}, which is not allowed.` }
  const signed = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/sts\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(headers.get('authorization') ?? '')
  const date = headers.get('x-amz-date') ?? ''
  const [, key = '', day = '', scope = '', names = '', signature = ''] = signed ?? []
  const caller = callers[key]
  if (signed === null || scope !== region || !date.startsWith(day)) return { refused: 'Received invalid AWS response: IncompleteSignature.' }
  if (caller === undefined) return { refused: 'Received invalid AWS response: InvalidClientTokenId: The security token included in the request is invalid.' }
  if (Math.abs(timeOf(date) - now) > FIFTEEN_MINUTES) return { refused: `Received invalid AWS response: SignatureDoesNotMatch: Signature expired: ${date}.` }
  const signedNames = names.split(';')
  if (!signedNames.includes('host') || headers.get('host') !== host) return { refused: 'Received invalid AWS response: SignatureDoesNotMatch: host must be signed.' }

  const query = [...searchParams].map(([name, value]) => `${escape(name)}=${escape(value)}`).sort().join('&')
  const canonical = [method, '/', query, ...signedNames.map((name) => `${name}:${(headers.get(name) ?? '').trim()}`), '', names, sha256('')].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', date, `${day}/${region}/sts/aws4_request`, sha256(canonical)].join('\n')
  const signing = [day, region, 'sts', 'aws4_request'].reduce<Buffer | string>((secret, part) => hmac(secret, part), `AWS4${caller.secret}`)
  const right = timingSafeEqual(hmac(signing, toSign), Buffer.from(signature, 'hex'))
  return right ? { arn: caller.arn } : { refused: 'Received invalid AWS response: SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided.' }
}

const ALLOWED = new Set(['authorization', 'host', 'x-amz-date', 'x-amz-security-token', 'x-goog-cloud-target-resource', 'accept', 'content-type'])

function parse(token: string): SignedRequest | undefined {
  try {
    const { url, method, headers } = JSON.parse(decodeURIComponent(token)) as { url: unknown; method: unknown; headers: { key: string; value: string }[] }
    if (typeof url !== 'string' || method !== 'POST' || !URL.canParse(url)) return undefined
    return { url, method, headers: new Map(headers.map(({ key, value }) => [key.toLowerCase(), value])) }
  } catch {
    return undefined
  }
}

function timeOf(date: string): number {
  return Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
}

const escape = (text: string) => encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const hmac = (secret: Buffer | string, text: string) => createHmac('sha256', secret).update(text).digest()
