import { describe, expect, test } from 'vitest'
import { resolveDesired } from '../../src/desired/resolve-desired.js'
import type { SourceUser } from '../../src/model/snapshot.js'
import { person, resolved, team, type PlanSettings, type Source } from '../support/story.js'

const merge = (sources: readonly Source[], settings: PlanSettings = {}) => {
  const { snapshots, rules } = resolved(sources, settings)
  return resolveDesired(snapshots, rules)
}
const staff = (people: readonly SourceUser[], ...teams: Source['teams']): Source => ({ name: 'staff', people, teams })
const files = (people: readonly SourceUser[], ...teams: Source['teams']): Source => ({ name: 'files', externalId: 'prefixed', people, teams })
const filed = (name: string, over: Parameters<typeof person>[1] = {}) => person(name, { id: `f-${name}`, ...over })
const nameless = (user: SourceUser): SourceUser => ({ ...user, draft: { ...user.draft, name: {} } })

describe('one person in two sources', () => {
  test('is owned by the first in the order of the configuration, with the attributes that it gives, and the memberships of both', () => {
    const { users, groups } = merge([
      staff([person('alice')], team('Ops', ['alice'])),
      files([filed('alice', { mail: 'ALICE@example.com' })], team('Break', [], { members: [{ id: 'f-alice' }] })),
    ])

    expect(users).toMatchObject([{ key: 'alice@example.com', source: 'staff', sourceId: 'id-alice', also: [{ source: 'files', sourceId: 'f-alice' }], attributes: { externalId: 'id-alice' } }])
    expect(groups.map(({ key, source, members }) => ({ key, source, members }))).toEqual([
      { key: 'Break', source: 'files', members: ['alice@example.com'] },
      { key: 'Ops', source: 'staff', members: ['alice@example.com'] },
    ])
  })

  test('is suspended when the owner says so, whatever the other says', () => {
    const both = (first: Source, second: Source) => merge([first, second]).users.map(({ suspended }) => suspended)

    expect(both(staff([person('alice', { suspended: true })]), files([filed('alice')]))).toEqual([true])
    expect(both(staff([person('alice')]), files([filed('alice', { suspended: true })]))).toEqual([false])
  })

  test("is desired by the other source while the owner's record has a finding", () => {
    const { users, blockedUsers, findings } = merge([staff([nameless(person('alice'))]), files([filed('alice')])])

    expect(users.map(({ source }) => source)).toEqual(['files'])
    expect(blockedUsers.map(({ source }) => source)).toEqual(['staff'])
    expect(findings.map(({ code }) => code)).toEqual(['unmappable'])
  })

  test('under two names with one mail cannot be told apart: both stand still', () => {
    const shared = [{ value: 'alice@mail.example.com', primary: true as const }]
    const [one, other] = [person('alice'), filed('ames')].map((user) => ({ ...user, draft: { ...user.draft, emails: shared } })) as [SourceUser, SourceUser]

    const { users, findings } = merge([staff([one]), files([other])])

    expect(users).toEqual([])
    expect(findings.map(({ code, source }) => `${code} ${source}`)).toEqual(['name-conflict staff', 'name-conflict files'])
  })
})

describe('one group name in two sources', () => {
  const both = [staff([person('alice')], team('Ops', ['alice'])), files([filed('bob')], team('OPS', [], { id: 'f-Ops', label: 'OPS', members: [{ id: 'f-bob' }] }))]

  test('is a finding that blocks both', () => {
    const { groups, blockedGroups, findings } = merge(both)

    expect(groups).toEqual([])
    expect(blockedGroups.map(({ source, yields }) => ({ source, yields }))).toEqual([{ source: 'files', yields: undefined }, { source: 'staff', yields: undefined }])
    expect(findings.map(({ key, source }) => `${key} ${source}`)).toEqual(['OPS files', 'Ops staff'])
  })

  test('is the first in order where the configuration says so, and the finding names both', () => {
    const { groups, blockedGroups, findings } = merge(both, { onConflict: 'first' })

    expect(groups.map(({ key, source, members }) => ({ key, source, members }))).toEqual([{ key: 'Ops', source: 'staff', members: ['alice@example.com'] }])
    expect(blockedGroups).toMatchObject([{ source: 'files', yields: true }])
    expect(findings).toMatchObject([{ code: 'name-conflict', source: 'files', summary: expect.stringMatching(/OPS \(files\).*ops@example\.com \(staff\) comes first/) as string }])
  })

  test('never yields what cannot be seen, nor to a namesake of its own source', () => {
    const hidden = [staff([person('alice')], team('Ops', ['alice'])), files([], team('Ops', [], { id: 'f-Ops', gainsOnly: 'a part of it cannot be seen' }))]
    const twins = [staff([], team('Ops', [], { id: 'id-1' }), team('Ops', [], { id: 'id-2' }))]

    for (const sources of [hidden, twins]) {
      const { blockedGroups } = merge(sources, { onConflict: 'first' })
      expect(blockedGroups).toHaveLength(1)
      expect(blockedGroups[0]).not.toHaveProperty('yields')
    }
  })
})

