import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Approval, type Override, parseOverrideName } from '../../src/model/approval.js'
import { isIdpscimError } from '../../src/errors.js'
import { DEFAULT_LIMITS, NO_RULES } from '../../src/model/policy.js'
import { verifyApprovals } from '../../src/plan/approvals.js'
import { parsePlan, planToJson, sealPlan } from '../../src/plan/plan-file.js'
import type { Plan } from '../../src/plan/plan.js'
import { isBlocked, judgeAgain } from '../../src/plan/policy.js'
import { approvalBy, somebody, type Person } from '../support/approvers.js'
import { NOON, person as member, planFor, settled, team } from '../support/story.js'

const staff = Array.from({ length: 40 }, (_, index) => `p${String(index).padStart(3, '0')}`)
const company = (names: readonly string[]) => ({ people: names.map((name) => member(name)), teams: [team('All', names)] })
const [alice, bob] = [somebody('alice'), somebody('bob', 'prime256v1')]
const keys = [alice, bob]
const world = settled(company(staff))
/** Twelve people go, and ten may. */
const plan = planFor(company(staff.slice(12)), world)
const override: Override = { limit: 'remove_users', reason: 'the branch in Oslo closed' }
const policy = { protect: { groups: [], users: [] }, limits: DEFAULT_LIMITS, ...NO_RULES, approval: { required: 2, approvers: keys } }

/** As apply does: read the file, verify, judge. */
function passes(file: string, known: readonly Person[] = keys): boolean {
  const read = parsePlan(file, 'plan.json')
  const { approved } = verifyApprovals(read, known)
  return !isBlocked(judgeAgain(read, { state: world.state, policy, now: NOON, given: { approved, typed: [] } }))
}

describe('an approval', () => {
  test.each(['ed25519', 'prime256v1', 'secp384r1', 'secp521r1', 'secp256k1', 'rsa'] as const)('counts when a key of ours signed exactly this plan: %s', (kind) => {
    const carol = somebody('carol', kind)

    expect(verifyApprovals({ ...plan, approvals: [approvalBy(carol, plan, [override])] }, [carol])).toEqual({ approved: [{ by: 'carol', overrides: [override] }], unknown: [] })
  })

  test('counts once for an approver with two keys', () => {
    const other = somebody('alice')
    const approvals = [approvalBy(alice, plan), approvalBy(other, plan, [override])]

    expect(verifyApprovals({ ...plan, approvals }, [alice, other]).approved).toEqual([{ by: 'alice', overrides: [override] }])
  })

  test('counts for nothing when its key is nobody’s', () => {
    const mallory = { ...somebody('mallory'), name: 'alice' }
    const approval = approvalBy(mallory, plan)

    expect(verifyApprovals({ ...plan, approvals: [approval] }, keys)).toEqual({ approved: [], unknown: [approval] })
  })

  test.each<[string, (plan: Plan) => Approval[], RegExp]>([
    ['it was given for another plan', (given) => [approvalBy(alice, planFor(company(staff.slice(1)), world)), approvalBy(bob, given)], /another plan/],
    ['its key is another’s', (given) => [approvalBy({ ...alice, name: 'bob' }, given)], /it says "bob", and the key is alice's/],
    ['it speaks of another target', (given) => [approvalBy(alice, given, [], { target: 'elsewhere' })], /another state, target or expiry/],
    ['it speaks of a later expiry', (given) => [approvalBy(alice, given, [], { expiresAt: '2030-01-01T00:00:00.000Z' })], /another state, target or expiry/],
    ['one key gave two', (given) => [approvalBy(alice, given), approvalBy(alice, given, [override])], /approved it twice/],
    ['its reason was changed', (given) => [{ ...approvalBy(alice, given, [override]), overrides: [{ ...override, reason: 'a merger' }] }], /signature does not fit/],
    ['its signature is another’s', (given) => [{ ...approvalBy(alice, given), signature: approvalBy(bob, given).signature }], /signature does not fit/],
    ['its signature is written otherwise', (given) => [{ ...approvalBy(alice, given), signature: spareBits(approvalBy(alice, given).signature) }], /signature does not fit/],
  ])('is refused when %s', (_, approvals, message) => {
    expect(() => verifyApprovals({ ...plan, approvals: approvals(plan) }, keys)).toThrow(expect.objectContaining({ code: 'BadPlanFile', message: expect.stringMatching(message) as string }) as Error)
  })

  test('moves to no plan that was made again, though it says the same', () => {
    const { id: _, ...rest } = plan
    const again = sealPlan({ ...rest, createdAt: '2026-03-02T12:00:01.000Z' })

    expect(() => verifyApprovals({ ...again, approvals: [approvalBy(alice, plan)] }, keys)).toThrow(/another plan/)
  })
})

describe('a plan that needs two approvals and one override', () => {
  const signed = { ...plan, approvals: [approvalBy(alice, plan, [override]), approvalBy(bob, plan)] }
  const text = planToJson(signed)

  test('passes with both, and not with one of them', () => {
    expect(passes(text)).toBe(true)
    for (const approval of signed.approvals) expect(passes(planToJson({ ...signed, approvals: [approval] }))).toBe(false)
    expect(passes(text, [alice])).toBe(false)
  })

  test('never passes after any single change of a character in its file', () => {
    const characters = fc.oneof(fc.constantFrom(...Array.from('0123456789abcdef"{}[],:=+/ ')), fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 1 }))
    fc.assert(
      fc.property(fc.nat(text.length - 1), characters, fc.constantFrom('replace', 'insert', 'drop'), (at, character, how) => {
        const changed = text.slice(0, at) + (how === 'drop' ? '' : character) + text.slice(at + (how === 'insert' ? 0 : 1))
        fc.pre(!saysTheSame(changed))

        expect(refused(() => passes(changed))).toBe(true)
      }),
      { numRuns: 400 },
    )
  })

  test('never passes after any single change of a value that was signed or signs', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constantFrom('bob', 'alice', plan.id, alice.publicKey.fingerprint, bob.publicKey.fingerprint, NOON))
    const places = placesIn(JSON.parse(text))
    const ofApprovals = places.filter(([first]) => first === 'approvals')
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...places), fc.constantFrom(...ofApprovals)), value, fc.boolean(), (place, other, away) => {
        const document = JSON.parse(text) as object
        set(document, place, away ? undefined : other)
        const changed = JSON.stringify(document)
        fc.pre(!saysTheSame(changed))

        expect(refused(() => passes(changed))).toBe(true)
      }),
      { numRuns: 250 },
    )
  })

  function saysTheSame(changed: string): boolean {
    try {
      return JSON.stringify(sorted(JSON.parse(changed))) === JSON.stringify(sorted(JSON.parse(text)))
    } catch {
      return false
    }
  }
})

