/** The search language that groups and users share: `field=value` and `field:value`, blanks between clauses, all of which must hold. */
import { invalidInput } from './answers.js'

export interface Clause {
  /** Absent for a bare word, which users' searches allow. */
  field?: string
  operator: '=' | ':'
  value: string
  /** The value ended with `*`. */
  prefix: boolean
}

/** Refuses with 400 `Invalid Input: query`: an empty query, unbalanced quotes, a bare `*`, a field without a value. */
export function parseClauses(query: string): Clause[] {
  const clauses: Clause[] = []
  let rest = query.trim()
  while (rest !== '') {
    const found = CLAUSE.exec(rest)
    if (!found) throw invalidInput('query')
    const [whole, field, operator, quoted, bare] = found
    const text = quoted === undefined ? (bare ?? '') : quoted.replace(/^['"]|['"](?=\*?$)/g, '').replace(/\\(.)/g, '$1')
    const prefix = text.endsWith('*')
    const value = prefix ? text.slice(0, -1) : text
    if (value === '' || (prefix && operator === '=')) throw invalidInput('query')
    clauses.push({ ...(field === undefined ? {} : { field }), operator: operator === '=' ? '=' : ':', value, prefix })
    rest = rest.slice(whole.length).trimStart()
  }
  if (clauses.length === 0) throw invalidInput('query')
  return clauses
}

/** A value holds blanks or apostrophes only inside `'…'`, where `\'` is an apostrophe; a `*` may follow the quotes. */
const CLAUSE = /^(?:([A-Za-z][\w.]*)(=|:))?(?:('(?:[^'\\]|\\.)*'\*?|"(?:[^"\\]|\\.)*"\*?)|((?:[^\s'"\\]|\\.)+))(?=\s|$)/
