/** Random worlds made to be similar: the same few people and groups under names, mails and ids that move, so that everything collides. */
import fc from 'fast-check'
import { foldKey } from '../../src/model/json.js'
import type { SourceGroup, SourceUser, TargetGroup, TargetUser } from '../../src/model/snapshot.js'
import { account, later, person, targetOf, team, type PlanSettings, type Source, type World } from './story.js'

export const NAMES = ['ann', 'ben', 'cid', 'dot', 'eve', 'fay']
export const TEAMS = ['Red', 'Blue', 'Green']
const MAILS = [...NAMES, 'ANN', 'Ben'].map((name) => `${name}@example.com`)

const IDS = NAMES.flatMap((name) => [`id-${name}`, `id-${name}-2`, `b.id-b-${name}`])

const rarely = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 4, nil: undefined })

const someone = (id: string): fc.Arbitrary<SourceUser> =>
  fc.record({ name: rarely(fc.constantFrom(...MAILS)), mail: rarely(fc.constantFrom(...MAILS)), suspended: rarely(fc.constant(true)), nameless: rarely(rarely(fc.constant(true))) }).map(
    ({ name = `${id}@example.com`, mail = name, suspended = false, nameless = false }) => {
      const made = person(id, { mail: name, suspended })
      return { ...made, draft: { ...made.draft, emails: [{ value: mail, primary: true }], ...(nameless ? { name: {} } : {}) } }
    },
  )

const somegroup = (id: string, people: readonly string[]): fc.Arbitrary<SourceGroup> =>
  fc
    .record({ name: rarely(fc.constantFrom(...TEAMS, 'RED', 'blue')), members: fc.subarray([...people]), hidden: rarely(rarely(fc.constant(true))) })
    .map(({ name = id, members, hidden }) => team(name, members, { id: `id-${id}`, ...(hidden === true ? { gainsOnly: 'a part of it cannot be seen' } : {}) }))

/** `tag` makes ids of this source: `id-ann` in the one, `id-b-ann` in the other. */
function source(name: string, tag: string, over: Pick<Source, 'externalId' | 'members'>): fc.Arbitrary<Source> {
  return fc
    .record({ present: fc.subarray(NAMES), recycled: rarely(fc.constantFrom(...NAMES)), teams: fc.subarray(TEAMS) })
    .chain(({ present, recycled, teams }) => {
      const ids = present.map((id) => (id === recycled ? `${id}-2` : id))
      return fc.record({
        people: fc.tuple(...ids.map((id) => someone(id.replace('-2', '')).map((made) => ({ ...made, id: `id-${tag}${id}` })))),
        teams: fc.tuple(...teams.map((id) => somegroup(`${tag}${id}`, ids.map((person) => `${tag}${person}`)).map((group) => ({ ...group, name: group.name.replace(tag, '') })))),
      })
    })
    .map(({ people, teams }) => ({ name, people, teams, ...over }))
}

export const sources: fc.Arbitrary<Source[]> = fc.tuple(source('a', '', { externalId: 'bare' }), source('b', 'b-', { externalId: 'prefixed', members: 'additive' })).map((both) => [...both])

export const settings: fc.Arbitrary<PlanSettings> = fc.record({
  adopt: fc.constantFrom('ids', 'keys', 'all'),
  onConflict: fc.constantFrom('error', 'first'),
  samePersons: fc.subarray(MAILS.slice(0, 2)),
  protect: fc.record({ users: fc.subarray(['fay@*']), groups: fc.subarray(['gr*']) }),
  lifecycle: fc.record({
    suspended: fc.constantFrom('deactivate', 'remove'),
    removed: fc.constantFrom({ action: 'delete' as const }, { action: 'deactivate' as const }, { action: 'deactivate' as const, deleteAfterMs: 86_400_000 }),
  }),
})

/** What hands did to the target between two runs. */
export interface Hands {
  users: readonly { at: number; what: 'drop' | 'rename' | 'mail' | 'id' | 'no id' | 'active'; to: string; id: string }[]
  groups: readonly { at: number; what: 'drop' | 'rename' | 'no id' | 'join' | 'leave'; to: string }[]
  /** Accounts made by hand, under names, mails and ids of ours. */
  strangers: readonly { name: string; mail: string; id: string | undefined }[]
  /** What the state lost: everything (a first plan in a target that is full already), or some of it. */
  forgets: 'nothing' | 'everything' | 'every other'
}

type Access = TargetGroup & { members: string[] }

