/** One Workspace account as the emulator holds it: an immutable value made from the seed, looked up by id and by every mail. */
import { createHash } from 'node:crypto'
import { IdpscimError } from '../../errors.js'
import type { GoogleGroupSeed, GoogleMemberSeed, GoogleSeed, GoogleUserSeed } from './google-seed.js'

export interface DirectoryUser {
  id: string
  /** As seeded; what the API derives is added when it is shown. */
  record: GoogleUserSeed
  deleted: boolean
}

export interface DirectoryMember {
  /** A user's or group's id here, an id made up for somebody outside, or the customer id. */
  id: string
  /** The mail it was added by: for people of the account only where that is an alias. */
  mail?: string
  type: 'USER' | 'GROUP' | 'CUSTOMER' | 'EXTERNAL'
  role: 'OWNER' | 'MANAGER' | 'MEMBER'
  /** As seeded; undefined is derived, `null` is no key. */
  status?: string | null
  /** Neither a user nor a group of this account, nor all of it. */
  outside: boolean
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
 * whoever had it then, so that renaming a person in the state keeps their memberships.
 */
export function buildDirectory(seed: GoogleSeed, previous?: Directory): Directory {
  const customerId = seed.customerId ?? 'C01sandbox'
  const users = index(seed.users ?? [], (user) => user.primaryEmail, (record) => {
    const id = record.id ?? digits(`user ${fold(record.primaryEmail)}`)
    return { id, record: { id, ...withoutMarks(record) }, deleted: record.deletionTime !== undefined }
  })
  const drafts = index(seed.groups ?? [], (group) => group.email, (record) => ({ id: record.id ?? letters(`group ${fold(record.email)}`), record }))
  const userIds = new Map<string, string>()
  const groupIds = new Map<string, string>()
  for (const { id, record, deleted } of users.values()) if (!deleted) claim(record.primaryEmail, record, id, userIds, groupIds)
  for (const { id, record } of drafts.values()) claim(record.email, record, id, groupIds, userIds)

  const base = { customerId, users, drafts, userIds, groupIds, previous }
  const groups = new Map<string, DirectoryGroup>()
  for (const { id, record } of drafts.values()) {
    const { members: seeded = [], directMembersCount: _, ...rest } = withoutMarks(record)
    const members = seeded.map((member) => resolveMember(member, base))
    refuseRepetition(record.email, members)
    groups.set(id, { id, record: { id, ...rest }, members })
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

export const fold = (text: string): string => text.toLowerCase()

/** By id, primary mail or alias; deleted users are not found. */
export function findUser(directory: Directory, key: string): DirectoryUser | undefined {
  const user = directory.users.get(key) ?? directory.users.get(directory.userIds.get(fold(key)) ?? '')
  return user?.deleted ? undefined : user
}

/** By id, mail or alias. */
export function findGroup(directory: Directory, key: string): DirectoryGroup | undefined {
  return directory.groups.get(key) ?? directory.groups.get(directory.groupIds.get(fold(key)) ?? '')
}

interface Known {
  customerId: string
  users: ReadonlyMap<string, DirectoryUser>
  drafts: ReadonlyMap<string, { id: string }>
  userIds: ReadonlyMap<string, string>
  groupIds: ReadonlyMap<string, string>
  previous: Directory | undefined
}

function resolveMember(seeded: GoogleMemberSeed, known: Known): DirectoryMember {
  const entry: Exclude<GoogleMemberSeed, string> = typeof seeded === 'string' ? { email: seeded } : seeded
  const { email, role = 'MEMBER', status } = entry
  const rest = { role, ...(status === undefined ? {} : { status }) }
  if (entry.type === 'CUSTOMER') return { id: known.customerId, type: 'CUSTOMER', outside: false, ...rest }
  const mail = email === undefined ? undefined : fold(email)
  const id = entry.id ?? holder(mail, known)
  const user = id === undefined ? undefined : known.users.get(id)
  if (user) {
    const byAlias = email !== undefined && known.userIds.get(fold(email)) === user.id && fold(email) !== fold(user.record.primaryEmail)
    return { id: user.id, type: entry.type ?? 'USER', outside: false, ...(byAlias ? { mail: email } : {}), ...rest }
  }
  if (id !== undefined && known.drafts.has(id)) return { id, type: 'GROUP', outside: false, ...rest }
  if (email === undefined && id === undefined) throw new IdpscimError('BadSeed', 'google: a member has neither email nor id, and is not of type CUSTOMER')
  const type = entry.type ?? 'USER'
  return { id: id ?? (type === 'GROUP' ? letters : digits)(`outside ${mail ?? ''}`), type, outside: true, ...(email === undefined ? {} : { mail: email }), ...rest }
}

function holder(mail: string | undefined, known: Known): string | undefined {
  if (mail === undefined) return undefined
  const current = known.userIds.get(mail) ?? known.groupIds.get(mail)
  if (current !== undefined) return current
  const former = known.previous?.userIds.get(mail) ?? known.previous?.groupIds.get(mail)
  return former !== undefined && (known.users.has(former) || known.drafts.has(former)) ? former : undefined
}

/** The id that the emulator makes up for somebody outside who has none in the seed. */
export const outsideId = (member: DirectoryMember): string => (member.type === 'GROUP' ? letters : digits)(`outside ${fold(member.mail ?? '')}`)

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

function refuseRepetition(group: string, members: readonly DirectoryMember[]): void {
  const seen = new Set<string>()
  for (const { id, mail } of members) {
    if (seen.has(id)) throw new IdpscimError('BadSeed', `google: the group ${group} lists the member ${mail ?? id} twice`)
    seen.add(id)
  }
}

/** A pasted answer's `kind` and `etag` are the emulator's to make. */
function withoutMarks<Record extends { kind?: string | undefined; etag?: string | undefined }>(record: Record): Omit<Record, 'kind' | 'etag'> {
  const { kind: _kind, etag: _etag, ...rest } = record
  return rest
}

export const order = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

const digest = (text: string) => createHash('sha256').update(text).digest()

/** 21 digits, as Google's ids of people. */
function digits(name: string): string {
  return `1${(BigInt(`0x${digest(name).toString('hex')}`) % 10n ** 20n).toString().padStart(20, '0')}`
}

/** Digits and letters, as Google's ids of groups. */
function letters(name: string): string {
  return `0${BigInt(`0x${digest(name).toString('hex')}`).toString(36).slice(-14)}`
}
