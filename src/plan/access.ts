/** Who may do what in AWS before a plan and after it, as far as groups give it: the two worlds that an impact is the difference of. */
import type { Assignments } from '../model/assignments.js'
import type { Change } from '../model/change.js'
import { foldKey } from '../model/json.js'
import type { TargetSnapshot } from '../model/snapshot.js'

/** A permission set in an account, or an application, as one word: `account permission-set-ARN` or the application's ARN. */
export type GrantKey = string

export interface AccessInput {
  changes: readonly Change[]
  target: TargetSnapshot
  assignments: Assignments
}

export interface Access {
  /** By group id: what it gives; groups that give nothing are left out. */
  grants: ReadonlyMap<string, readonly GrantKey[]>
  /** Groups that give something and whose members nobody read. */
  unread: readonly string[]
  before: World
  after: World
  /** A person's place in both worlds: the target's id, or, of somebody who does not exist yet, the key. */
  personOf: (change: Change, key: string) => string
  nameOf: (person: string) => string
}

export interface World {
  /** What somebody has; nothing while they are switched off or are not there. */
  of: (person: string) => ReadonlySet<GrantKey>
  /** Everybody who has it. */
  holders: (grant: GrantKey) => ReadonlySet<string>
  /** Of a group that gives something. */
  members: (groupId: string) => ReadonlySet<string>
}

export function accessOf({ changes, target, assignments }: AccessInput): Access {
  const grants = grantsOf(assignments)
  const giving = target.groups.filter(({ id }) => grants.has(id))
  const names = new Map(target.users.map(({ id, attributes }) => [id, attributes.userName]))
  const off = new Set(target.users.flatMap(({ id, attributes }) => (attributes.active ? [] : [id])))
  const members = new Map(giving.map(({ id, members: people = [] }) => [id, new Set(people)]))
  const personOf = (change: Change, key: string) => (change.kind === 'membership' ? change.memberIds[key] : change.kind === 'user' ? change.targetId : undefined) ?? `new ${foldKey(key)}`

  const next = afterwards({ changes, members, off, personOf })
  for (const change of changes) {
    for (const key of change.kind === 'user' ? [change.key] : change.kind === 'membership' ? change.members : []) {
      const person = personOf(change, key)
      if (!names.has(person)) names.set(person, key)
    }
  }
  return {
    grants,
    unread: giving.flatMap(({ attributes, members: read }) => (read === undefined ? [attributes.displayName] : [])),
    before: worldOf(grants, members, off),
    after: worldOf(grants, next.members, next.off),
    personOf,
    nameOf: (person) => names.get(person) ?? person,
  }
}

export function accountGrant(account: string, permissionSet: string): GrantKey {
  return `${account} ${permissionSet}`
}

function grantsOf({ groups }: Assignments): Map<string, GrantKey[]> {
  const given = Object.entries(groups).map(([id, { accounts, applications }]): [string, GrantKey[]] => [
    id,
    [...new Set([...accounts.map(({ account, permissionSet }) => accountGrant(account, permissionSet)), ...applications])],
  ])
  return new Map(given.filter(([, keys]) => keys.length > 0))
}

interface Afterwards {
  changes: readonly Change[]
  members: ReadonlyMap<string, ReadonlySet<string>>
  off: ReadonlySet<string>
  personOf: Access['personOf']
}

/** The same people and groups once every change is done. */
function afterwards({ changes, members: before, off: offBefore, personOf }: Afterwards): { members: Map<string, Set<string>>; off: Set<string> } {
  const members = new Map([...before].map(([id, people]) => [id, new Set(people)]))
  const off = new Set(offBefore)
  for (const change of changes) {
    if (change.kind === 'membership') {
      const people = change.targetId === undefined ? undefined : members.get(change.targetId)
      for (const key of change.members) people?.[change.action === 'add' ? 'add' : 'delete'](personOf(change, key))
    } else if (change.kind === 'group') {
      if (change.action === 'delete') members.get(change.targetId ?? '')?.clear()
    } else if (change.action === 'delete' || change.after?.active === false) off.add(personOf(change, change.key))
    else if (change.after?.active === true) off.delete(personOf(change, change.key))
  }
  return { members, off }
}

function worldOf(grants: ReadonlyMap<string, readonly GrantKey[]>, members: ReadonlyMap<string, ReadonlySet<string>>, off: ReadonlySet<string>): World {
  const groupsOf = new Map<string, string[]>()
  const givers = new Map<GrantKey, string[]>()
  for (const [group, people] of members) {
    for (const person of people) push(groupsOf, person, group)
    for (const grant of grants.get(group) ?? []) push(givers, grant, group)
  }
  return {
    of: remembered((person) => new Set(off.has(person) ? [] : (groupsOf.get(person) ?? []).flatMap((group) => grants.get(group) ?? []))),
    holders: remembered((grant) => new Set((givers.get(grant) ?? []).flatMap((group) => [...(members.get(group) ?? [])].filter((person) => !off.has(person))))),
    members: (groupId) => members.get(groupId) ?? new Set(),
  }
}

function remembered<T>(work: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>()
  return (key) => {
    const found = known.get(key)
    if (found !== undefined) return found
    const made = work(key)
    known.set(key, made)
    return made
  }
}

function push<K>(map: Map<K, string[]>, key: K, value: string): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [value])
  else known.push(value)
}
