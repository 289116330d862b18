/** One Workspace account as the emulator holds it: an immutable value made from the seed, looked up by id and by every mail. */
import { IdpscimError } from '../../errors.js'
import { fold, order } from './fold.js'
import type { GoogleGroupSeed, GoogleSeed, GoogleUserSeed } from './google-seed.js'
import { groupId, personId } from './ids.js'
import { type DirectoryMember, resolveMembers } from './roster.js'

export interface DirectoryUser {
  id: string
  /** As seeded; what the API derives is added when it is shown. */
  record: GoogleUserSeed
  deleted: boolean
}

export interface DirectoryGroup {
  id: string
  record: Omit<GoogleGroupSeed, 'members'>
  members: readonly DirectoryMember[]
}

export interface Directory {
  domain: string
  customerId: string
  delegatedScopes: readonly string[]
  searchLags: ReadonlySet<string>
  derivedDrops: ReadonlySet<string>
  /** By id, in the order of their mails, as lists come. */
  users: ReadonlyMap<string, DirectoryUser>
  groups: ReadonlyMap<string, DirectoryGroup>
  /** Ids by mail and alias, folded to lower case. */
  userIds: ReadonlyMap<string, string>
  groupIds: ReadonlyMap<string, string>
  /** Ids of the groups that somebody is directly in, by member id. */
  groupsOf: ReadonlyMap<string, ReadonlySet<string>>
  /** Groups of other organisations that are members here: their mails and ids. */
  foreignGroups: ReadonlySet<string>
}

export const READONLY_SCOPES = ['group', 'group.member', 'user'].map((what) => `https://www.googleapis.com/auth/admin.directory.${what}.readonly`)

/**
 * Throws `BadSeed` where two things claim one id or mail. A member named by a mail that only `previous` knew is followed to
 * whoever had it then: people who are renamed keep their memberships, people who are gone leave them.
 */
export function buildDirectory(seed: GoogleSeed, previous?: Directory): Directory {
  const customerId = seed.customerId ?? 'C01sandbox'
  const users = index(seed.users ?? [], (user) => user.primaryEmail, (record) => {
    const id = record.id ?? personId(`user ${fold(record.primaryEmail)}`)
    return { id, record: { id, ...withoutMarks(record) }, deleted: record.deletionTime !== undefined }
  })
  const drafts = index(seed.groups ?? [], (group) => group.email, (record) => ({ id: record.id ?? groupId(`group ${fold(record.email)}`), record }))
  const userIds = new Map<string, string>()
  const groupIds = new Map<string, string>()
  for (const { id, record, deleted } of users.values()) if (!deleted) claim(record.primaryEmail, record, id, userIds, groupIds)
  for (const { id, record } of drafts.values()) claim(record.email, record, id, groupIds, userIds)

  const roll = { customerId, users, groups: drafts, userIds, groupIds, former: previous }
  const groups = new Map<string, DirectoryGroup>()
  for (const { id, record } of drafts.values()) {
    const { members: seeded = [], directMembersCount: _, ...rest } = withoutMarks(record)
    groups.set(id, { id, record: { id, ...rest }, members: resolveMembers(record.email, seeded, roll) })
  }
  const groupsOf = new Map<string, Set<string>>()
  const foreignGroups = new Set<string>()
  for (const group of groups.values()) {
    for (const member of group.members) {
      groupsOf.set(member.id, (groupsOf.get(member.id) ?? new Set()).add(group.id))
      if (!member.outside || member.type !== 'GROUP') continue
      foreignGroups.add(member.id)
      if (member.mail !== undefined) foreignGroups.add(fold(member.mail))
    }
  }
  return {
    domain: seed.domain ?? 'example.com',
    customerId,
    delegatedScopes: seed.delegatedScopes ?? READONLY_SCOPES,
    searchLags: new Set((seed.quirks?.searchLags ?? []).map(fold)),
    derivedDrops: new Set((seed.quirks?.derivedDrops ?? []).map(fold)),
    users,
    groups,
    userIds,
    groupIds,
    groupsOf,
    foreignGroups,
  }
}

/** By id, primary mail or alias; deleted users are not found. */
export function findUser(directory: Directory, key: string): DirectoryUser | undefined {
  const user = directory.users.get(key) ?? directory.users.get(directory.userIds.get(fold(key)) ?? '')
  return user?.deleted ? undefined : user
}

/** By id, mail or alias. */
export function findGroup(directory: Directory, key: string): DirectoryGroup | undefined {
  return directory.groups.get(key) ?? directory.groups.get(directory.groupIds.get(fold(key)) ?? '')
}

function index<In, Out extends { id: string }>(records: readonly In[], mail: (record: In) => string, make: (record: In) => Out): Map<string, Out> {
  const made = new Map<string, Out>()
  for (const record of records.toSorted((one, other) => order(fold(mail(one)), fold(mail(other))))) {
    const entry = make(record)
    if (made.has(entry.id)) throw new IdpscimError('BadSeed', `google: two records have the id ${entry.id}; the second is ${mail(record)}`)
    made.set(entry.id, entry)
  }
  return made
}

function claim(
  mail: string,
  record: { aliases?: string[] | undefined; nonEditableAliases?: string[] | undefined },
  id: string,
  own: Map<string, string>,
  others: ReadonlyMap<string, string>,
): void {
  for (const each of [mail, ...(record.aliases ?? []), ...(record.nonEditableAliases ?? [])].map(fold)) {
    const taken = own.get(each) ?? others.get(each)
    if (taken !== undefined && taken !== id) throw new IdpscimError('BadSeed', `google: the mail ${each} belongs to two records, ${taken} and ${id}`)
    own.set(each, id)
  }
}

/** A pasted answer's `kind` and `etag` are the emulator's to make. */
function withoutMarks<Record extends { kind?: string | undefined; etag?: string | undefined }>(record: Record): Omit<Record, 'kind' | 'etag'> {
  const { kind: _kind, etag: _etag, ...rest } = record
  return rest
}
