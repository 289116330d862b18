import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { NotifyConfig } from '../../src/config/notify/notify.js'
import { OCCASIONS } from '../../src/config/notify/common.js'
import { Secret } from '../../src/model/secret.js'
import type { ProgressEvent } from '../../src/model/progress.js'
import { messageOf, type News } from '../../src/notify/news.js'
import { tellNews } from '../../src/notify/notify.js'
import { samplePlan } from '../report/sample-plan.js'
import { createManualClock } from '../support/manual-clock.js'
import { membershipChange } from '../support/plans.js'
import { useSandbox } from '../support/world.js'

const start = useSandbox()
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:idpscim'
const blocked: News = { occasion: 'blocked', stack: 'staff-aws', plan: samplePlan(), place: 's3://states/pending/p.json' }
const failed: News = { occasion: 'failed', stack: 'staff-aws', operation: 'sync', code: 'LeaseHeld', message: 'held by `evil` <b>@team</b>', suggestions: ['wait'] }

async function tell(notify: readonly NotifyConfig[], news: News): Promise<string[]> {
  const told: ProgressEvent[] = []
  await tellNews(notify, news, { clock: createManualClock(), onProgress: (event) => told.push(event) })
  return told.flatMap((event) => (event.type === 'note' && event.level === 'warn' ? [event.message] : []))
}

describe('a message', () => {
  test.each<[string, News, RegExp, RegExp]>([
    ['of a blocked plan', blocked, /^idpscim: a plan of staff-aws is blocked and waits for a person$/, /It waits at s3:\/\/states\/pending\/p\.json/],
    ['of a failed run', failed, /^idpscim: sync of staff-aws failed: LeaseHeld$/, /held by .*\ntry: wait/s],
    ['of drift', { occasion: 'drift', stack: 'staff-aws', report: { stack: 'staff-aws', at: '2026-03-02T08:30:00.000Z', state: null, drift: [{ kind: 'user', key: 'bob@example.com', what: 'deleted' }] } }, /^idpscim: staff-aws drifted$/, /1 difference in the target.*\nuser bob@example\.com: deleted/s],
    ['of what was applied', { occasion: 'applied', stack: 'staff-aws', plan: samplePlan(), result: { planId: 'a', status: 'applied', done: 3, failed: [], skipped: [], leftOut: [], mismatches: [], serial: 2, seconds: 2 } }, /^idpscim: staff-aws was changed$/, /3 changes done in 2 s; state serial 2/],
  ])('%s says it in a line, in a few, and as Markdown', (_, news, subject, text) => {
    const message = messageOf(news)

    expect(message).toMatchObject({ occasion: news.occasion, subject: expect.stringMatching(subject) as string, text: expect.stringMatching(text) as string })
    expect(message.markdown).toMatch(/^(\*\*Applied:\*\*|## )/)
  })

  test("quotes what it did not write itself, so that nobody's words are obeyed", () => {
    expect(messageOf(failed).markdown).toContain('`` `evil` <b>@team</b> ``')
  })

  test.each<[string, News]>([
    ['a plan', { ...blocked, plan: samplePlan({ changes: Array.from({ length: 3_000 }, (_, index) => membershipChange('add', `🏢${index}`, Object.fromEntries(Array.from({ length: 10 }, (__, n) => [`👩‍🚀${index}-${n}`, { id: 'x' }])))) }) }],
    ['a failure', { ...failed, message: Array.from({ length: 20_000 }, (_, index) => `create user 👩‍🚀${index}: refused`).join('\n') }],
  ])('of %s larger than SNS takes is cut to what it does', (_, news) => {
    expect(Buffer.byteLength(messageOf(news).markdown)).toBeLessThan(261_000)
    expect(messageOf(news).markdown).toMatch(/Left out here|and 19,001 more/)
    expect(Buffer.byteLength(messageOf(news).text)).toBeLessThan(20_000)
  })
})

describe('an SNS topic', () => {
  beforeEach(() => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'an example')
  })
  afterEach(() => {
    vi.unstubAllEnvs()
  })

  test('gets the report, and attributes to filter by', async () => {
    const sandbox = await start({ seed: { aws: { topics: ['idpscim'] } } })
    vi.stubEnv('AWS_ENDPOINT_URL_SNS', sandbox.endpoints.sns)

    const warnings = await tell([{ type: 'sns', topic: TOPIC, on: OCCASIONS }], blocked)

    expect(warnings).toEqual([])
    const { markdown, subject, text } = messageOf(blocked)
    expect(sandbox.state().aws?.topics).toEqual([{ name: 'idpscim', messages: [{ subject, message: `${text}\n\n${markdown}`, attributes: { occasion: 'blocked', stack: 'staff-aws' } }] }])
  })

  test('that is not there, or refuses, is a warning and no more', async () => {
    const sandbox = await start({ seed: { aws: { topics: ['idpscim'] } } })
    vi.stubEnv('AWS_ENDPOINT_URL_SNS', sandbox.endpoints.sns)

    const gone = await tell([{ type: 'sns', topic: `${TOPIC}-gone`, on: OCCASIONS }], blocked)
    sandbox.setFaults([{ api: 'sns', kind: 'error', status: 403 }])
    const forbidden = await tell([{ type: 'sns', topic: TOPIC, on: OCCASIONS }], blocked)

    expect(gone).toEqual([`the topic ${TOPIC}-gone could not be told "idpscim: a plan of staff-aws is blocked and waits for a person": Topic does not exist`])
    expect(forbidden).toEqual([expect.stringContaining('is not authorized to perform: SNS:Publish')])
  })

  test('hears only of what it asked for', async () => {
    const sandbox = await start({ seed: { aws: { topics: ['idpscim'] } } })
    vi.stubEnv('AWS_ENDPOINT_URL_SNS', sandbox.endpoints.sns)

    await tell([{ type: 'sns', topic: TOPIC, on: ['drift', 'failed'] }], blocked)
    await tell([{ type: 'sns', topic: TOPIC, on: ['drift', 'failed'] }], failed)

    expect(sandbox.state().aws?.topics).toMatchObject([{ messages: [{ attributes: { occasion: 'failed' } }] }])
  })
})

