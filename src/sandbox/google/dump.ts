/** A directory back in the seed's form: what `GET /state` shows, and what `load` takes for exactly the same directory. */
import { type Directory, READONLY_SCOPES } from './directory.js'
import type { GoogleMemberSeed, GoogleSeed } from './google-seed.js'
import { type DirectoryMember, outsideId } from './roster.js'

/** With `by: 'id'` every member carries its id, so that a merge patch that renames somebody leaves them where they are. */
export function dumpDirectory(directory: Directory, by?: 'id'): GoogleSeed {
  const { domain, customerId, delegatedScopes } = directory
  const searchLags = [...directory.searchLags]
  const derivedDrops = [...directory.derivedDrops]
  const quirks = { ...(searchLags.length > 0 ? { searchLags } : {}), ...(derivedDrops.length > 0 ? { derivedDrops } : {}) }
  return {
    domain,
    customerId,
    ...(delegatedScopes === READONLY_SCOPES ? {} : { delegatedScopes: [...delegatedScopes] }),
    ...(Object.keys(quirks).length > 0 ? { quirks } : {}),
    users: [...directory.users.values()].map(({ record }) => record),
    groups: [...directory.groups.values()].map(({ record, members }) => ({ ...record, members: members.map((member) => dumpMember(member, directory, by)) })),
  }
}

/** A mail alone wherever that says it all. */
function dumpMember(member: DirectoryMember, directory: Directory, by?: 'id'): GoogleMemberSeed {
  const email = memberMail(member, directory)
  const plain = member.type === 'USER' && !member.outside && member.role === 'MEMBER' && member.status === undefined
  if (plain && email !== undefined) return by === 'id' ? { id: member.id, email } : email
  const usual = !member.outside && directory.groups.has(member.id) ? 'GROUP' : 'USER'
  const extras = {
    ...(member.type === usual ? {} : { type: member.type }),
    ...(member.role === 'MEMBER' ? {} : { role: member.role }),
    ...(member.status === undefined ? {} : { status: member.status }),
  }
  if (member.type === 'CUSTOMER') return extras
  const idNeeded = by === 'id' || email === undefined || (member.outside && member.id !== outsideId(member))
  if (!idNeeded && Object.keys(extras).length === 0) return email
  return { ...(idNeeded ? { id: member.id } : {}), ...(email === undefined ? {} : { email }), ...extras }
}

/** The mail of a member's row: current, unless somebody was added by an alias. */
export function memberMail(member: DirectoryMember, directory: Directory): string | undefined {
  return member.mail ?? directory.users.get(member.id)?.record.primaryEmail ?? directory.groups.get(member.id)?.record.email
}
