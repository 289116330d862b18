/** The envelope of a PATCH (RFC 7644 §3.5.2), within the endpoint's limits, and the paths in it. */
import { isObject } from './check.js'
import { Refusal, unacceptable } from './refusal.js'

const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

export interface Operation {
  op: 'add' | 'replace' | 'remove'
  path: string
  /** Absent only for `remove`. */
  value?: unknown
}

/** Every operation has its path afterwards: the single attribute of a path-less value becomes one. `id` is whom the request names. */
export function readOperations(body: unknown, id: string): Operation[] {
  if (!isObject(body)) throw unacceptable('the body is not an object')
  const { schemas, Operations: operations } = body
  if (schemas !== undefined && !(Array.isArray(schemas) && schemas.includes(patchOp)))
    throw unacceptable(`schemas does not name ${patchOp}`)
  if (!Array.isArray(operations) || operations.length === 0) throw unacceptable('there are no Operations')
  return operations.map((operation) => readOperation(operation, id))
}

function readOperation(operation: unknown, id: string): Operation {
  if (!isObject(operation) || typeof operation['op'] !== 'string') throw unacceptable('an operation has no op')
  const op = operation['op'].toLowerCase()
  const { path, value } = operation
  if (path !== undefined && typeof path !== 'string') throw unacceptable('a path is not a string')
  if (op === 'remove') {
    if (path === undefined) throw new Refusal(400, 'Missing path in PATCH request')
    return { op, path, value }
  }
  if (op !== 'add' && op !== 'replace') throw unacceptable(`${op} is no operation`)
  if (value === undefined || value === null) throw unacceptable(`${op} has no value`)
  return path === undefined ? { op, ...singleAttribute(value, id) } : { op, path, value }
}

/** Clients that came through production send the object's own `id` along; it does not count. */
function singleAttribute(value: unknown, id: string): { path: string; value: unknown } {
  if (!isObject(value)) throw unacceptable('a value without a path is not an object')
  if (value['id'] !== undefined && value['id'] !== id) throw unacceptable('the id is read-only')
  const [only, ...more] = Object.entries(value).filter(([name]) => name !== 'id')
  if (!only || more.length > 0) {
    throw new Refusal(
      400,
      'Current PATCH support allows omitting "path" attribute only for Add and Replace operations modifying a single attribute.',
    )
  }
  return { path: only[0], value: only[1] }
}
