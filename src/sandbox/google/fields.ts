/** The fields that a mask may select: those of the lists and of their resources; inside a resource's own objects anything goes. */
import { GoogleGroupSeed, GoogleUserSeed } from './google-seed.js'

const list = (rows: string) => new Set(['kind', 'etag', 'nextPageToken', rows])
const group = new Set(Object.keys(GoogleGroupSeed.omit({ members: true }).shape))
const member = new Set(['kind', 'etag', 'id', 'email', 'role', 'type', 'status', 'delivery_settings'])
const user = new Set(Object.keys(GoogleUserSeed.shape))

const FIELDS: Record<string, { list?: ReadonlySet<string>; rows?: string; resource: ReadonlySet<string> }> = {
  'groups.list': { list: list('groups'), rows: 'groups', resource: group },
  'groups.get': { resource: group },
  'members.list': { list: list('members'), rows: 'members', resource: member },
  'members.get': { resource: member },
  'members.hasMember': { resource: new Set(['isMember']) },
  'users.list': { list: new Set([...list('users'), 'trigger_event']), rows: 'users', resource: user },
  'users.get': { resource: user },
}

export function knownFields(operation: string): (path: readonly string[]) => boolean {
  const fields = FIELDS[operation]
  return ([first = '', second]) => {
    if (!fields) return true
    if (!fields.list) return fields.resource.has(first)
    if (first !== fields.rows) return first === '*' || fields.list.has(first)
    return second === undefined || second === '*' || fields.resource.has(second)
  }
}
