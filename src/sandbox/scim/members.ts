/** How many memberships a request asks to change: the service counts them apart from requests. */
import type { WireRequest } from '../emulator.js'
import { isObject } from './check.js'
import { findRoute } from './route.js'

/** 0 for requests that change none, and for bodies that cannot be read. */
export function countMembers(request: WireRequest): number {
  const { operation } = findRoute(request)
  if (operation !== 'CreateGroup' && operation !== 'PatchGroup') return 0
  const body = readBody(request.body)
  if (!isObject(body)) return 0
  if (operation === 'CreateGroup') return sizeOf(body['members'])
  const operations = Array.isArray(body['Operations']) ? body['Operations'].filter(isObject) : []
  return operations.reduce(
    (sum, { path, value }) => sum + sizeOf(path === 'members' ? value : isObject(value) ? value['members'] : undefined),
    0,
  )
}

function sizeOf(members: unknown): number {
  return Array.isArray(members) ? members.length : isObject(members) ? 1 : 0
}

function readBody(body: string): unknown {
  try {
    return JSON.parse(body) as unknown
  } catch {
    return undefined
  }
}
