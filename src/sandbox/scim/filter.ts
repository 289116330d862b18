/** The filter grammar: `attribute eq "value"`, and one more after ` and `; nothing else of RFC 7644 §3.4.2.2. */
import { invalidFilter, unacceptable } from './refusal.js'

const clause = String.raw`([A-Za-z][\w.]*)\s+eq\s+("(?:[^"\\]|\\.)*")`
const grammar = new RegExp(`^\\s*${clause}(?:\\s+and\\s+${clause})?\\s*$`, 'i')

/**
 * Values by attribute, the attributes in lower case (RFC 7644 leaves their case open). Throws a `Refusal` for any other syntax,
 * an attribute named twice, and an empty value.
 */
export function parseFilter(filter: string): ReadonlyMap<string, string> {
  const [, ...parts] = grammar.exec(filter) ?? []
  const [first, firstValue, second, secondValue] = parts
  if (first === undefined || firstValue === undefined) throw invalidFilter()
  const clauses = new Map([[first.toLowerCase(), readValue(firstValue)]])
  if (second === undefined || secondValue === undefined) return clauses
  if (clauses.has(second.toLowerCase())) throw invalidFilter()
  return clauses.set(second.toLowerCase(), readValue(secondValue))
}

function readValue(literal: string): string {
  const value = unquote(literal)
  if (value === '') throw unacceptable('a filter has an empty value')
  return value
}

function unquote(literal: string): string {
  try {
    return JSON.parse(literal) as string
  } catch {
    throw invalidFilter()
  }
}
