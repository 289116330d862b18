/** What this stack manages as the original program's document, schema 1.0.0, so that a team can go back to it. */
import { canonicalJson, compareText, digest, foldKey } from '../../model/json.js'
import type { ManagedGroup, ManagedUser, State } from '../../model/state.js'
import { isOriginal, readOriginal, type OriginalGroup, type OriginalUser } from './document.js'
import { goJson, members } from './go-json.js'
import { attributesOf } from './user-attributes.js'

export interface OriginalOptions {
  /** What made the document, as the original writes its own: `v0.45.1`. */
  codeVersion: string
  /** ISO 8601; written to the second. */
  now: string
  /**
   * The document that this state came from, as text: entries that did not change keep what it says of them, their `hashCode`
   * included. The original updates every person whose hash it does not know, once.
   */
  previous?: string
}

type Entry = Record<string, unknown>

/** Pure. Ends without a newline, as Go's `MarshalIndent` does. */
export function toOriginal(state: State, { codeVersion, now, previous }: OriginalOptions): string {
  const former = formerOf(previous)
  const userByKey = new Map(state.users.map((user) => [foldKey(user.key), user]))
  const groups = state.groups.map((group) => groupEntry(group, former))
  const users = state.users.map((user) => userEntry(user, former))
  const rosters = state.groups.flatMap((group, index) => {
    const people = group.members.flatMap((key) => userByKey.get(foldKey(key)) ?? [])
    return people.length === 0 ? [] : [rosterEntry(groups[index] ?? {}, group, people, former)]
  })
  const resources = { groups: list(groups, former.lists), users: list(users, former.lists), groupsMembers: list(rosters, former.lists) }
  return goJson(
    members({ resources, schemaVersion: '1.0.0', codeVersion, lastSync: `${now.slice(0, 19)}Z`, hashCode: digest(Object.values(resources).map(({ hashCode }) => hashCode)) }),
  )
}

/** The previous document by what its entries are about. */
interface Former {
  users: ReadonlyMap<string, OriginalUser>
  groups: ReadonlyMap<string, OriginalGroup>
  /** Hashes of lists, rosters included, by the content that they stand for. */
  lists: ReadonlyMap<string, string>
  members: ReadonlyMap<string, string>
}

function formerOf(previous: string | undefined): Former {
  const parsed: unknown = previous === undefined ? undefined : JSON.parse(previous)
  if (!isOriginal(parsed)) return { users: new Map(), groups: new Map(), lists: new Map(), members: new Map() }
  const { groups, users, groupsMembers } = readOriginal(parsed, 'the previous document').resources
  const rosters = groupsMembers?.resources ?? []
  const byTargetId = <T extends { scimid?: string | undefined }>(rows: readonly T[] | undefined) => new Map((rows ?? []).flatMap((row) => (row.scimid === undefined ? [] : [[row.scimid, row] as const])))
  const hashed = [groups, users, groupsMembers, ...rosters].flatMap((stored) =>
    stored?.hashCode === undefined || stored.resources.length === 0 ? [] : [[contentOf(stored.resources), stored.hashCode] as const],
  )
  return {
    users: byTargetId(users?.resources),
    groups: byTargetId(groups?.resources),
    lists: new Map(hashed),
    members: new Map(rosters.flatMap(({ resources }) => resources.flatMap(({ hashCode, ...member }) => (hashCode === undefined ? [] : [[canonicalJson(member), hashCode] as const])))),
  }
}

/** Stands for a list whatever order it is in; entries without a hash make it match nothing. */
function contentOf(rows: readonly { hashCode?: unknown }[]): string {
  return rows.map(({ hashCode }) => (typeof hashCode === 'string' ? hashCode : '?')).sort(compareText).join(' ')
}

function list<T extends { hashCode?: unknown }>(resources: readonly T[], known: ReadonlyMap<string, string>) {
  return { hashCode: known.get(contentOf(resources)) ?? digest(resources.map(({ hashCode }) => hashCode)), resources, items: resources.length }
}

