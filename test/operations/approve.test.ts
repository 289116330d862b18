import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Override } from '../../src/model/approval.js'
import { approvePlan, keepApproval, type ApproveRequest } from '../../src/operations/approve.js'
import { readPlanFile, writePlanFile } from '../../src/operations/files.js'
import { verifyApprovals } from '../../src/plan/approvals.js'
import type { Signer } from '../../src/signers/signer.js'
import { somebody } from '../support/approvers.js'
import { createManualClock } from '../support/manual-clock.js'
import { NOON, person, planFor, settled, team } from '../support/story.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const staff = Array.from({ length: 40 }, (_, index) => `p${index}`)
const company = (names: readonly string[]) => ({ people: names.map((name) => person(name)), teams: [team('All', names)] })
/** Twelve go, ten may. */
const plan = planFor(company(staff.slice(12)), settled(company(staff)))
const [alice, bob] = [somebody('alice'), somebody('bob', 'prime256v1')]
const override: Override = { limit: 'remove_users', reason: ' the Oslo office closed ' }

function approving(signer: Signer, request: Partial<ApproveRequest> = {}, at = Date.parse(NOON)) {
  const approvers = [...[alice, bob].map(({ name, publicKey }) => ({ name, publicKey })), { name: 'security', kmsKey: 'alias/idpscim' }]
  return approvePlan({ clock: createManualClock(at), config: { policy: { approval: { required: 0, approvers } } } }, plan, { signer, overrides: [], ...request })
}

describe('approving', () => {
  test('signs the plan as it is, under the name that the configuration has for the key', async () => {
    const { plan: approved, approval } = await approving(alice, { overrides: [override] })

    expect(approved).toEqual({ ...plan, approvals: [approval] })
    expect(approval).toMatchObject({ planId: plan.id, approver: 'alice', at: NOON, expiresAt: plan.expiresAt, overrides: [{ limit: 'remove_users', reason: 'the Oslo office closed' }] })
    expect(verifyApprovals(approved, [alice, bob]).approved).toEqual([{ by: 'alice', overrides: approval.overrides }])
  })

  test('once more with the same key replaces what it signed before', async () => {
    const first = await approving(alice, { overrides: [override] })
    const policy = { approval: { required: 0, approvers: [{ name: 'alice', publicKey: alice.publicKey }] } }

    const second = await approvePlan({ clock: createManualClock(Date.parse(NOON)), config: { policy } }, first.plan, { signer: alice, overrides: [] })

    expect(second.replaced).toEqual(first.approval)
    expect(second.plan.approvals).toEqual([second.approval])
  })

  test.each<[string, () => Promise<unknown>, object]>([
    ['nobody’s key', () => approving(somebody('mallory')), { code: 'BadUsage', message: expect.stringContaining('is none of policy.approval.keys') as string }],
    ['nobody’s key in the name of an approver', () => approving(somebody('mallory'), { as: 'security' }), { code: 'BadUsage' }],
    ['another’s name', () => approving(alice, { as: 'bob' }), { code: 'BadUsage', message: "this key is alice's, not bob's: apply would refuse the approval" }],
    ['a limit that the plan keeps', () => approving(alice, { overrides: [{ limit: 'delete_users', reason: 'x' }] }), { code: 'BadUsage', suggestions: ['What it passes: remove_users'] }],
    ['a plan that expired', () => approving(alice, {}, Date.parse(plan.expiresAt)), { code: 'StalePlan' }],
  ])('is refused for %s', async (_, attempt, refusal) => {
    await expect(attempt()).rejects.toMatchObject(refusal)
  })

  test('knows a key in KMS by its name there, and under another of its names by what is said', async () => {
    const [kept, other] = [{ ...somebody('x'), kmsKey: 'alias/idpscim' }, { ...somebody('x'), kmsKey: 'arn:aws:kms:eu-west-1:111122223333:alias/idpscim' }]

    expect((await approving(kept)).approval.approver).toBe('security')
    await expect(approving(other)).rejects.toMatchObject({ code: 'BadUsage', suggestions: [expect.stringContaining('--as security') as string] })
    expect((await approving(other, { as: 'security' })).approval.approver).toBe('security')
  })

  test('needs a name where no configuration is at hand', async () => {
    const clock = createManualClock(Date.parse(NOON))

    await expect(approvePlan({ clock }, plan, { signer: alice, overrides: [] })).rejects.toMatchObject({ code: 'BadUsage', message: expect.stringContaining('nobody knows whose key this is') as string })
    expect((await approvePlan({ clock }, plan, { signer: alice, as: 'alice', overrides: [] })).approval.approver).toBe('alice')
  })
})

describe('an approval of a plan in a file', () => {
  test('is written into it, beside what others wrote meanwhile', async () => {
    const place = join(await temporaryFolder(), 'plan.json')
    await writePlanFile(place, plan)
    const [one, two] = [await approving(alice), await approving(bob)]

    await keepApproval(place, one)
    await keepApproval(place, two)

    expect((await readPlanFile(place)).approvals).toEqual([one.approval, two.approval])
  })

  test('is not written into another plan', async () => {
    const place = join(await temporaryFolder(), 'plan.json')
    await writePlanFile(place, planFor(company(staff.slice(1)), settled(company(staff))))

    await expect(keepApproval(place, await approving(alice))).rejects.toMatchObject({ code: 'StalePlan', message: expect.stringContaining('holds another plan') as string })
    expect((await readPlanFile(place)).approvals).toBeUndefined()
  })

  test('leaves it as it was where it cannot be written', async () => {
    const folder = join(await temporaryFolder(), 'plan.json.d')
    await mkdir(folder)
    await writeFile(join(folder, 'x'), 'x')

    await expect(keepApproval(folder, await approving(alice))).rejects.toMatchObject({ code: 'BadUsage' })
    expect(await readFile(join(folder, 'x'), 'utf8')).toBe('x')
  })
})
