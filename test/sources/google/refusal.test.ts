import { describe, expect, test } from 'vitest'
import { isIdpscimError } from '../../../src/errors.js'
import { explain } from '../../../src/sources/google/explain-refusal.js'
import { leastWaitMs, mayPass, Refusal, type Call } from '../../../src/sources/google/refusal.js'

const asker = { customer: 'my_customer', subject: 'admin@example.com', scopes: ['scope-a'] }
const refused = (status: number, data: unknown, call: Partial<Call> = {}) => new Refusal({ operation: 'groups.list', page: 1, ...call }, { status, data, retryAfterMs: 0 })
const body = (status: number, reason: string, message: string) => ({ error: { code: status, message, errors: [{ message, domain: 'global', reason }] } })

describe('what may pass', () => {
  test.each([
    ['quota of a user', 403, body(403, 'userRateLimitExceeded', 'User Rate Limit Exceeded'), true],
    ['quota for concurrency', 403, body(403, 'quotaExceeded', 'Quota Exceeded'), true],
    ['older spelling', 403, body(403, 'rateLimitExceeded', 'Rate Limit Exceeded'), true],
    ['newer spelling', 403, { error: { code: 403, message: 'x', status: 'PERMISSION_DENIED', details: [{ '@type': 'x' }, { reason: 'RATE_LIMIT_EXCEEDED' }] } }, true],
    ['plain text', 403, 'Request rate higher than configured.', true],
    ['429 without JSON', 429, 'Quota exceeded for quota metric', true],
    ['503 in plain text', 503, 'Quota exceeded for the current request', true],
    ['a gateway in HTML', 502, '<html>Bad Gateway</html>', true],
    ['a failure that calls itself bad input', 400, body(400, 'invalid', 'A system error has occurred'), true],
    ["the day's quota", 403, body(403, 'dailyLimitExceeded', 'Daily Limit Exceeded'), false],
    ["the day's quota as 429", 429, body(429, 'dailyLimitExceeded', 'Daily Limit Exceeded'), false],
    ['no privilege', 403, body(403, 'forbidden', 'Not Authorized to access this resource/api'), false],
    ['a bad query', 400, body(400, 'invalid', 'Invalid Input: query'), false],
    ['gone', 404, body(404, 'notFound', 'Resource Not Found: groupKey'), false],
  ])('%s', (_, status, data, expected) => {
    expect(mayPass(refused(status, data))).toBe(expected)
  })

  test('waits for quota outlast a minute, and begin small', () => {
    const waits = [1, 2, 3, 4, 5].map((attempt) => leastWaitMs(Object.assign(refused(403, body(403, 'quotaExceeded', 'x')), { attempt })))

    expect(waits[0]).toBe(0)
    expect(waits.reduce((sum, ms) => sum + ms)).toBeGreaterThan(55_000)
  })
})

describe('in words for people', () => {
  const explained = (error: Refusal) => {
    const said = explain(error, asker)
    if (!isIdpscimError(said)) throw new Error('not explained')
    return { code: said.code, text: [said.message, ...said.suggestions].join('\n') }
  }

  test('a bad filter is quoted with what Google says of it', () => {
    const { code, text } = explained(refused(400, body(400, 'invalid', 'Invalid Input: query'), { filter: 'name:*' }))

    expect(code).toBe('SourceRefused')
    expect(text).toContain('"name:*"')
    expect(text).toContain('Invalid Input: query')
    expect(text).toContain('search-groups')
  })

  test.each([
    ['accessNotConfigured', 403, 'Enable the Admin SDK API'],
    ['insufficientPermissions', 403, 'scope-a'],
    ['forbidden', 403, 'admin@example.com an administrator role'],
    ['domainCannotUseApis', 403, 'API access'],
    ['badRequest', 400, 'C0'],
  ])('%s names its remedy', (reason, status, remedy) => {
    const { code, text } = explained(refused(status, body(status, reason, 'no')))

    expect(code).toBe('SourceRefused')
    expect(text).toContain(remedy)
  })

  test('what keeps failing is an incomplete reading, not a refusal', () => {
    expect(explained(refused(503, 'x')).code).toBe('SourceIncomplete')
    expect(explained(refused(403, body(403, 'quotaExceeded', 'x'))).code).toBe('SourceIncomplete')
  })

  test('a page token that has aged is an incomplete reading', () => {
    expect(explained(refused(400, body(400, 'invalid', 'Invalid Input'), { page: 3, filter: 'name:AWS*' })).code).toBe('SourceIncomplete')
  })
})