describe('a webhook', () => {
  let server: Server
  let posted: { path: string; body: unknown }[]
  let statuses: number[]

  beforeEach(async () => {
    posted = []
    statuses = []
    server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
        posted.push({ path: request.url ?? '', body: JSON.parse(Buffer.concat(chunks).toString()) })
        // As Slack answers: no JSON.
        response.writeHead(statuses.shift() ?? 200, { location: 'http://127.0.0.1:9/' }).end('ok')
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  afterEach(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })

  const hook = (): NotifyConfig[] => [{ type: 'webhook', url: new Secret(`http://127.0.0.1:${(server.address() as AddressInfo).port}/services/T0/very-secret`, 'environment variable CHAT_URL'), on: OCCASIONS }]

  test('gets one JSON document', async () => {
    const warnings = await tell(hook(), failed)

    expect(warnings).toEqual([])
    expect(posted).toEqual([{ path: '/services/T0/very-secret', body: messageOf(failed) }])
  })

  test('that fails for a while is tried again; one that says no is not, nor is it followed elsewhere', async () => {
    statuses = [503, 429, 200]
    const patient = await tell(hook(), failed)
    const tries = posted.length
    statuses = [404, 302]

    const refused = [...(await tell(hook(), failed)), ...(await tell(hook(), failed))]

    expect([patient, tries]).toEqual([[], 3])
    expect(posted).toHaveLength(5)
    expect(refused.map((line) => line.replace(/^.*: /, ''))).toEqual(['it answered with status 404', 'it answered with status 302'])
  })

  test('that is not there is told without its address', async () => {
    const notify = hook()
    server.close()
    server.closeAllConnections()
    await once(server, 'close')

    const warnings = await tell(notify, failed)
    server.listen(0, '127.0.0.1')

    expect(warnings).toEqual([expect.stringMatching(/^the webhook from environment variable CHAT_URL could not be told "idpscim: sync of staff-aws failed: LeaseHeld": no answer: /)])
    expect(warnings.join()).not.toContain('very-secret')
  })
})
