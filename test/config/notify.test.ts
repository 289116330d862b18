import { describe, expect, test } from 'vitest'
import { Secret } from '../../src/model/secret.js'
import { Unread } from '../../src/config/unread.js'
import { FLAT_ENV, FULL, lines, load, loadFull, refused } from './desk.js'

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:idpscim'
const HOOK = 'https://hooks.chat.test/services/T0/B0/a-long-secret'
const UNATTENDED = ['sources', 'target', 'state', 'notify'] as const
const withNotify = (entries: string) => `${FULL}notify: ${entries}\n`

describe('whom to notify', () => {
  test('is nobody unless it is said', async () => {
    expect((await loadFull(FULL)).notify).toEqual([])
  })

  test('are topics and webhooks, each for the occasions that it names, or for all', async () => {
    const { notify, digest } = await loadFull(withNotify(`[{type: sns, topic: '${TOPIC}'}, {type: webhook, url: {env: CHAT}, on: [blocked, failed]}]`), { env: { CHAT: HOOK }, needs: UNATTENDED })

    expect(notify).toEqual([{ type: 'sns', topic: TOPIC, on: ['blocked', 'failed', 'drift', 'applied'] }, { type: 'webhook', url: expect.any(Secret) as Secret, on: ['blocked', 'failed'] }])
    expect(JSON.stringify(notify)).not.toContain('a-long-secret')
    expect(digest).toBe((await loadFull(FULL)).digest)
  })

  test('needs no credential where nobody is notified: plan runs on without the variable', async () => {
    const { notify } = await loadFull(withNotify('[{type: webhook, url: {env: CHAT}}]'))

    expect(notify).toMatchObject([{ url: expect.any(Unread) as Unread }])
  })

  test('is told what is wrong, and an address is not quoted', async () => {
    const wrong = withNotify(`[{type: sns, topic: '${TOPIC}.fifo'}, {type: webhook, url: 'http://chat.test/secret-path', on: [never]}, {type: mail}]`)
    const problems = lines(await refused(loadFull(wrong, { needs: UNATTENDED })))

    expect(problems).toEqual([
      expect.stringMatching(/notify\[0\]\.topic is no ARN of a standard topic \| Write it as arn:aws:sns:REGION:ACCOUNT:NAME/),
      expect.stringMatching(/notify\[1\]\.url is not a web address by https/),
      expect.stringMatching(/notify\[1\]\.on\[0\] is "never", and must be one of blocked, failed, drift, applied/),
      expect.stringMatching(/notify\[2\]\.type is "mail", and must be sns, webhook/),
      expect.stringMatching(/notify\[1\]\.url is written into the configuration file/),
    ])
    expect(problems.join()).not.toContain('secret-path')
  })

  test("is a topic under the original's variables, too", async () => {
    const { notify } = await load({ env: { ...FLAT_ENV, IDPSCIM_NOTIFY_SNS_TOPIC: TOPIC }, needs: UNATTENDED })

    expect(notify).toMatchObject([{ type: 'sns', topic: TOPIC }])
  })
})
