/** Who may ask what: the bearer's application permissions, and what of an object they leave to be seen. */
import type { WireRequest } from '../emulator.js'
import type { AccessTokens } from './access-tokens.js'
import { denied, invalidToken } from './answers.js'
import type { TenantObject } from './tenant.js'

/** The permissions of whose token it is. Refuses with 401. */
export function authenticate(tokens: AccessTokens, { headers }: WireRequest): ReadonlySet<string> {
  const authorization = headers['authorization']
  if (authorization === undefined) throw invalidToken('Access token is empty.')
  const permissions = tokens.find(/^Bearer (\S+)$/i.exec(authorization)?.[1] ?? '')
  if (!permissions) throw invalidToken('Access token has expired or is not yet valid.')
  return new Set(permissions)
}

const DIRECTORY = ['Directory.Read.All', 'Directory.ReadWrite.All']
/** Shows names and addresses of people, and nothing more. */
const BASIC = ['User.ReadBasic.All']
const BASIC_PROPERTIES = new Set(['id', 'displayName', 'givenName', 'surname', 'mail', 'userPrincipalName'])
const SUFFICIENT: Record<TenantObject['kind'], readonly string[]> = {
  user: ['User.Read.All', 'User.ReadWrite.All', ...DIRECTORY],
  group: ['GroupMember.Read.All', 'GroupMember.ReadWrite.All', 'Group.Read.All', 'Group.ReadWrite.All', ...DIRECTORY],
  device: ['Device.Read.All', 'Device.ReadWrite.All', ...DIRECTORY],
  servicePrincipal: ['Application.Read.All', 'Application.ReadWrite.All', ...DIRECTORY],
  orgContact: ['OrgContact.Read.All', ...DIRECTORY],
}

/** What a list of members shows of those who may not be read is their type and id alone, everything else null: "Limited information". */
export function maySee(permissions: ReadonlySet<string>, kind: TenantObject['kind']): boolean {
  return [...SUFFICIENT[kind], ...(kind === 'user' ? BASIC : [])].some((permission) => permissions.has(permission))
}

/** Of people as the caller may see them: all of it, or what the basic permission shows, the rest null. */
export function asSeen(permissions: ReadonlySet<string>, shown: Record<string, unknown>): Record<string, unknown> {
  if (SUFFICIENT.user.some((permission) => permissions.has(permission))) return shown
  return Object.fromEntries(Object.entries(shown).map(([name, value]) => [name, BASIC_PROPERTIES.has(name) || name.startsWith('@odata.') ? value : null]))
}

/** Refuses with 403. */
export function authorize(permissions: ReadonlySet<string>, kind: TenantObject['kind']): void {
  if (!maySee(permissions, kind)) throw denied()
}
