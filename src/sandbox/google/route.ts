/** Addresses of the Directory API to the names of its methods. */
import type { WireRequest } from '../emulator.js'

export type Operation = 'groups.list' | 'groups.get' | 'members.list' | 'members.get' | 'members.hasMember' | 'users.list' | 'users.get'

export interface Route {
  operation: Operation
  /** The keys in the path, in their order. */
  keys: readonly string[]
}

const ROOT = '/admin/directory/v1/'

/** By the undecoded path, so that a key may hold an encoded slash. */
export function routeOf({ method, rawUrl }: WireRequest): Route | undefined {
  const path = rawUrl.replace(/\?.*$/, '').replace(/^\/+/, '/')
  if (method !== 'GET' || !path.startsWith(ROOT)) return undefined
  const [collection, key, part, member, ...rest] = path.slice(ROOT.length).split('/').map(decode)
  if (rest.length > 0 || key === '' || member === '') return undefined
  const keys = [key, member].filter((each) => each !== undefined)
  const shape = `${collection ?? ''}${key === undefined ? '' : '/*'}${part === undefined ? '' : `/${part}`}${member === undefined ? '' : '/*'}`
  const operation = SHAPES[shape]
  return operation && { operation, keys }
}

const SHAPES: Record<string, Operation> = {
  groups: 'groups.list',
  'groups/*': 'groups.get',
  'groups/*/members': 'members.list',
  'groups/*/members/*': 'members.get',
  'groups/*/hasMember/*': 'members.hasMember',
  users: 'users.list',
  'users/*': 'users.get',
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
