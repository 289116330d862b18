/** What AWS IAM Identity Center takes as names and texts: told before it refuses, person by person. */
import type { GroupAttributes } from '../model/group.js'
import type { UserAttributes } from '../model/user.js'

/** Identity Store API, `UserName`: 1 to 128 characters, no white space. The PutUser page also allows spaces; the stricter reading is safe with both. */
const USER_NAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u
/** Identity Store API, `SensitiveStringType`: 1 to 1024 characters. */
const TEXT = /^[\p{L}\p{M}\p{S}\p{N}\p{P}\t\n\r \u00A0\u3000]{1,1024}$/u
/** Identity Store API, `ExternalIdIdentifier`: 1 to 256 characters, no white space. */
const EXTERNAL_ID = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,256}$/u
/** Identity Store API, CreateUser and CreateGroup. */
const RESERVED = new Set(['administrator', 'awsadministrators'])

/** Why the target would refuse this person, in words that follow "because"; undefined when it would not. */
export function unfitUser(user: UserAttributes): string | undefined {
  if (!USER_NAME.test(user.userName)) return `userName "${user.userName}" must have 1 to 128 characters and no white space`
  if (RESERVED.has(user.userName.toLowerCase())) return `AWS reserves the name "${user.userName}"`
  if (user.externalId !== undefined && !EXTERNAL_ID.test(user.externalId)) return `externalId "${user.externalId}" must have 1 to 256 characters and no white space`
  return unfitText(user, '')
}

export function unfitGroup(group: GroupAttributes): string | undefined {
  if (RESERVED.has(group.displayName.toLowerCase())) return `AWS reserves the name "${group.displayName}"`
  if (group.externalId !== undefined && !EXTERNAL_ID.test(group.externalId)) return `externalId "${group.externalId}" must have 1 to 256 characters and no white space`
  return unfitText({ displayName: group.displayName }, '')
}

function unfitText(value: unknown, path: string): string | undefined {
  if (typeof value === 'string') {
    return TEXT.test(value) ? undefined : `${path} ${value.length > 1024 ? `has ${value.length} characters, 1024 is the most` : 'holds a character that AWS refuses'}`
  }
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, item] of Object.entries(value)) {
    const why = unfitText(item, path === '' ? key : `${path}.${key}`)
    if (why !== undefined) return why
  }
  return undefined
}
