/** Who may ask what: the bearer's token, its scopes, and the privileges of the person behind it. */
import type { WireRequest } from '../emulator.js'
import type { AccessTokens, Grant } from './access-tokens.js'
import { forbidden, insufficientPermissions, invalidCredentials, loginRequired } from './answers.js'
import { type Directory, findUser } from './directory.js'
import { fold } from './fold.js'
import type { Operation } from './route.js'

/** Whose token it is. Refuses with 401. */
export function authenticate(tokens: AccessTokens, { headers }: WireRequest): Grant {
  const authorization = headers['authorization']
  if (authorization === undefined) throw loginRequired()
  const grant = tokens.find(/^Bearer (\S+)$/i.exec(authorization)?.[1] ?? '')
  if (!grant) throw invalidCredentials()
  return grant
}

const SCOPE = 'https://www.googleapis.com/auth/admin.directory.'
const READ_GROUPS = ['group.readonly', 'group']
const READ_MEMBERS = ['group.member.readonly', 'group.member', ...READ_GROUPS]
const READ_USERS = ['user.readonly', 'user']
const SUFFICIENT: Record<Operation, readonly string[]> = {
  'groups.list': READ_GROUPS,
  'groups.get': READ_GROUPS,
  'members.list': READ_MEMBERS,
  'members.get': READ_MEMBERS,
  'members.hasMember': READ_MEMBERS,
  'users.list': READ_USERS,
  'users.get': READ_USERS,
}

/** Delegation does not raise privileges: the person impersonated must be an administrator, where the seed has any. */
function mayAdminister(directory: Directory, { subject }: Grant): boolean {
  if (subject === undefined) return true
  const user = findUser(directory, subject)
  if (!user) return fold(subject) === fold(`admin@${directory.domain}`)
  if (user.record.isAdmin || user.record.isDelegatedAdmin) return true
  return fold(user.record.primaryEmail) === fold(`admin@${directory.domain}`) || ![...directory.users.values()].some(({ record }) => record.isAdmin)
}

/** Refuses with 403 whoever lacks the scope, or the privileges behind it. */
export function authorize(directory: Directory, grant: Grant, operation: Operation): void {
  if (!SUFFICIENT[operation].some((scope) => grant.scopes.includes(`${SCOPE}${scope}`))) throw insufficientPermissions()
  if (!mayAdminister(directory, grant)) throw forbidden()
}
