/** Addresses of Microsoft Graph v1.0 to the names that its OpenAPI description gives their operations. */
import type { WireRequest } from '../emulator.js'

export type Operation =
  | 'groups.group.ListGroup'
  | 'groups.group.GetGroup'
  | 'groups.GetCount'
  | 'groups.ListMembers'
  | 'groups.ListMembersCast'
  | 'groups.members.GetCount'
  | 'groups.ListTransitiveMembers'
  | 'groups.ListTransitiveMembersCast'
  | 'groups.ListOwners'
  | 'groups.ListOwnersCast'
  | 'users.user.ListUser'
  | 'users.user.GetUser'
  | 'users.GetCount'
  | 'users.GetManager'
  | 'batch'

export interface Route {
  operation: Operation
  /** The object in the path. */
  key: string
  /** The type that a list is cast to, `microsoft.graph.` left out. */
  cast?: string
}

const ROOT = '/v1.0/'
const CAST = /^microsoft\.graph\./

const SHAPES: Readonly<Record<string, Operation>> = {
  groups: 'groups.group.ListGroup',
  'groups/*': 'groups.group.GetGroup',
  'groups/$count': 'groups.GetCount',
  'groups/*/members': 'groups.ListMembers',
  'groups/*/members/cast': 'groups.ListMembersCast',
  'groups/*/members/$count': 'groups.members.GetCount',
  'groups/*/members/cast/$count': 'groups.members.GetCount',
  'groups/*/transitiveMembers': 'groups.ListTransitiveMembers',
  'groups/*/transitiveMembers/cast': 'groups.ListTransitiveMembersCast',
  'groups/*/owners': 'groups.ListOwners',
  'groups/*/owners/cast': 'groups.ListOwnersCast',
  users: 'users.user.ListUser',
  'users/*': 'users.user.GetUser',
  'users/$count': 'users.GetCount',
  'users/*/manager': 'users.GetManager',
  $batch: 'batch',
}

/** By the undecoded path, so that a key may hold an encoded slash. */
export function routeOf({ method, rawUrl }: Pick<WireRequest, 'method' | 'rawUrl'>): Route | undefined {
  const path = rawUrl.replace(/\?.*$/, '').replace(/^\/+/, '/')
  if (!path.startsWith(ROOT)) return undefined
  const steps = path.slice(ROOT.length).split('/').map(decode)
  const shape = steps.map((step, index) => (index === 1 && step !== '$count' ? '*' : CAST.test(step) ? 'cast' : step)).join('/')
  const operation = SHAPES[shape]
  if (operation === undefined || steps[1] === '' || method !== (operation === 'batch' ? 'POST' : 'GET')) return undefined
  const cast = steps.find((step) => CAST.test(step))
  return { operation, key: steps[1] ?? '', ...(cast === undefined ? {} : { cast: cast.replace(CAST, '') }) }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
