/** Several sources' records, and several of one source, become one set of people. */
import type { Blocked, DesiredUser } from '../model/desired-state.js'
import type { Finding } from '../model/finding.js'
import { compareText, foldKey } from '../model/json.js'
import { blockedAs, groupBy, originKey, originOf } from './claims.js'
import type { MappedUser } from './map-user.js'

export interface MergedPeople {
  users: DesiredUser[]
  blocked: Blocked[]
  findings: Finding[]
  /** By source and id: the key under which this record's person is desired; undefined for a person without memberships. */
  keyOf: ReadonlyMap<string, string | undefined>
}

/**
 * One `userName` in two sources is one person: the first source in the configuration's order owns them, the memberships of all count.
 * One `userName` on two records of the same source, or one mail or id on two people, cannot be told apart: a finding blocks both.
 */
export function mergeUsers(mapped: readonly MappedUser[]): MergedPeople {
  const blocked = new Set<MappedUser>()
  const findings: Finding[] = []
  const clash = (people: readonly (readonly MappedUser[])[], what: string) => {
    if (people.length < 2) return
    const names = people.flatMap(([owner]) => owner?.attributes.userName ?? []).sort(compareText)
    for (const records of people) {
      const [owner] = records
      if (owner === undefined || blocked.has(owner)) continue
      for (const record of records) blocked.add(record)
      findings.push(nameConflict(owner, what, names))
    }
  }

  const byName = [...groupBy(mapped, (user) => foldKey(user.attributes.userName))]
  for (const [name, claimants] of byName) {
    for (const same of groupBy(claimants, (user) => user.source).values()) clash(same.map((user) => [user]), `userName ${name}`)
  }
  const people = byName.map(([, records]) => records.filter((user) => !blocked.has(user))).filter((records) => records.length > 0)
  for (const [mail, sharing] of groupBy(people, ([owner]) => primaryMail(owner))) clash(sharing, `the mail ${mail}`)
  for (const [id, sharing] of groupBy(people, ([owner]) => owner?.attributes.externalId)) clash(sharing, `the id ${id}`)

  const users: DesiredUser[] = []
  const keyOf = new Map<string, string | undefined>()
  for (const records of people) {
    const [owner, ...also] = records
    if (owner === undefined || blocked.has(owner)) continue
    const { source, sourceId, attributes, suspended } = owner
    const key = attributes.userName
    users.push({ key, source, sourceId, attributes, suspended, also: also.map(originOf) })
    for (const record of records) keyOf.set(originKey(record), owner.keepsMemberships ? key : undefined)
  }
  users.sort((a, b) => compareText(foldKey(a.key), foldKey(b.key)))
  return { users, blocked: [...blocked].map((user) => blockedAs(user, user.attributes.userName)), findings, keyOf }
}

function primaryMail(user: MappedUser | undefined): string | undefined {
  const mail = user?.attributes.emails?.[0]?.value
  return mail === undefined ? undefined : foldKey(mail)
}

function nameConflict({ source, sourceId, attributes }: MappedUser, what: string, names: readonly string[]): Finding {
  return {
    code: 'name-conflict',
    kind: 'user',
    key: attributes.userName,
    source,
    sourceId,
    summary: `${what} is claimed by ${names.length} records: the target holds each only once`,
    remedy: `Give ${names.join(', ')} different names and mails at the source, or change the mapping. Until then nothing about them changes.`,
  }
}
