/** Who may ask at all: a request must look signed, and be of now. Signatures themselves are not computed again. */
import type { WireRequest } from '../emulator.js'
import { accessDenied, Refusal } from './refusal.js'

/** SigV4's tolerance, milliseconds. */
export const MAX_SKEW_MS = 15 * 60_000

/** Throws 403: `AccessDenied` without a signature or after a presigned one has run out, `RequestTimeTooSkewed` for a clock that is wrong. */
export function checkSignature({ headers, query }: WireRequest, now: number, maxSkewMs: number): void {
  const presigned = query.get('X-Amz-Signature') !== null
  const inHeader = /^AWS4-(?:HMAC-SHA256|ECDSA-P256-SHA256) .*Credential=[^,]+,.*SignedHeaders=[^,]+,.*Signature=[0-9a-f]+/.test(headers['authorization'] ?? '')
  if (!presigned && !inHeader) throw accessDenied()
  const stamp = (presigned ? query.get('X-Amz-Date') : headers['x-amz-date']) ?? headers['date'] ?? ''
  const signedAt = timeOf(stamp)
  if (signedAt === undefined) throw accessDenied('AWS authentication requires a valid Date or x-amz-date header')
  if (presigned && now > signedAt + Number(query.get('X-Amz-Expires')) * 1000) throw accessDenied('Request has expired')
  const early = signedAt - now > maxSkewMs
  const late = !presigned && now - signedAt > maxSkewMs
  if (early || late) throw tooSkewed(stamp, now, maxSkewMs)
}

const tooSkewed = (stamp: string, now: number, maxSkewMs: number): Refusal =>
  new Refusal(403, 'RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.', {
    RequestTime: stamp,
    ServerTime: new Date(now).toISOString().replace(/\.\d+Z$/, 'Z'),
    MaxAllowedSkewMilliseconds: String(maxSkewMs),
  })

/** SigV4's own form (`20260101T000000Z`), or HTTP's. */
function timeOf(stamp: string): number | undefined {
  const time = Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  return Number.isNaN(time) ? undefined : time
}