function groupEntry({ key, sourceId, targetId }: ManagedGroup, { groups }: Former): Entry {
  const former = groups.get(targetId)
  // The state does not hold a group's mail; nothing but this document ever uses it.
  const email = former?.ipid === sourceId ? former.email : undefined
  const same = former?.ipid === sourceId && former.name === key
  return members({ ipid: sourceId, scimid: targetId, name: key, email, hashCode: (same ? former.hashCode : undefined) ?? digest({ ipid: sourceId, name: key, email }) })
}

function rosterEntry(group: Entry, held: ManagedGroup, people: readonly ManagedUser[], former: Former): Entry {
  const rows = people
    .map((user) => {
      const member = { ipid: user.sourceId, scimid: user.targetId, email: mailOf(user), status: 'ACTIVE' }
      return { ...member, hashCode: former.members.get(canonicalJson(member)) ?? digest({ ipid: member.ipid, email: member.email, status: member.status }) }
    })
    .sort((a, b) => compareText(a.email, b.email))
  const { resources, items } = list(rows, former.lists)
  const hashCode = former.lists.get(contentOf(rows)) ?? digest([held.targetId, rows.map((row) => row.hashCode)])
  return { group, hashCode, resources, items }
}

function userEntry(user: ManagedUser, { users }: Former): Entry {
  const former = users.get(user.targetId)
  const unchanged = former !== undefined && former.ipid === user.sourceId && canonicalJson(attributesOf(former)) === canonicalJson(user.attributes)
  const { attributes } = user
  const row = unchanged ? former : { ...attributes, profileURL: undefined, enterpriseData: attributes.enterprise, addresses: attributes.addresses?.map(withoutKind), hashCode: undefined }
  const { name, addresses, phoneNumbers } = row
  // Very old files have no list of addresses.
  const emails = row.emails?.length === 0 ? attributes.emails : row.emails
  const content = {
    userName: row.userName,
    displayName: row.displayName,
    nickName: row.nickName,
    profileURL: row.profileURL,
    title: row.title,
    userType: row.userType,
    preferredLanguage: row.preferredLanguage,
    locale: row.locale,
    timezone: row.timezone,
    emails: emails?.map(({ value, type, primary }) => members({ value, type, primary })),
    addresses: addresses?.map(members),
    phoneNumbers: phoneNumbers?.map(({ value, type }) => members({ value, type })),
    active: row.active,
  }
  const objects = { name: name && nameEntry(name), enterpriseData: row.enterpriseData && enterpriseEntry(row.enterpriseData) }
  const hashCode = row.hashCode ?? digest(members({ ipid: user.sourceId, ...content, ...objects }))
  return members({ ...objects, hashCode, ipid: user.sourceId, scimid: user.targetId, ...content })
}

/** Its key order is the original's; a document is compared by eye. */
function nameEntry({ formatted, familyName, givenName, middleName, honorificPrefix, honorificSuffix }: NonNullable<OriginalUser['name']>): Entry {
  return members({ formatted, familyName, givenName, middleName, honorificPrefix, honorificSuffix })
}

function enterpriseEntry({ employeeNumber, costCenter, organization, division, department, manager }: NonNullable<OriginalUser['enterpriseData']>): Entry {
  return members({ employeeNumber, costCenter, organization, division, department, manager: manager && members({ value: manager.value, $ref: manager.$ref }) })
}

/** The original's addresses have neither type nor primary. */
function withoutKind({ formatted, streetAddress, locality, region, postalCode, country }: NonNullable<ManagedUser['attributes']['addresses']>[number]) {
  return { formatted, streetAddress, locality, region, postalCode, country }
}

function mailOf({ key, attributes }: ManagedUser): string {
  return attributes.emails?.[0]?.value ?? key
}
