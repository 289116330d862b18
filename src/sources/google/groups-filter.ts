/** Whether a group belongs into a filter, as far as that can be told without Google. */
import { foldKey } from '../../model/json.js'
import { parseQuery } from './query.js'

/**
 * Whether a group's present name and mail satisfy a filter; undefined when that cannot be told here (`memberKey`, forms that the
 * guide does not name). Case is folded, because Google does not document it and a group lost wrongly is worse than a wait.
 * A group's aliases are not asked: Google keeps the old mail as an alias when a group is renamed.
 */
export function satisfies(filter: string, group: { name: string; email: string }): boolean | undefined {
  const clauses = parseQuery(filter)
  if (clauses?.some(({ field }) => field !== 'name' && field !== 'email') !== false) return undefined
  return clauses.every(({ field, prefix, value }) => {
    const actual = foldKey(group[field as 'name' | 'email'])
    return prefix ? actual.startsWith(foldKey(value)) : actual === foldKey(value)
  })
}
