/**
 * Conditional requests: what is asked of the newest version before anything is read, written or deleted.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html; refused combinations as observed at AWS.
 */
import type { WireRequest } from '../emulator.js'
import { headerNotImplemented, noSuchKey, preconditionFailed } from './refusal.js'
import { type Bucket, newestOf, type ObjectVersion } from './store.js'

type Headers = WireRequest['headers']

/** Throws 412 or 404 where the key is not as the writer believes, 501 for what S3 takes only on reads. */
export function checkWrite(bucket: Bucket, key: string, headers: Headers): void {
  if (bucket.ignoreConditions) return
  const { 'if-match': match, 'if-none-match': noneMatch } = headers
  refuseDates(headers)
  if (match !== undefined && noneMatch !== undefined) {
    throw headerNotImplemented('If-Match,If-None-Match', 'Multiple conditional request headers present in the request')
  }
  if (match === '*') throw headerNotImplemented('If-Match')
  if (noneMatch !== undefined && noneMatch !== '*') throw headerNotImplemented('If-None-Match')
  const content = newestOf(bucket, key)?.content
  if (noneMatch !== undefined && content) throw preconditionFailed('If-None-Match')
  if (match === undefined) return
  if (!content) throw noSuchKey(key)
  if (bare(match) !== content.etag) throw preconditionFailed('If-Match')
}

/** As for writes; a delete marker is something that does not match, whereas nothing at all is not found. */
export function checkDelete(bucket: Bucket, key: string, headers: Headers): void {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers
  if (bucket.ignoreConditions || bucket.noConditionalDelete === 'ignored') return
  refuseDates(headers)
  if (noneMatch !== undefined) throw headerNotImplemented('If-None-Match')
  if (match === undefined) return
  if (bucket.noConditionalDelete) throw headerNotImplemented('If-Match')
  const newest = newestOf(bucket, key)
  if (!newest) throw noSuchKey(key)
  if (!newest.content || (match !== '*' && bare(match) !== newest.content.etag)) throw preconditionFailed('If-Match')
}

/** Throws 412; `unchanged` is for a 304. A date counts only where no tag was given (RFC 9110, section 13.2.2). */
export function checkRead({ at, content }: ObjectVersion, headers: Headers, prefix = ''): 'unchanged' | undefined {
  const given = (name: string) => headers[`${prefix}${name}`]
  const etag = content?.etag ?? ''
  const [match, noneMatch] = [given('if-match'), given('if-none-match')]
  if (match !== undefined && !names(match, etag)) throw preconditionFailed('If-Match')
  if (match === undefined && changedSince(given('if-unmodified-since'), at)) throw preconditionFailed('If-Unmodified-Since')
  if (noneMatch !== undefined) return names(noneMatch, etag) ? 'unchanged' : undefined
  return changedSince(given('if-modified-since'), at) === false ? 'unchanged' : undefined
}

function refuseDates(headers: Headers): void {
  if (headers['if-modified-since'] !== undefined) throw headerNotImplemented('If-Modified-Since')
  if (headers['if-unmodified-since'] !== undefined) throw headerNotImplemented('If-Unmodified-Since')
}

const names = (list: string, etag: string): boolean => list.split(',').some((tag) => tag.trim() === '*' || bare(tag) === etag)

/** S3 takes a tag with its quotes and without. */
const bare = (tag: string): string => tag.trim().replace(/^"(.*)"$/, '$1')

/** Undefined where no date, or none that is one, was given. HTTP's dates are whole seconds. */
function changedSince(date: string | undefined, at: number): boolean | undefined {
  const since = Date.parse(date ?? '')
  return Number.isNaN(since) ? undefined : Math.floor(at / 1000) * 1000 > since
}
