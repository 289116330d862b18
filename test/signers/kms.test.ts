import { afterEach, describe, expect, test, vi } from 'vitest'
import { isSignedBy } from '../../src/model/public-key.js'
import { approvePlan } from '../../src/operations/approve.js'
import { givenFor } from '../../src/operations/approvers.js'
import { DEFAULT_LIMITS, NO_RULES } from '../../src/model/policy.js'
import type { Config } from '../../src/config/config.js'
import type { ProgressEvent } from '../../src/model/progress.js'
import { fetchKmsKey, openKmsKey } from '../../src/signers/kms.js'
import { approvalBy, somebody } from '../support/approvers.js'
import { createManualClock } from '../support/manual-clock.js'
import { EMPTY, NOON, person, planFor, team } from '../support/story.js'
import { useSandbox } from '../support/world.js'

const sandbox = useSandbox()
const MESSAGE = Buffer.from('a plan')
const plan = planFor({ people: [person('alice')], teams: [team('Dev', ['alice'])] }, EMPTY)

async function start(...kmsKeys: object[]) {
  const running = await sandbox({ seed: { aws: { kmsKeys } } })
  for (const [name, value] of Object.entries(running.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, value)
  return running
}

afterEach(() => void vi.unstubAllEnvs())

describe('a key in KMS', () => {
  test.each(['ECC_NIST_P256', 'ECC_NIST_P384', 'ECC_NIST_P521', 'ECC_SECG_P256K1', 'ECC_NIST_EDWARDS25519', 'RSA_2048'])('signs, and its signature is checked without KMS: %s', async (spec) => {
    const running = await start({ alias: 'approval', spec })

    const signer = await openKmsKey('alias/approval')
    const signature = await signer.sign(MESSAGE)

    expect(isSignedBy(signer.publicKey, MESSAGE, signature)).toBe(true)
    expect(isSignedBy(signer.publicKey, Buffer.from('another plan'), signature)).toBe(false)
    expect(running.requests().map(({ operation }) => operation)).toEqual(['GetPublicKey', 'Sign'])
  })

  test.each<[string, object, string, RegExp]>([
    ['is not there', {}, 'alias/none', /there is no such key/],
    ['is disabled', { state: 'Disabled' }, 'alias/approval', /it is disabled/],
    ['will be deleted', { state: 'PendingDeletion' }, 'alias/approval', /cannot be used as it stands/],
    ['is symmetric', { spec: 'SYMMETRIC_DEFAULT' }, 'alias/approval', /it is not an asymmetric key/],
  ])('that %s is refused in words that help', async (_, seed, id, message) => {
    await start({ alias: 'approval', ...seed })

    await expect(openKmsKey(id)).rejects.toMatchObject({ code: 'SigningRefused', message: expect.stringMatching(message) as string, suggestions: [expect.stringMatching(/aws kms|AWS_REGION/)] as unknown })
  })

  test('without the right to sign says which', async () => {
    const running = await start({ alias: 'approval' })
    const signer = await openKmsKey('alias/approval')
    running.setFaults([{ api: 'kms', kind: 'error', status: 403 }])

    await expect(signer.sign(MESSAGE)).rejects.toMatchObject({ code: 'SigningRefused', suggestions: [expect.stringContaining('kms:Sign')] as unknown })
  })
})

describe('approvals by keys in KMS', () => {
  const approver = (kmsKey: string) => ({ policy: { protect: { groups: [], users: [] }, limits: DEFAULT_LIMITS, ...NO_RULES, approval: { required: 1, approvers: [{ name: 'security', kmsKey }] } } }) as unknown as Config

  test('count once KMS gave the public key, which is asked for only where a plan is signed with it', async () => {
    const running = await start({ alias: 'approval' })
    const config = approver('alias/approval')
    const { plan: approved } = await approvePlan({ clock: createManualClock(Date.parse(NOON)), config }, plan, { signer: await openKmsKey('alias/approval'), overrides: [] })
    running.clearRequests()

    const none = await givenFor({ config, onProgress: () => undefined }, plan)
    const asked = running.requests().length
    const given = await givenFor({ config, onProgress: () => undefined }, approved)

    expect([none([]).approved, asked]).toEqual([[], 0])
    expect(given([]).approved).toEqual([{ by: 'security', overrides: [] }])
    expect(running.requests().map(({ operation }) => operation)).toEqual(['GetPublicKey'])
  })

  test('of another key in the same name do not count, and that is told', async () => {
    await start({ alias: 'approval' })
    const told: ProgressEvent[] = []
    const forged = { ...plan, approvals: [approvalBy(somebody('security'), plan)] }

    const given = await givenFor({ config: approver('alias/approval'), onProgress: (event) => told.push(event) }, forged)

    expect(given([]).approved).toEqual([])
    expect(told).toMatchObject([{ type: 'note', level: 'warn', message: expect.stringContaining('the approval by security does not count') as string }])
  })

  test('are not believed where KMS cannot be asked', async () => {
    const running = await start({ alias: 'approval' })
    const signer = await openKmsKey('alias/approval')
    const config = approver('alias/approval')
    const { plan: approved } = await approvePlan({ clock: createManualClock(Date.parse(NOON)), config }, plan, { signer, overrides: [] })
    running.setFaults([{ api: 'kms', kind: 'error', status: 403 }])

    await expect(givenFor({ config, onProgress: () => undefined }, approved)).rejects.toMatchObject({ code: 'SigningRefused' })
    running.setFaults([])
    expect((await fetchKmsKey('alias/approval')).fingerprint).toBe(signer.publicKey.fingerprint)
  })
})