export const hands: fc.Arbitrary<Hands> = fc.record({
  users: fc.array(fc.record({ at: fc.nat(9), what: fc.constantFrom('drop', 'rename', 'mail', 'id', 'no id', 'active'), to: fc.constantFrom(...NAMES, 'zoe'), id: fc.constantFrom(...IDS) }), { maxLength: 3 }),
  groups: fc.array(fc.record({ at: fc.nat(5), what: fc.constantFrom('drop', 'rename', 'no id', 'join', 'leave'), to: fc.constantFrom(...TEAMS, 'Grey') }), { maxLength: 3 }),
  strangers: fc.array(fc.record({ name: fc.constantFrom(...NAMES, 'zoe'), mail: fc.constantFrom(...NAMES, 'zoe'), id: rarely(fc.constantFrom(...IDS)) }), { maxLength: 3 }),
  forgets: fc.constantFrom('nothing', 'nothing', 'everything', 'every other'),
})

/** The world after them; what would give one name to two is left undone. */
export function meddle({ target, state }: World, { users: usersDone, groups: groupsDone, strangers, forgets }: Hands): World {
  let users = [...target.users]
  for (const done of usersDone) {
    const [user] = users.slice(done.at % Math.max(users.length, 1))
    if (user !== undefined) users = unique(users.flatMap((other) => (other === user ? handled(user, done) : [other])), users, claimsOfAccount)
  }
  strangers.forEach(({ name, mail, id }, index) => {
    const guest = account(`guest-${index}`, { userName: `${name}@example.com`, emails: [{ value: `${mail}@example.com`, primary: true }], ...(id === undefined ? {} : { externalId: id }) })
    users = unique([...users, guest], users, claimsOfAccount)
  })
  const there = new Set(users.map(({ id }) => id))
  let groups = target.groups.map((group): Access => ({ ...group, members: (group.members ?? []).filter((id) => there.has(id)) }))
  for (const { at, what, to } of groupsDone) {
    const [group] = groups.slice(at % Math.max(groups.length, 1))
    if (group !== undefined) groups = unique(groups.flatMap((other) => (other === group ? handledGroup(group, what, to, users[at]?.id) : [other])), groups, claimsOfAccess)
  }
  const kept = <T>(rows: readonly T[]) => rows.filter((_, index) => forgets !== 'every other' || index % 2 === 0)
  const remembered = forgets === 'everything' ? undefined : state && { ...state, users: kept(state.users), groups: kept(state.groups) }
  return { target: targetOf(users, groups), state: remembered }
}

function handled({ id, attributes }: TargetUser, { what, to, id: externalId }: Hands['users'][number]): TargetUser[] {
  const { externalId: _, ...rest } = attributes
  switch (what) {
    case 'drop':
      return []
    case 'rename':
      return [{ id, attributes: { ...attributes, userName: `${to}@example.com` } }]
    case 'mail':
      return [{ id, attributes: { ...attributes, emails: [{ value: `${to}@example.com`, primary: true }] } }]
    case 'id':
      return [{ id, attributes: { ...attributes, externalId } }]
    case 'no id':
      return [{ id, attributes: rest }]
    case 'active':
      return [{ id, attributes: { ...attributes, active: !attributes.active } }]
  }
}

function handledGroup(group: Access, what: Hands['groups'][number]['what'], to: string, user: string | undefined): Access[] {
  const { externalId: _, ...rest } = group.attributes
  switch (what) {
    case 'drop':
      return []
    case 'rename':
      return [{ ...group, attributes: { ...group.attributes, displayName: to } }]
    case 'no id':
      return [{ ...group, attributes: rest }]
    case 'join':
      return [{ ...group, members: [...new Set([...group.members, ...(user === undefined ? [] : [user])])].sort() }]
    case 'leave':
      return [{ ...group, members: group.members.filter((id) => id !== user) }]
  }
}

function unique<T>(next: T[], former: T[], claims: (item: T) => string[]): T[] {
  const all = next.flatMap(claims)
  return new Set(all).size === all.length ? next : former
}

function claimsOfAccount({ attributes: { userName, emails, externalId } }: TargetUser): string[] {
  return [`name ${foldKey(userName)}`, ...(emails ?? []).map(({ value }) => `mail ${foldKey(value)}`), ...(externalId === undefined ? [] : [`id ${externalId}`])]
}

function claimsOfAccess({ attributes: { displayName, externalId } }: TargetGroup): string[] {
  return [`name ${foldKey(displayName)}`, ...(externalId === undefined ? [] : [`id ${externalId}`])]
}

/** The same sources, read some days later. */
export function readLater(all: readonly Source[], days: number): Source[] {
  return all.map((one) => ({ ...one, at: later(days) }))
}
