import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { resolveDesired } from '../../src/desired/resolve-desired.js'
import type { DesiredRules } from '../../src/model/rules.js'
import type { UserDraft } from '../../src/model/user.js'
import { person, snapshotOf, team, type Source } from '../support/story.js'

const RULES: DesiredRules = {
  sources: [{ name: 'staff', externalId: 'bare', members: 'whole' }],
  mapping: { userFields: ['title', 'enterprise', 'phoneNumbers'], user: {}, group: {}, suspended: 'deactivate' },
  onConflict: 'error',
}
const resolve = (source: Source, mapping: Partial<DesiredRules['mapping']> = {}) => resolveDesired([snapshotOf(source)], { ...RULES, mapping: { ...RULES.mapping, ...mapping } })
const drafted = (draft: Partial<UserDraft>) => ({ ...person('alice'), draft: { ...person('alice').draft, ...draft } })

describe('mapping people', () => {
  test("Google's id goes bare into externalId, other sources' behind their name", () => {
    const snapshot = snapshotOf({ people: [person('alice')], teams: [team('Ops', ['alice'])] })

    expect(resolveDesired([snapshot], RULES).users[0]?.attributes.externalId).toBe('id-alice')
    expect(resolveDesired([snapshot], { ...RULES, sources: [{ name: 'staff', externalId: 'prefixed', members: 'whole' }] }).users[0]?.attributes.externalId).toBe('staff.id-alice')
  })

  test('optional attributes that are not selected are left out', () => {
    const everything = drafted({ title: 'CTO', userType: 'x', locale: 'en' })

    expect(resolve({ people: [everything], teams: [] }).users[0]?.attributes).toMatchObject({ title: 'CTO' })
    expect(resolve({ people: [everything], teams: [] }).users[0]?.attributes).not.toHaveProperty('locale')
    expect(resolve({ people: [everything], teams: [] }, { userFields: [] }).users[0]?.attributes).not.toHaveProperty('title')
  })

  test('empty texts and empty objects are absent, because AWS refuses them', () => {
    const hollow = drafted({ title: '', phoneNumbers: [{ value: '' }], enterprise: { costCenter: '' } })

    const [user] = resolve({ people: [hollow], teams: [] }).users

    expect(user?.attributes).not.toHaveProperty('title')
    expect(user?.attributes).not.toHaveProperty('phoneNumbers')
    expect(user?.attributes).not.toHaveProperty('enterprise')
  })

  test('an expression replaces what the source mapped, and null leaves the attribute out', () => {
    const mapped = resolve(
      { people: [{ ...drafted({ title: 'CTO' }), record: { nick: 'Al' } }], teams: [] },
      { user: { displayName: (record) => (typeof record['nick'] === 'string' ? record['nick'] : null), title: () => null, email: () => 'al@corp.test', 'enterprise.department': () => 'Ops' } },
    )

    expect(mapped.users[0]?.attributes).toMatchObject({ displayName: 'Al', emails: [{ value: 'al@corp.test', primary: true }], enterprise: { department: 'Ops' } })
    expect(mapped.users[0]?.attributes).not.toHaveProperty('title')
  })

  test('an expression that fails is a finding for this person alone', () => {
    const failing = (record: object) => {
      if ('bad' in record) throw new Error('no such key: team')
      return 'fine'
    }

    const mapped = resolve({ people: [person('bob'), { ...person('alice'), record: { bad: true } }], teams: [] }, { user: { title: failing } })

    expect(mapped.users.map(({ key }) => key)).toEqual(['bob@example.com'])
    expect(mapped.findings).toMatchObject([{ code: 'unmappable', key: 'alice@example.com', summary: expect.stringContaining('no such key: team') as string }])
    expect(mapped.blockedUsers).toEqual([{ source: 'staff', sourceId: 'id-alice', key: 'alice@example.com', externalId: 'id-alice' }])
  })

  test.each([
    ['white space in the user name', { userName: 'al ice@example.com' }, 'white space'],
    ['no family name', { name: { givenName: 'Alice' } }, 'name.familyName'],
    ['a control character', { displayName: 'Ali\u0007ce' }, 'displayName'],
    ['a name too long', { displayName: 'x'.repeat(1025) }, '1025 characters'],
    ['a reserved name', { userName: 'Administrator' }, 'reserves'],
    ['a right-to-left override', { displayName: 'Ali\u202Ece' }, 'displayName'],
  ])('%s is a finding that says so', (_, draft, words) => {
    const mapped = resolve({ people: [drafted(draft)], teams: [] })

    expect(mapped.users).toEqual([])
    expect(mapped.findings[0]?.summary).toContain(words)
    expect(mapped.findings[0]?.remedy).not.toBe('')
  })

  test('names of the whole world are fine', () => {
    const names = ['Ægir Þór', 'Nguyễn Thị Ánh', '山田 太郎', "O'Neil-Smith", 'محمد', '👩‍🚀 Zoë'.replace('\u200D', '')]

    expect(names.map((displayName) => resolve({ people: [drafted({ displayName })], teams: [] }).findings)).toEqual(names.map(() => []))
  })
})

describe('merging', () => {
  test('two records of one source with one userName block each other', () => {
    const mapped = resolve({ people: [person('alice'), person('twin', { mail: 'ALICE@example.com' }), person('bob')], teams: [] })

    expect(mapped.users.map(({ key }) => key)).toEqual(['bob@example.com'])
    expect(mapped.findings.map(({ code }) => code)).toEqual(['name-conflict', 'name-conflict'])
  })

  test('two people with one mail block each other', () => {
    const shared = [{ value: 'shared@example.com', primary: true as const }]
    const people = ['alice', 'bob'].map((name) => ({ ...person(name), draft: { ...person(name).draft, emails: shared } }))

    expect(resolve({ people, teams: [] }).users).toEqual([])
  })

  test('a blocked person is neither a member nor missing: the group says who cannot be judged', () => {
    const mapped = resolve({ people: [drafted({ name: { givenName: 'Alice' } }), person('bob')], teams: [team('Ops', ['alice', 'bob'])] })

    expect(mapped.groups[0]).toMatchObject({ members: ['bob@example.com'], blockedMembers: [{ sourceId: 'id-alice' }] })
  })

  test('input order never shows', () => {
    const people = ['alice', 'bob', 'carol', 'dave'].map((name) => person(name))
    const teams = [team('A', ['alice', 'bob']), team('B', ['carol']), team('a', ['dave'], { id: 'id-a2' })]

    fc.assert(
      fc.property(fc.shuffledSubarray(people, { minLength: 4 }), fc.shuffledSubarray(teams, { minLength: 3 }), (someOrder, otherOrder) => {
        expect(resolve({ people: someOrder, teams: otherOrder })).toEqual(resolve({ people, teams }))
      }),
    )
  })
})
