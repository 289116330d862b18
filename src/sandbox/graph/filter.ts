/** The part of OData's `$filter` that directory objects support: comparisons, `in`, `startsWith`, `endsWith`, `any`, joined by and, or, not. */
import { badRequest, unsupported } from './answers.js'
import { fold } from './references.js'

type Value = string | boolean | null
type Row = Readonly<Record<string, unknown>>
export type Test = (row: Row) => boolean

export interface Filter {
  holds: Test
  /** `ne`, `not` and `endsWith` are answered by the index alone. */
  advanced: boolean
}

const TOKEN = /\s*(?:('(?:[^']|'')*')|([(),:])|([A-Za-z_][\w./]*))/y
/** Default and advanced alike: at most so many operands of `in`. */
const MOST_IN = 15

/** Refuses with 400 what it cannot read, and properties that `type` does not have. */
export function parseFilter(text: string, type: { name: string; properties: ReadonlySet<string> }): Filter {
  const tokens = tokenize(text)
  let at = 0
  let advanced = false
  const peek = () => tokens[at]
  const take = () => tokens[at++] ?? ''
  const invalid = () => badRequest(`Invalid filter clause: syntax error at position ${at} in '${text}'.`)
  const expect = (wanted: string) => {
    if (take() !== wanted) throw invalid()
  }
  const property = (name: string): string => {
    if (!type.properties.has(name)) throw unsupported(`Unsupported or invalid query filter clause specified for property '${name}' of resource '${type.name}'.`)
    return name
  }
  const literal = (): Value => {
    const token = take()
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'")
    if (token === 'true' || token === 'false') return token === 'true'
    if (token === 'null') return null
    throw invalid()
  }

  const or = (): Test => {
    let left = and()
    while (peek() === 'or') {
      take()
      const [one, other] = [left, and()]
      left = (row) => one(row) || other(row)
    }
    return left
  }
  const and = (): Test => {
    let left = unary()
    while (peek() === 'and') {
      take()
      const [one, other] = [left, unary()]
      left = (row) => one(row) && other(row)
    }
    return left
  }
  const unary = (): Test => {
    if (peek() === 'not') {
      take()
      advanced = true
      const inner = unary()
      return (row) => !inner(row)
    }
    if (peek() === '(') {
      take()
      const inner = or()
      expect(')')
      return inner
    }
    return comparison()
  }
  const comparison = (): Test => {
    const name = take()
    if (/^(startswith|endswith)$/i.test(name)) {
      expect('(')
      const key = property(take())
      expect(',')
      const wanted = fold(String(literal()))
      expect(')')
      const ends = fold(name) === 'endswith'
      advanced ||= ends
      return (row) => textsOf(row[key]).some((one) => (ends ? fold(one).endsWith(wanted) : fold(one).startsWith(wanted)))
    }
    if (name.endsWith('/any')) return anyOf(name)
    const key = property(name)
    const operator = take()
    if (operator === 'in') {
      expect('(')
      const values = [literal()]
      while (peek() === ',') {
        take()
        values.push(literal())
      }
      expect(')')
      if (values.length > MOST_IN) throw badRequest(`Too many child clauses specified in search filter expression containing 'OR' operators: ${values.length}. Max allowed: ${MOST_IN}.`)
      return (row) => values.some((value) => same(row[key], value))
    }
    const value = literal()
    if (operator === 'eq') return (row) => same(row[key], value)
    if (operator !== 'ne') throw invalid()
    advanced = true
    return (row) => !same(row[key], value)
  }
  /** `groupTypes/any(c:c eq 'Unified')` */
  const anyOf = (name: string): Test => {
    const key = property(name.slice(0, -'/any'.length))
    expect('(')
    const variable = take()
    expect(':')
    if (take() !== variable || take() !== 'eq') throw invalid()
    const value = literal()
    expect(')')
    return (row) => textsOf(row[key]).some((one) => same(one, value))
  }

  const holds = or()
  if (peek() !== undefined) throw invalid()
  return { holds, advanced }
}

function tokenize(text: string): string[] {
  const tokens: string[] = []
  const end = text.trimEnd().length
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex
    const match = TOKEN.exec(text)
    if (match === null) throw badRequest(`Invalid filter clause: There is an unterminated literal or an unexpected character at position ${from} in '${text}'.`)
    tokens.push(match[1] ?? match[2] ?? match[3] ?? '')
  }
  return tokens
}

const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string')

/** Texts are compared without regard to case. */
const same = (held: unknown, value: Value): boolean =>
  typeof held === 'string' && typeof value === 'string' ? fold(held) === fold(value) : (held ?? null) === value
