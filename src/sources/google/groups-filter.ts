/** Google's group search, as far as it can be judged without Google: enough to tell a lagging list from a renamed group. */
import { foldKey } from '../../model/json.js'

interface Clause {
  field: 'name' | 'email'
  prefix: boolean
  value: string
}

/**
 * One clause of https://developers.google.com/workspace/admin/directory/v1/guides/search-groups: `name` and `email` with `=` or a
 * prefix; values with spaces in single quotes, `\'` within. Clauses side by side are all required; there is no "or".
 */
const CLAUSE = /\s*(name|email)(=|:)(?:'((?:[^'\\]|\\.)*)'(\*?)|([^\s'*]+)(\*?))(?=\s|$)/y

/**
 * Whether a group's present name and mail satisfy a filter; undefined when that cannot be told here (`memberKey`, forms that the
 * guide does not name). Case is folded, because Google does not document it and a group lost wrongly is worse than a wait.
 * A group's aliases are not asked: Google keeps the old mail as an alias when a group is renamed.
 */
export function satisfies(filter: string, group: { name: string; email: string }): boolean | undefined {
  const clauses = parse(filter)
  return clauses?.every(({ field, prefix, value }) => {
    const actual = foldKey(group[field])
    return prefix ? actual.startsWith(foldKey(value)) : actual === foldKey(value)
  })
}

function parse(filter: string): Clause[] | undefined {
  const clauses: Clause[] = []
  const end = filter.trimEnd().length
  CLAUSE.lastIndex = 0
  while (CLAUSE.lastIndex < end) {
    const match = CLAUSE.exec(filter)
    if (match === null) return undefined
    const [, field, operator, quoted, starBehind, bare, star] = match
    const inside = quoted?.replace(/\\(.)/g, '$1') ?? bare ?? ''
    const starInside = quoted?.endsWith('*') === true && operator === ':'
    const prefix = starInside || starBehind === '*' || star === '*'
    if (prefix !== (operator === ':')) return undefined
    const value = starInside ? inside.slice(0, -1) : inside
    if (value === '') return undefined
    clauses.push({ field: field as Clause['field'], prefix, value })
  }
  return clauses.length === 0 ? undefined : clauses
}
