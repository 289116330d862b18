/** What people read while an apply runs and when it ends. */
import { describe, expect, it } from 'vitest'
import type { ApplyResult } from '../../src/apply/events.js'
import { eventToLine, resultToText } from '../../src/report/apply-text.js'
import { samplePlan } from './sample-plan.js'

const [adopt, createGroup, create, update] = samplePlan().changes
const add = samplePlan().changes.find(({ action }) => action === 'add')
if (!adopt || !createGroup || !create || !update || !add) throw new Error('the sample plan lost its changes')
const options = { color: false, width: 80, resume: 'idpscim apply plan.json', changes: 20 }

const result: ApplyResult = {
  planId: 'a'.repeat(64),
  status: 'applied',
  done: 12,
  failed: [],
  skipped: [],
  leftOut: [],
  mismatches: [],
  serial: 1205,
  seconds: 4.4,
}

describe('the events of an apply', () => {
  it('are one line each, and none for what only begins', () => {
    const lines = [
      eventToLine({ type: 'waiting', holder: 'process 7 on host (apply of plan aa)', until: '2026-03-02T08:31:00.000Z', seconds: 70 }),
      eventToLine({ type: 'started', planId: 'b'.repeat(64), changes: 1200, resumed: true, alreadyDone: 7 }),
      eventToLine({ type: 'proved', objects: 1, calls: 2 }),
      eventToLine({ type: 'change', change: create, status: 'running' }),
      eventToLine({ type: 'change', change: create, status: 'done' }),
      eventToLine({ type: 'change', change: add, status: 'done', membersLeftOut: ['erin@example.com'] }),
      eventToLine({ type: 'change', change: update, status: 'failed', failure: { message: 'No such\nluck', status: 400, requestId: 'r-1' } }),
      eventToLine({ type: 'stopping', reason: 'SIGTERM', inFlight: 2 }),
      eventToLine({ type: 'ended', result }),
    ]

    expect(lines).toEqual([
      'waiting up to 70 s for the lock: process 7 on host (apply of plan aa) holds it until 2026-03-02 08:31 UTC',
      'applying plan bbbbbbbbbbbb: 1,200 changes, resumed with 7 done before',
      'the plan is current: 1 object read again with 2 calls',
      undefined,
      'done: create user alice@example.com',
      'done: add 61 people to AWS-Developers, without erin@example.com',
      'failed: update user bob@example.com: No such\\nluck (status 400, request r-1)',
      'SIGTERM: no new change starts, 2 changes under way will end',
      undefined,
    ])
  })
})

describe('the end of an apply', () => {
  it('is one sentence when all went well', () => {
    expect(resultToText(result, options)).toBe('Applied plan aaaaaaaaaaaa: 12 done in 4 s; state serial 1,205.\n')
  })

  it('says that there was nothing to do', () => {
    expect(resultToText({ ...result, done: 0 }, { ...options, changes: 0 })).toBe('Applied plan aaaaaaaaaaaa: nothing to do; state serial 1,205.\n')
  })

  it('says why it stopped, what was not begun, and how to go on', () => {
    const text = resultToText({ ...result, status: 'incomplete', stopped: 'stopped by SIGINT' }, options)

    expect(text).toBe(
      'The state is saved. To go on: idpscim apply plan.json\nIncomplete, plan aaaaaaaaaaaa (stopped by SIGINT): 12 of 20 done, 8 not begun in\n  4 s; state serial 1,205.\n',
    )
  })

  it("lists each failure in the server's own words, who was left out, and how to go on", async () => {
    const text = resultToText(
      {
        ...result,
        status: 'incomplete',
        stopped: '1 change failed',
        failed: [{ change: createGroup, failure: { message: 'Request is unparsable, syntactically incorrect, or violates schema: displayName is too long by some measure', status: 400, requestId: '9c-1', suggestions: ['shorten the name'] } }],
        skipped: [{ change: add, because: 'group:create:AWS-Developers failed' }],
        leftOut: [{ change: 'membership:add:AWS-On-Call', members: ['alice@example.com', 'bob@example.com'], because: 'their accounts were not made' }],
        mismatches: [{ change: 'user:update:bob@example.com', summary: 'title is "Owner", not "Engineer"' }],
      },
      options,
    )

    await expect(text).toMatchFileSnapshot('incomplete.txt')
  })
})
