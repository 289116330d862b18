/** Who is in a group: the seed's members, found among the people and groups of the account, or outside of it. */
import { IdpscimError } from '../../errors.js'
import { fold } from './fold.js'
import type { GoogleMemberSeed } from './google-seed.js'
import { groupId, personId } from './ids.js'

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

/** What members are looked up in: people and groups by id, and their ids by mail and alias, folded. */
interface Register {
  users: ReadonlyMap<string, { id: string; record: { primaryEmail: string } }>
  groups: ReadonlyMap<string, { id: string }>
  userIds: ReadonlyMap<string, string>
  groupIds: ReadonlyMap<string, string>
}

export interface Roll extends Register {
  customerId: string
  /** As it was before the seed was replaced. */
  former: Register | undefined
}

/**
 * Whoever was of the account and is no more has left its groups too. Throws `BadSeed` for a member who is nobody, or is
 * there twice.
 */
export function resolveMembers(group: string, seeded: readonly GoogleMemberSeed[], roll: Roll): DirectoryMember[] {
  const members = seeded.map((member) => resolveMember(group, member, roll)).filter((member) => member !== undefined)
  const seen = new Set<string>()
  for (const { id, mail } of members) {
    if (seen.has(id)) throw new IdpscimError('BadSeed', `google: the group ${group} lists the member ${mail ?? id} twice`)
    seen.add(id)
  }
  return members
}

function resolveMember(group: string, seeded: GoogleMemberSeed, roll: Roll): DirectoryMember | undefined {
  const entry: Exclude<GoogleMemberSeed, string> = typeof seeded === 'string' ? { email: seeded } : seeded
  const { email, role = 'MEMBER', type = 'USER', status } = entry
  const rest = { role, ...(status === undefined ? {} : { status }) }
  if (type === 'CUSTOMER') return { id: roll.customerId, type, outside: false, ...rest }
  const id = idOf(entry.id, email, roll)
  const user = roll.users.get(id ?? '')
  if (user) {
    const byAlias = email !== undefined && roll.userIds.get(fold(email)) === user.id && fold(email) !== fold(user.record.primaryEmail)
    return { id: user.id, type, outside: false, ...(byAlias ? { mail: email } : {}), ...rest }
  }
  if (id !== undefined && roll.groups.has(id)) return { id, type: 'GROUP', outside: false, ...rest }
  if (id !== undefined && isIn(roll.former, id)) return undefined
  if (email !== undefined) return { id: id ?? outsideId({ type, mail: email }), mail: email, type, outside: true, ...rest }
  if (id !== undefined) return { id, type, outside: true, ...rest }
  throw new IdpscimError('BadSeed', `google: a member of ${group} has neither email nor id, and is not of type CUSTOMER`)
}

/** An id of the account, now or before, comes first; then whose mail it is, then whose it was. */
function idOf(id: string | undefined, email: string | undefined, roll: Roll): string | undefined {
  if (id !== undefined && (isIn(roll, id) || isIn(roll.former, id))) return id
  return idByMail(roll, email) ?? id ?? idByMail(roll.former, email)
}

const isIn = (register: Register | undefined, id: string): boolean => (register?.users.has(id) ?? false) || (register?.groups.has(id) ?? false)

function idByMail(register: Register | undefined, email: string | undefined): string | undefined {
  return email === undefined ? undefined : (register?.userIds.get(fold(email)) ?? register?.groupIds.get(fold(email)))
}

/** The id that the emulator makes up for somebody outside who has none in the seed. */
export function outsideId({ type, mail = '' }: Pick<DirectoryMember, 'type' | 'mail'>): string {
  return (type === 'GROUP' ? groupId : personId)(`outside ${fold(mail)}`)
}
