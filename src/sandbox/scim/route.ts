/** Paths and methods to the names of operations; nothing is normalised, since the service does not either. */

const operations = {
  'POST Users': 'CreateUser',
  'GET Users': 'ListUsers',
  'GET Users/id': 'GetUser',
  'PATCH Users/id': 'PatchUser',
  'PUT Users/id': 'PutUser',
  'DELETE Users/id': 'DeleteUser',
  'POST Groups': 'CreateGroup',
  'GET Groups': 'ListGroups',
  'GET Groups/id': 'GetGroup',
  'PATCH Groups/id': 'PatchGroup',
  'DELETE Groups/id': 'DeleteGroup',
  'GET ServiceProviderConfig': 'ServiceProviderConfig',
  'GET Schemas': 'ListSchemas',
  'GET Schemas/id': 'GetSchema',
  'GET ResourceTypes': 'ListResourceTypes',
} as const

export type OperationName = (typeof operations)[keyof typeof operations] | 'unknown'

export interface Route {
  operation: OperationName
  /** Absent when the path is none of this API. */
  tenant?: string
  /** Empty where the operation takes none. */
  id: string
}

export function findRoute({ method, path }: { method: string; path: string }): Route {
  const [, tenant, resource, id = ''] = /^\/([^/]+)\/scim\/v2\/([^/]+)(?:\/([^/]+))?$/.exec(path) ?? []
  if (tenant === undefined || resource === undefined) return { operation: 'unknown', id }
  const key = `${method} ${resource}${id && '/id'}`
  return { operation: Object.hasOwn(operations, key) ? operations[key as keyof typeof operations] : 'unknown', tenant, id }
}

/** Transactions a second for each operation of an instance: the User Guide's SCIM quotas. */
export function rateOf(operation: string): number | undefined {
  if (!(Object.values(operations) as string[]).includes(operation)) return undefined
  return /^(Create|Patch|Put|Delete)/.test(operation) ? 25 : 40
}
