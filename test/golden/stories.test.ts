/** One thing that happens to people, as a plan: the JSON, and the text and the comment that a reviewer sees, kept as files. */
import { describe, expect, test } from 'vitest'
import type { Plan } from '../../src/plan/plan.js'
import { planToMarkdown } from '../../src/report/markdown/plan-markdown.js'
import { planToText } from '../../src/report/plan-text.js'
import { access, account, EMPTY, later, person, planFor, settled, targetOf, team } from '../support/story.js'

const staff = ['alice', 'bob', 'carol'].map((name) => person(name))
const ops = team('AWS Ops', ['alice', 'bob'])
const dev = team('AWS Dev', ['bob', 'carol'])
const company = { people: staff, teams: [ops, dev] }

/** What the Identity Store API can do. */
const LIMITED = { deactivate: false, externalId: false } as const

const files = { name: 'files', type: 'file', externalId: 'prefixed' } as const
const inFiles = (names: readonly string[]) => names.map((name) => person(name, { id: `id-f-${name}` }))
const teamInFiles = (name: string, members: readonly string[]) => team(name, members.map((member) => `f-${member}`), { id: `id-f-${name.replaceAll(' ', '-')}`, label: name })
const theirOps = { ...files, people: inFiles(['erin']), teams: [teamInFiles('AWS Ops', ['erin'])] }

const stories: Record<string, () => Plan> = {
  'first-plan-of-a-company': () =>
    planFor(
      { people: [...staff, person('dave', { suspended: true }), { ...person('erin'), draft: { userName: 'erin@example.com', displayName: 'Erin' } }], teams: [ops, dev, team('AWSControlTowerAdmins', ['alice'])] },
      {
        ...EMPTY,
        target: targetOf([account('alice'), account('root', { userName: 'break-glass' })], [access('AWS Dev', ['root']), access('AWSControlTowerAdmins', ['root'])]),
      },
    ),
  'leaver-loses-every-group': () => planFor({ people: staff.slice(1), teams: [team('AWS Ops', ['bob']), dev] }, settled(company)),
  'leaver-is-deleted-after-thirty-days': () => {
    const left = { people: staff.slice(1), teams: [team('AWS Ops', ['bob']), dev] }
    return planFor({ ...left, at: later(30) }, settled(left, settled(company)), { now: later(30) })
  },
  'marriage-changes-a-name': () => planFor({ ...company, people: [person('alice', { mail: 'alice.jones@example.com' }), ...staff.slice(1)] }, settled(company)),
  'groups-swap-names': () => planFor({ people: staff, teams: [{ ...ops, name: 'AWS Dev' }, { ...dev, name: 'AWS Ops' }] }, settled(company)),
  'somebody-added-a-friend-by-hand': () => {
    const world = settled(company)
    const groups = world.target.groups.map((group) => (group.attributes.displayName === 'AWS Ops' ? { ...group, members: [...(group.members ?? []), 't-mallory'] } : group))
    return planFor(company, { ...world, target: targetOf([...world.target.users, account('mallory')], groups) })
  },
  'mailbox-is-recycled': () => planFor({ people: [person('alice', { id: 'id-other-alice' }), ...staff.slice(1)], teams: [team('AWS Ops', ['other-alice', 'bob']), dev] }, settled(company)),
  'half-the-company-vanishes': () => {
    const crowd = Array.from({ length: 30 }, (_, index) => person(`p${String(index).padStart(2, '0')}`))
    const all = { people: crowd, teams: [team('AWS All', crowd.map(({ id }) => id.slice(3)))] }
    return planFor({ people: crowd.slice(15), teams: [team('AWS All', crowd.slice(15).map(({ id }) => id.slice(3)))] }, settled(all))
  },
  'group-moves-to-another-source': () => {
    const before = settled([{ ...company, name: 'staff' }, { ...files, people: [], teams: [] }])
    return planFor([{ name: 'staff', people: staff.slice(1), teams: [dev] }, { ...files, people: inFiles(['alice', 'bob']), teams: [teamInFiles('AWS Ops', ['alice', 'bob'])] }], before)
  },
  'person-leaves-one-source-and-stays-in-the-other': () => {
    const kept = { ...files, people: inFiles(['alice', 'bob']), teams: [teamInFiles('Break Glass', ['alice', 'bob'])] }
    return planFor([{ people: staff.slice(1), teams: [team('AWS Ops', ['bob']), dev] }, kept], settled([company, kept]))
  },
  'two-sources-claim-one-group': () => planFor([company, theirOps], settled([company, { ...files, people: [], teams: [] }])),
  'first-source-takes-the-group': () => {
    const world = settled([{ people: staff, teams: [dev] }, theirOps], undefined, { onConflict: 'first' })
    return planFor([company, theirOps], world, { onConflict: 'first' })
  },
  'suspended-where-nobody-can-be-switched-off': () => planFor({ people: [person('alice', { suspended: true }), ...staff.slice(1)], teams: [ops, dev] }, settled(company, undefined, LIMITED), LIMITED),
  'leaver-where-nobody-can-be-switched-off': () => planFor({ people: staff.slice(1), teams: [team('AWS Ops', ['bob']), dev] }, settled(company, undefined, LIMITED), LIMITED),
  'company-of-scim-meets-the-identity-store': () => {
    const { target } = settled(company)
    const [alice, ...rest] = target.users
    const off = alice === undefined ? [] : [{ ...alice, attributes: { ...alice.attributes, active: false } }]
    return planFor(company, { state: undefined, target: targetOf([...off, ...rest], target.groups) }, LIMITED)
  },
  'nothing-happened': () => planFor(company, settled(company)),
}

describe('stories', () => {
  test.each(Object.entries(stories))('%s', async (name, tell) => {
    const plan = tell()

    await expect(`${JSON.stringify(plan, null, 2)}\n`).toMatchFileSnapshot(`./${name}/plan.json`)
    await expect(planToMarkdown(plan, { file: 'plan.json' })).toMatchFileSnapshot(`./${name}/plan.md`)
    await expect(planToText(plan, { color: false, width: 80 })).toMatchFileSnapshot(`./${name}/plan.txt`)
  })

  test.each(Object.entries(stories))('%s fits 80 columns', (_, tell) => {
    const text = planToText(tell(), { color: false, width: 80 })

    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([])
  })
})
