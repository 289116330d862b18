/** The seed's `aws` part into a store and out again: what a console or an earlier run left behind, not what the API would take. */
import { IdpscimError } from '../../errors.js'
import { checkAttributes, isObject } from './check.js'
import { Refusal } from './refusal.js'
import { inOrder } from './render.js'
import { groupFields, userFields, type GroupAttributes, type UserAttributes } from './schema.js'
import { idFrom, withDefaults } from './seed-defaults.js'
import { ScimStore, type UserRecord } from './store.js'

/** Replaces whatever was there; everything in it is seen at once. Throws `BadSeed`. */
export function loadStore(seed: unknown, now: number): ScimStore {
  const store = new ScimStore()
  const stamps = { createdAt: now, visibleAt: Number.NEGATIVE_INFINITY }
  const { users, groups } = isObject(seed) ? seed : {}
  const userIds = createIds('user', records(users, 'users'))
  for (const [index, user] of records(users, 'users').entries()) {
    const { id, schemas: _schemas, meta: _meta, ...own } = user
    settle(`aws.users[${index}]`, () => {
      const attributes = withDefaults(checkAttributes(own, userFields)) as UserAttributes
      // No mail at all is a user made by hand, and stays that; the check above has dropped the empty list.
      if (Array.isArray(own['emails']) && own['emails'].length === 0) delete attributes.emails
      store.addUser(userIds(id, attributes.userName), attributes, stamps)
    })
  }
  const groupIds = createIds('group', records(groups, 'groups'))
  for (const [index, group] of records(groups, 'groups').entries()) {
    const { id, schemas: _schemas, meta: _meta, members, description, ...own } = group
    settle(`aws.groups[${index}]`, () => {
      const attributes = checkAttributes(own, groupFields) as unknown as GroupAttributes
      if ((attributes.displayName as string | undefined) === undefined) throw new Refusal(400, 'displayName is missing')
      if (typeof description === 'string') attributes.description = description
      const made = store.addGroup(groupIds(id, attributes.displayName), attributes, stamps)
      for (const member of Array.isArray(members) ? (members as unknown[]) : []) {
        const user = memberOf(store, member)
        if (user) store.join(user, made)
      }
    })
  }
  return store
}

/** With ids, and complete, so that loading it gives the same again. `by: 'id'` names members by id too. */
export function dumpStore(store: ScimStore, by?: 'id'): object {
  return {
    users: [...store.users.values()].map(({ id, attributes }) => ({ id, ...inOrder({ ...attributes, emails: attributes.emails ?? [] }) })),
    groups: [...store.groups.values()].map(({ id, attributes, members }) => ({
      id,
      ...attributes,
      members: [...members.values()].map((user) =>
        by === 'id' ? { id: user.id, userName: user.attributes.userName } : user.attributes.userName,
      ),
    })),
  }
}

/** A member by name alone must exist; one by id who is gone has left with the user. */
function memberOf(store: ScimStore, member: unknown): UserRecord | undefined {
  if (isObject(member)) {
    const { id, userName } = member
    return (
      (typeof id === 'string' ? store.users.get(id) : undefined) ??
      (typeof userName === 'string' ? store.userBy('userName', userName) : undefined)
    )
  }
  const user = typeof member === 'string' ? store.userBy('userName', member) : undefined
  if (!user) throw new Refusal(400, `members names ${JSON.stringify(member)}, which is no user's userName`)
  return user
}

/** Ids that are given go first: somebody renamed may still hold the one that a newcomer's name would make. */
function createIds(kind: string, seeded: readonly Record<string, unknown>[]) {
  const given = new Set(seeded.map(({ id }) => id))
  const taken = new Set<string>()
  return (id: unknown, name: string): string => {
    if (typeof id === 'string' && taken.has(id)) throw new Refusal(400, `id ${id} is taken`)
    let chosen = typeof id === 'string' && id !== '' ? id : idFrom(`${kind} ${name.toLowerCase()}`)
    while (id === undefined && (given.has(chosen) || taken.has(chosen))) chosen = idFrom(`${kind} ${chosen}`)
    taken.add(chosen)
    return chosen
  }
}

function records(value: unknown, key: string): Record<string, unknown>[] {
  if (value === undefined) return []
  if (!Array.isArray(value) || !value.every(isObject)) throw badSeed(`aws.${key}`, 'is not a list of objects')
  return value
}

function settle(place: string, load: () => void): void {
  try {
    load()
  } catch (error) {
    if (error instanceof Refusal) throw badSeed(place, error.why)
    throw error
  }
}

function badSeed(place: string, why: string): IdpscimError {
  return new IdpscimError('BadSeed', `the seed is not usable: ${place}: ${why}`, { suggestions: ["mend the seed's aws section"] })
}