test.each([
  ['remove_users', { limit: 'remove_users' }],
  ['limits.delete_groups', { limit: 'delete_groups' }],
  ['policy.limits.delete_users', { limit: 'delete_users' }],
  ['remove_members_per_group:AWS: Dev', { limit: 'remove_members_per_group', group: 'AWS: Dev' }],
  ['remove_members:AWS-Dev', undefined],
  ['source_shrinks', undefined],
  ['protect', undefined],
])('an override is named %s', (name, parsed) => {
  expect(parseOverrideName(name)).toEqual(parsed)
})

/** A change is refused when the file is not read, an approval is not genuine, or policy still blocks. */
function refused(attempt: () => boolean): boolean {
  try {
    return !attempt()
  } catch (error) {
    if (isIdpscimError(error, 'BadPlanFile')) return true
    throw error
  }
}

/** The same bytes by another text: two bits of the last character mean nothing. */
function spareBits(signature: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  const at = signature.indexOf('=') - 1
  const other = `${signature.slice(0, at)}${alphabet[alphabet.indexOf(signature[at] ?? '') + 1] ?? ''}${signature.slice(at + 1)}`
  expect([other === signature, Buffer.from(other, 'base64').equals(Buffer.from(signature, 'base64'))]).toEqual([false, true])
  return other
}

type Place = readonly (string | number)[]

/** Every leaf of the plan's head, of one change, and of all approvals. */
function placesIn(value: unknown, at: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [at]
  const entries = Array.isArray(value) ? [...value.entries()].slice(0, 2) : Object.entries(value)
  return entries.flatMap(([key, inner]: [string | number, unknown]) => placesIn(inner, [...at, key]))
}

function set(document: object, place: Place, value: unknown): void {
  const parent = place.slice(0, -1).reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], document) as Record<string | number, unknown>
  const last = place.at(-1) ?? ''
  if (value === undefined && Array.isArray(parent)) parent.splice(Number(last), 1)
  else if (value === undefined) Reflect.deleteProperty(parent, last)
  else parent[last] = value
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]))
}
