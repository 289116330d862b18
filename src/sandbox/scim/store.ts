/** Users, groups and memberships with an index for every question that is asked of them, and names that only one may hold. */
import { randomUUID } from 'node:crypto'
import { Claims } from './claims.js'
import { Ordered } from './ordered.js'
import type { GroupAttributes, UserAttributes } from './schema.js'

export interface UserRecord {
  readonly id: string
  attributes: UserAttributes
  readonly createdAt: number
  modifiedAt: number
  /** Only the Identity Store API says who it was: what came by SCIM, or with the seed, nobody did. */
  readonly createdBy?: string | undefined
  modifiedBy?: string | undefined
  /** Grows with every change of the attributes. */
  revision: number
  /** On the monotonic clock; until then lists and memberships do not know the user. */
  readonly visibleAt: number
  readonly groups: Ordered<GroupRecord>
}

export interface GroupRecord {
  readonly id: string
  attributes: GroupAttributes
  readonly createdAt: number
  modifiedAt: number
  readonly createdBy?: string | undefined
  modifiedBy?: string | undefined
  revision: number
  readonly visibleAt: number
  readonly members: Ordered<UserRecord>
}

/** Only the Identity Store API names memberships: the id is made when it is first asked for, and another one after the person left and came back. */
export interface Membership {
  readonly id: string
  readonly user: UserRecord
  readonly group: GroupRecord
  /** As far as it was told when the person came in. */
  readonly made?: Made
}

/** When, by the wall clock, and by whom. */
export interface Made {
  at: number
  by?: string | undefined
}

/** When something is made, and from when it is seen. */
export interface Stamps {
  createdAt: number
  createdBy?: string | undefined
  visibleAt: number
}

/** Names fold case, ids of the source do not: AWS's pages leave open what the service does, and this is the careful side. */
const userClaims = ({ userName, externalId, emails }: UserAttributes) => ({
  userName: userName.toLowerCase(),
  email: emails?.[0]?.value?.toLowerCase(),
  externalId,
})
const groupClaims = ({ displayName, externalId }: GroupAttributes) => ({ displayName: displayName.toLowerCase(), externalId })

export class ScimStore {
  readonly users = new Ordered<UserRecord>()
  readonly groups = new Ordered<GroupRecord>()
  readonly #userNames = new Claims<UserRecord>()
  readonly #groupNames = new Claims<GroupRecord>()
  readonly #memberships = new Map<string, Membership>()
  readonly #membershipIds = new Map<string, string>()
  readonly #made = new Map<string, Made>()

  /** Throws the 409 `Refusal` when another user has the name, the mail or the externalId. */
  addUser(id: string, attributes: UserAttributes, { createdAt, createdBy, visibleAt }: Stamps): UserRecord {
    const user: UserRecord = { id, attributes, createdAt, modifiedAt: createdAt, createdBy, modifiedBy: createdBy, revision: 1, visibleAt, groups: new Ordered() }
    this.#userNames.move({}, userClaims(attributes), user)
    this.users.add(id, user)
    return user
  }

  /** Throws as `addUser`, and then changes nothing. */
  changeUser(user: UserRecord, attributes: UserAttributes, now: number, by?: string): void {
    this.#userNames.move(userClaims(user.attributes), userClaims(attributes), user)
    user.attributes = attributes
    user.modifiedAt = now
    user.modifiedBy = by
    user.revision += 1
  }

  removeUser(user: UserRecord): void {
    for (const group of [...user.groups.values()]) this.leave(user, group)
    this.#userNames.move(userClaims(user.attributes), {}, user)
    this.users.delete(user.id)
  }

  userBy(attribute: 'userName' | 'email' | 'externalId', value: string): UserRecord | undefined {
    return this.#userNames.holder(attribute, attribute === 'externalId' ? value : value.toLowerCase())
  }

  /** Throws the 409 `Refusal` when another group has the name or the externalId. */
  addGroup(id: string, attributes: GroupAttributes, { createdAt, createdBy, visibleAt }: Stamps): GroupRecord {
    const group: GroupRecord = { id, attributes, createdAt, modifiedAt: createdAt, createdBy, modifiedBy: createdBy, revision: 1, visibleAt, members: new Ordered() }
    this.#groupNames.move({}, groupClaims(attributes), group)
    this.groups.add(id, group)
    return group
  }

  /** Throws as `addGroup`, and then changes nothing. */
  changeGroup(group: GroupRecord, attributes: GroupAttributes, now: number, by?: string): void {
    this.#groupNames.move(groupClaims(group.attributes), groupClaims(attributes), group)
    group.attributes = attributes
    group.modifiedAt = now
    group.modifiedBy = by
    group.revision += 1
  }

  removeGroup(group: GroupRecord): void {
    for (const user of [...group.members.values()]) this.leave(user, group)
    this.#groupNames.move(groupClaims(group.attributes), {}, group)
    this.groups.delete(group.id)
  }

  groupBy(attribute: 'displayName' | 'externalId', value: string): GroupRecord | undefined {
    return this.#groupNames.holder(attribute, attribute === 'displayName' ? value.toLowerCase() : value)
  }

  /** A member who joins again stays the member they were. */
  join(user: UserRecord, group: GroupRecord, made?: Made): void {
    if (made !== undefined && !group.members.has(user.id)) this.#made.set(pairOf(user, group), made)
    group.members.add(user.id, user)
    user.groups.add(group.id, group)
  }

  leave(user: UserRecord, group: GroupRecord): void {
    group.members.delete(user.id)
    user.groups.delete(group.id)
    const pair = pairOf(user, group)
    this.#made.delete(pair)
    this.#memberships.delete(this.#membershipIds.get(pair) ?? '')
    this.#membershipIds.delete(pair)
  }

  /** Undefined when the person is not in the group. */
  membership(user: UserRecord, group: GroupRecord): Membership | undefined {
    if (!group.members.has(user.id)) return undefined
    const pair = pairOf(user, group)
    const known = this.#memberships.get(this.#membershipIds.get(pair) ?? '')
    if (known) return known
    const told = this.#made.get(pair)
    const made: Membership = { id: randomUUID(), user, group, ...(told && { made: told }) }
    this.#memberships.set(made.id, made)
    this.#membershipIds.set(pair, made.id)
    return made
  }

  membershipBy(id: string): Membership | undefined {
    return this.#memberships.get(id)
  }
}

function pairOf(user: UserRecord, group: GroupRecord): string {
  return `${group.id} ${user.id}`
}
