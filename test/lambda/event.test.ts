import { describe, expect, test } from 'vitest'
import { isIdpscimError } from '../../src/errors.js'
import { parseEvent } from '../../src/lambda/event.js'

const refused = (payload: unknown) => {
  try {
    return parseEvent(payload)
  } catch (error) {
    return isIdpscimError(error, 'BadUsage') ? error.message : error
  }
}

describe('an event', () => {
  test.each([[{}], [null], [undefined], [{ source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} }]])('%j is a sync', (payload) => {
    expect(parseEvent(payload)).toEqual({ operation: 'sync' })
  })

  test.each([[{ operation: 'plan', stack: 'staff', adopt: 'all', refresh: 'state', allowEmpty: true }], [{ operation: 'sync', verify: true }], [{ operation: 'apply', plan: 's3://b/k', stack: 'staff', verify: true }], [{ operation: 'drift' }]])(
    '%j is taken as it is',
    (payload) => {
      expect(parseEvent(payload)).toEqual(payload)
    },
  )

  test.each(['True', 'true', 'TRUE', ' true ', true, 1, '1', 'yes', 'on'])('dry_run %j is a plan', (value) => {
    expect(parseEvent({ dry_run: value })).toEqual({ operation: 'plan' })
  })

  test.each(['False', 'false', false, 0, '0', 'no', 'off'])('dry_run %j is a sync', (value) => {
    expect(parseEvent({ dry_run: value, stack: 'staff' })).toEqual({ operation: 'sync', stack: 'staff' })
  })

  test.each([
    ["a console's sample", { key1: 'value1', key2: 'value2', key3: 'value3' }, /operation/],
    ['an S3 notification', { Records: [{ eventSource: 'aws:s3' }] }, /operation/],
    ['another event of EventBridge', { source: 'aws.ec2', 'detail-type': 'Scheduled Event' }, /operation/],
    ['a text', 'sync', /it is a string/],
    ['a list', [{}], /it is a list/],
    ['an apply of nothing', { operation: 'apply' }, /plan/],
    ['a misspelt option', { operation: 'plan', allow_empty: true }, /allow_empty/],
    ['a stack that is a path', { operation: 'plan', stack: '../other' }, /stack: must be letters/],
    ['a dry_run that means nothing', { dry_run: '' }, /dry_run must be true or false/],
    ['a dry_run of null', { dry_run: null }, /dry_run must be true or false/],
    ['a dry_run beside an operation', { dry_run: true, operation: 'sync' }, /only stack may stand beside dry_run, and operation does/],
  ])('%s is refused, and nothing is done', (_, payload, why) => {
    expect(refused(payload)).toEqual(expect.stringMatching(why))
    expect(refused(payload)).toEqual(expect.stringMatching(/nothing was done$/))
  })
})
