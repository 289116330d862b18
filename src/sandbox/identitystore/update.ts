/** UpdateUser and UpdateGroup: setting and taking away in one form, each attribute by its path, lists as a whole. */
import * as z from 'zod'
import { invalid } from '../aws-json/refusal.js'
import { enterpriseUser, type UserAttributes } from '../scim/schema.js'
import type { Desk } from './desk.js'
import { ENTERPRISE, fitted } from './shape.js'

export const operations = z
  .array(z.looseObject({ AttributePath: z.string().regex(/^(\p{L}+(\.\p{L}+){0,2}|\p{L}+:\p{L}+:\p{L}+(\.\p{L}+){0,3})$/u).max(255), AttributeValue: z.json().optional() }))
  .min(1)
  .max(100)
export type Operations = z.infer<typeof operations>

const FLAT = ['userName', 'displayName', 'nickName', 'profileUrl', 'userType', 'title', 'preferredLanguage', 'locale', 'timezone']
const NAMES = ['familyName', 'givenName', 'formatted', 'middleName', 'honorificPrefix', 'honorificSuffix'].map((part) => `name.${part}`)
const LISTS = ['emails', 'addresses', 'phoneNumbers', 'roles']
const REQUIRED = new Set(['userName', 'displayName', 'name.familyName', 'name.givenName'])

/** The attributes after all operations; the given ones stay as they are. */
export function apply(before: UserAttributes, given: Operations, { takesUserStatus }: Pick<Desk, 'takesUserStatus'>): UserAttributes {
  const after = structuredClone(before)
  for (const { AttributePath: path, AttributeValue: value } of given) {
    if (path === 'userStatus' && takesUserStatus) {
      after.active = value === 'ENABLED'
      continue
    }
    const steps = stepsOf(path)
    if (steps === undefined) throw invalid(`${path} is not a valid attribute path`)
    const wanted = valueFor(path, value)
    if (wanted === undefined && REQUIRED.has(path)) throw invalid(`${path} is a required attribute`)
    put(after, steps, wanted)
  }
  return after
}

export function groupValue({ AttributePath: path, AttributeValue: value }: Operations[number]): { path: 'displayName' | 'description'; value: string | undefined } {
  if (path !== 'displayName' && path !== 'description') throw invalid(`${path} is not a valid attribute path`)
  const wanted = valueFor(path, value)
  if (wanted === undefined && path === 'displayName') throw invalid('displayname: The attribute displayname is required')
  if (wanted !== undefined && typeof wanted !== 'string') throw invalid(`attribute value for attribute path ${path} is no string`)
  return { path, value: wanted }
}

function stepsOf(path: string): string[] | undefined {
  if (FLAT.includes(path) || NAMES.includes(path) || LISTS.includes(path)) return path.split('.')
  if (path === ENTERPRISE || path.startsWith(`${ENTERPRISE}.`)) return [enterpriseUser, ...path.slice(ENTERPRISE.length + 1).split('.').filter((step) => step !== '')]
  return undefined
}

/** Absent and null both take away; nothing may be empty, and nothing within may be null. */
function valueFor(path: string, value: unknown): unknown {
  if (value === undefined || value === null) return undefined
  const empty = value === '' || (Array.isArray(value) && value.length === 0) || holdsNull(value)
  if (empty) throw invalid(`attribute value cannot be empty or null for attribute path ${path}`)
  return LISTS.includes(path) ? fitted(path, value) : value
}

function holdsNull(value: unknown): boolean {
  return value === null || (typeof value === 'object' && Object.values(value).some(holdsNull))
}

function put(target: Record<string, unknown>, [step = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    if (value === undefined) Reflect.deleteProperty(target, step)
    else target[step] = value
    return
  }
  const inner = typeof target[step] === 'object' && target[step] !== null ? (target[step] as Record<string, unknown>) : {}
  put(inner, rest, value)
  if (Object.keys(inner).length === 0) Reflect.deleteProperty(target, step)
  else target[step] = inner
}
