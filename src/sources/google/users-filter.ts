/** Whether a person belongs into a filter, as far as that can be told without Google. */
import { foldKey, type JsonObject } from '../../model/json.js'
import { parseQuery, type Clause } from './query.js'

/** Undefined when a clause cannot be judged here: most fields are searched by rules of Google's own. */
export function satisfiesUser(filter: string, record: JsonObject): boolean | undefined {
  const verdicts = parseQuery(filter)?.map((clause) => judge(clause, record))
  if (verdicts === undefined) return undefined
  if (verdicts.includes(false)) return false
  return verdicts.includes(undefined) ? undefined : true
}

/** https://developers.google.com/workspace/admin/directory/v1/guides/search-users */
function judge({ field, prefix, value }: Clause, record: JsonObject): boolean | undefined {
  const wanted = foldKey(value)
  const fits = (text: unknown) => typeof text === 'string' && (prefix ? foldKey(text).startsWith(wanted) : foldKey(text) === wanted)
  const name = (record['name'] ?? {}) as JsonObject
  switch (field) {
    case 'email':
      return [record['primaryEmail'], ...(Array.isArray(record['aliases']) ? record['aliases'] : [])].some(fits) || undefined
    case 'givenName':
    case 'familyName':
      return fits(name[field])
    case 'isAdmin':
    case 'isDelegatedAdmin':
      return prefix ? undefined : (record[field] === true) === (wanted === 'true')
    case 'isSuspended':
    case 'isArchived':
      return prefix ? undefined : (record[field === 'isSuspended' ? 'suspended' : 'archived'] === true) === (wanted === 'true')
    case 'orgUnitPath':
      return prefix ? undefined : within(foldKey(typeof record['orgUnitPath'] === 'string' ? record['orgUnitPath'] : '/'), wanted.replace(/\/+$/, ''))
    default:
      return undefined
  }
}

/** A unit holds those below it. */
function within(path: string, unit: string): boolean {
  return path === unit || path.startsWith(`${unit}/`)
}
