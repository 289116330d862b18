/** Graph's `$filter` over groups, as far as it can be judged without Graph: enough to tell a lagging list from a renamed group. */
import { foldKey, type JsonObject } from '../../model/json.js'

type Verdict = boolean | undefined
type Test = (group: JsonObject) => Verdict

const TOKEN = /\s*(?:('(?:[^']|'')*')|([(),])|([A-Za-z_][\w./]*))/y

/**
 * Whether a group's present properties satisfy a filter; undefined when that cannot be told here (lambdas, functions and properties beyond
 * the few that filters of groups are made of). Case is folded, as Graph does.
 */
export function satisfies(filter: string, group: JsonObject): Verdict {
  const tokens = tokenize(filter)
  if (tokens === undefined) return undefined
  const rest = [...tokens]
  const test = readOr(rest)
  return rest.length === 0 ? test?.(group) : undefined
}

/** Filters that Graph answers from its index alone: `ne`, `not` and `endsWith`. https://learn.microsoft.com/graph/aad-advanced-queries */
export function needsIndex(filter: string): boolean {
  return /\b(ne|not)\b|\bendswith\s*\(/i.test(filter.replace(/'(?:[^']|'')*'/g, "''"))
}

function tokenize(filter: string): string[] | undefined {
  const tokens: string[] = []
  const end = filter.trimEnd().length
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(filter)
    if (match === null) return undefined
    tokens.push(match[1] ?? match[2] ?? match[3] ?? '')
  }
  return tokens
}

function readOr(tokens: string[]): Test | undefined {
  return readJoined(tokens, 'or', readAnd, (verdicts) => (verdicts.includes(true) ? true : verdicts.includes(undefined) ? undefined : false))
}

function readAnd(tokens: string[]): Test | undefined {
  return readJoined(tokens, 'and', readOne, (verdicts) => (verdicts.includes(false) ? false : verdicts.includes(undefined) ? undefined : true))
}

function readJoined(tokens: string[], word: string, read: (tokens: string[]) => Test | undefined, join: (verdicts: Verdict[]) => Verdict): Test | undefined {
  const tests = [read(tokens)]
  while (tokens[0] === word) {
    tokens.shift()
    tests.push(read(tokens))
  }
  if (tests.includes(undefined)) return undefined
  return (group) => join(tests.map((test) => test?.(group)))
}

function readOne(tokens: string[]): Test | undefined {
  const first = tokens.shift()
  if (first === 'not') {
    const inner = readOne(tokens)
    return inner && ((group) => negated(inner(group)))
  }
  if (first === '(') {
    const inner = readOr(tokens)
    return tokens.shift() === ')' ? inner : undefined
  }
  if (first !== undefined && /^(startswith|endswith)$/i.test(first)) {
    const [open, property, comma, text, close] = tokens.splice(0, 5)
    if (open !== '(' || comma !== ',' || close !== ')') return undefined
    const ends = first.toLowerCase() === 'endswith'
    return compare(property, [text], (held, wanted) => (ends ? held.endsWith(wanted) : held.startsWith(wanted)))
  }
  const operator = tokens.shift()
  const equal = compare(first, operator === 'in' ? readList(tokens) : [tokens.shift()], (held, wanted) => held === wanted)
  if (operator === 'ne') return equal && ((group) => negated(equal(group)))
  return operator === 'eq' || operator === 'in' ? equal : undefined
}

const negated = (verdict: Verdict): Verdict => (verdict === undefined ? undefined : !verdict)

function readList(tokens: string[]): (string | undefined)[] {
  if (tokens.shift() !== '(') return [undefined]
  const end = tokens.indexOf(')')
  return end < 0 ? [undefined] : tokens.splice(0, end + 1).filter((token) => token !== ',' && token !== ')')
}

/** A property that the record has no text, flag or null for cannot be judged. */
function compare(property: string | undefined, literals: readonly (string | undefined)[], holds: (held: string, wanted: string) => boolean): Test | undefined {
  const wanted = literals.map(readLiteral)
  if (property === undefined || wanted.includes(undefined)) return undefined
  return (group) => {
    const held = group[property]
    if (held === undefined || (typeof held === 'object' && held !== null)) return undefined
    return wanted.some((one) => holds(foldKey(String(held)), one ?? ''))
  }
}

/** As `String` writes the value, folded. */
function readLiteral(token: string | undefined): string | undefined {
  if (token === undefined) return undefined
  if (token.startsWith("'")) return foldKey(token.slice(1, -1).replaceAll("''", "'"))
  return ['true', 'false', 'null'].includes(token) ? token : undefined
}
