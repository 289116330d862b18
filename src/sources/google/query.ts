/** Google's search language, as far as it can be judged without Google: enough to tell a lagging list from a changed object. */

export interface Clause {
  field: string
  /** The value is the beginning, not the whole. */
  prefix: boolean
  value: string
}

/**
 * One clause of https://developers.google.com/workspace/admin/directory/v1/guides/search-groups and …/search-users: a field with `=` or a
 * prefix; values with spaces in single quotes, `\'` within. Clauses side by side are all required; there is no "or".
 */
const CLAUSE = /\s*(\w+)(=|:)(?:'((?:[^'\\]|\\.)*)'(\*?)|([^\s'*]+)(\*?))(?=\s|$)/y

/** Undefined for forms that the guides do not name, and for "contains", which they do not define. */
export function parseQuery(query: string): Clause[] | undefined {
  const clauses: Clause[] = []
  const end = query.trimEnd().length
  CLAUSE.lastIndex = 0
  while (CLAUSE.lastIndex < end) {
    const match = CLAUSE.exec(query)
    if (match === null) return undefined
    const [, field = '', operator, quoted, starBehind, bare, star] = match
    const inside = quoted?.replace(/\\(.)/g, '$1') ?? bare ?? ''
    const starInside = quoted?.endsWith('*') === true && operator === ':'
    const prefix = starInside || starBehind === '*' || star === '*'
    if (prefix !== (operator === ':')) return undefined
    const value = starInside ? inside.slice(0, -1) : inside
    if (value === '') return undefined
    clauses.push({ field, prefix, value })
  }
  return clauses.length === 0 ? undefined : clauses
}
