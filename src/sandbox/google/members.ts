/** members.list, members.get and members.hasMember. */
import type { WireRequest } from '../emulator.js'
import { etagOf, invalidInput, invalidParameter, notFound } from './answers.js'
import { type Directory, type DirectoryGroup, findGroup, findUser } from './directory.js'
import { memberMail } from './dump.js'
import { fold } from './fold.js'
import { groupOr404 } from './groups.js'
import { listPage, MEMBER_LIST } from './lists.js'
import type { DirectoryMember } from './roster.js'

const ROLES = ['OWNER', 'MANAGER', 'MEMBER']

export function listMembers(directory: Directory, request: WireRequest, groupKey: string): Record<string, unknown> {
  const { query } = request
  const group = groupOr404(directory, groupKey)
  const wanted = query.get('roles')?.split(',').map((role) => role.trim().toUpperCase())
  if (wanted?.some((role) => !ROLES.includes(role))) throw invalidInput('roles')
  const derived = (query.get('includeDerivedMembership') ?? 'false').toLowerCase()
  if (derived !== 'true' && derived !== 'false') {
    throw invalidParameter('includeDerivedMembership', `Invalid boolean value: '${derived}'.`)
  }
  const rows = derived === 'true' ? derivedMembers(directory, group) : group.members
  return listPage(request, MEMBER_LIST, wanted ? rows.filter(({ role }) => wanted.includes(role)) : rows, (member) => showMember(directory, member))
}

export function getMember(directory: Directory, groupKey: string, memberKey: string): Record<string, unknown> {
  const member = memberByKey(directory, groupOr404(directory, groupKey).members, memberKey)
  if (!member) throw notFound('memberKey')
  return { ...showMember(directory, member), delivery_settings: 'ALL_MAIL' }
}

/** True for nested members too; only somebody of this account can be asked for. */
export function hasMember(directory: Directory, groupKey: string, memberKey: string): Record<string, unknown> {
  const group = groupOr404(directory, groupKey)
  if (!findUser(directory, memberKey) && !findGroup(directory, memberKey)) throw invalidInput('memberKey')
  return { isMember: memberByKey(directory, derivedMembers(directory, group), memberKey) !== undefined }
}

function memberByKey(directory: Directory, members: readonly DirectoryMember[], key: string): DirectoryMember | undefined {
  const id = findUser(directory, key)?.id ?? findGroup(directory, key)?.id ?? key
  return members.find((member) => member.id === id || (member.outside && member.mail !== undefined && fold(member.mail) === fold(key)))
}

/**
 * Group and customer rows stay, followed by everybody they stand for; who is reachable by two paths comes twice.
 * The API refuses cycles when they are written, a seed cannot: each group is entered once on a path.
 */
function derivedMembers(directory: Directory, group: DirectoryGroup, path: readonly string[] = [group.id]): DirectoryMember[] {
  const rows = group.members.flatMap((member): DirectoryMember[] => {
    const nested = member.type === 'GROUP' ? directory.groups.get(member.id) : undefined
    if (nested && !path.includes(nested.id)) {
      return [member, ...derivedMembers(directory, nested, [...path, nested.id]).map((inner) => ({ ...inner, role: 'MEMBER' as const }))]
    }
    return member.type === 'CUSTOMER' ? [member, ...everybody(directory)] : [member]
  })
  return rows.filter((member) => !directory.derivedDrops.has(fold(member.id)) && !directory.derivedDrops.has(fold(memberMail(member, directory) ?? '')))
}

function everybody(directory: Directory): DirectoryMember[] {
  return [...directory.users.values()].filter(({ deleted }) => !deleted).map(({ id }) => ({ id, type: 'USER', role: 'MEMBER', outside: false }))
}

function showMember(directory: Directory, member: DirectoryMember): Record<string, unknown> {
  const email = member.type === 'CUSTOMER' ? undefined : memberMail(member, directory)
  const status = member.status === undefined ? derivedStatus(directory, member) : (member.status ?? undefined)
  const resource = { id: member.id, ...(email === undefined ? {} : { email }), role: member.role, type: member.type, ...(status === undefined ? {} : { status }) }
  return { kind: 'admin#directory#member', etag: etagOf(resource), ...resource }
}

/** Members outside the account, and the account itself, have no status. */
function derivedStatus(directory: Directory, { id }: DirectoryMember): string | undefined {
  const user = directory.users.get(id)
  if (!user) return directory.groups.has(id) ? 'ACTIVE' : undefined
  if (user.record.suspended) return 'SUSPENDED'
  return user.record.archived ? 'ARCHIVED' : 'ACTIVE'
}