test("a source's own expressions stand instead of the stack's", () => {
  const { snapshots, rules } = resolved([staff([person('alice')], team('Ops', [])), files([filed('bob')], team('Break', [], { id: 'f-Break' }))])
  const mapping = { ...rules.mapping, user: { title: () => 'of the stack', displayName: () => 'A Name' }, group: { displayName: () => 'of the stack' } }
  const own = { user: { title: () => 'of files' }, group: { displayName: () => 'of files' } }

  const { users, groups } = resolveDesired(snapshots, { ...rules, mapping, sources: rules.sources.map((source) => (source.name === 'files' ? { ...source, mapping: own } : source)) })

  expect(users.map(({ attributes: { title, displayName } }) => [title, displayName])).toEqual([['of the stack', 'A Name'], ['of files', 'A Name']])
  expect(groups.map(({ key }) => key)).toEqual(['of files', 'of the stack'])
})

describe('people of another source in a group of names', () => {
  const named = (...names: string[]): Source => ({ ...files([filed('root')], team('Break', [], { id: 'f-Break', label: 'Break', members: [{ id: 'f-root' }], elsewhere: names.map((userName, index) => ({ userName, where: `m.csv:${index + 2}:7` })) })), peopleFrom: ['staff'] })
  const rosterOf = (sources: readonly Source[], settings: PlanSettings = {}) => {
    const { groups, findings } = merge(sources, settings)
    return { members: groups.find(({ key }) => key === 'Break')?.members, blocked: groups.find(({ key }) => key === 'Break')?.blockedMembers, findings: findings.filter(({ kind }) => kind === 'membership').map(({ summary }) => summary) }
  }

  test('are members by name, whatever its case, whoever owns them', () => {
    expect(rosterOf([staff([person('alice'), person('bob')]), named('ALICE@example.com')])).toEqual({ members: ['alice@example.com', 'root@example.com'], blocked: [], findings: [] })
    const owned = { name: 'first', externalId: 'prefixed', people: [person('alice', { id: 'x-alice' })], teams: [] } as const
    expect(rosterOf([owned, staff([person('alice')]), named('alice@example.com')]).members).toEqual(['alice@example.com', 'root@example.com'])
  })

  test('who are in no named source are findings, with the place of the name', () => {
    const other = { name: 'other', externalId: 'prefixed', people: [person('eve', { id: 'o-eve' })], teams: [] } as const

    expect(rosterOf([staff([person('alice')]), other, named('eve@example.com', 'ghost@example.com')])).toEqual({
      members: ['root@example.com'],
      blocked: [],
      findings: ['m.csv:2:7: eve@example.com is a member of Break, and neither in files nor in staff', 'm.csv:3:7: ghost@example.com is a member of Break, and neither in files nor in staff'],
    })
  })

  test('whose record has a finding are neither put in nor taken out', () => {
    expect(rosterOf([staff([nameless(person('alice'))]), named('alice@example.com')])).toEqual({ members: ['root@example.com'], blocked: [{ source: 'staff', sourceId: 'id-alice' }], findings: [] })
  })

  test('who are suspended keep the membership, unless suspended people lose theirs', () => {
    const sources = [staff([person('alice', { suspended: true })]), named('alice@example.com')]

    expect(rosterOf(sources).members).toEqual(['alice@example.com', 'root@example.com'])
    expect(rosterOf(sources, { lifecycle: { suspended: 'remove', removed: { action: 'delete' } } })).toEqual({ members: ['root@example.com'], blocked: [], findings: [] })
  })
})
