/** A mapping expression in CEL: checked when it is read, run for every record. */
import { Environment, EvaluationError, Optional, ParseError, TypeError as CelTypeError } from '@marcbachmann/cel-js'
import { IdpscimError } from '../errors.js'
import type { JsonObject } from '../model/json.js'
import type { MappingExpression } from '../model/rules.js'

/** The rest of a sentence that begins with the key, and where in the expression. */
export interface Fault {
  summary: string
  offset: number
}

export type Compiled = { run: MappingExpression } | { fault: Fault }

const environments = {
  user: environment('user'),
  group: environment('group'),
}

function environment(variable: string): Environment {
  return new Environment({ homogeneousAggregateLiterals: false, enableOptionalTypes: true }).registerVariable(variable, 'map')
}

/** What CEL calls the type of an expression whose value may be a text or null. */
const TEXTS = ['string', 'dyn', 'null', 'optional<string>', 'optional<dyn>']

/**
 * `variable` is the name under which the record is seen. A field that the record lacks makes the whole expression null: the
 * attribute is left out. Running throws `BadConfig` for anything else that CEL cannot do, and for a value that is no text.
 */
export function compileExpression(source: string, variable: 'user' | 'group', name: string): Compiled {
  let run: ReturnType<Environment['parse']>
  try {
    run = environments[variable].parse(source)
  } catch (error) {
    return { fault: faultOf(error) }
  }
  const checked = run.check()
  if (!checked.valid) return { fault: faultOf(checked.error) }
  if (checked.type !== undefined && !TEXTS.includes(checked.type)) {
    return { fault: { summary: `gives ${checked.type}, and must give a text or null; string(…) makes a text of a number`, offset: 0 } }
  }
  return { run: (record) => asText(evaluate(run, variable, record, name), name) }
}

/** Of what the library throws or tells while it reads; anything else is thrown on. */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof ParseError || error instanceof CelTypeError)) throw error
  const { code, range, summary } = error as ParseError
  const offset = range?.start ?? 0
  if (code === 'incompatible_ternary_branches') return { summary: 'has two branches of different types; dyn("text") : null lets them differ', offset }
  return { summary: `is not valid CEL: ${summary}`, offset }
}

function evaluate(run: (context: Record<string, unknown>) => unknown, variable: string, record: JsonObject, name: string): unknown {
  try {
    return run({ [variable]: record })
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error
    if (error.code === 'no_such_key' || error.code === 'index_out_of_bounds') return null
    throw new IdpscimError('BadConfig', `${name} cannot be evaluated: ${error.summary}`, { suggestions: ['Guard it: has(user.x) ? user.x : null'] })
  }
}

function asText(value: unknown, name: string): string | null {
  if (value instanceof Optional) return value.hasValue() ? asText(value.value(), name) : null
  if (value === null || value === undefined || value === '') return null
  if (typeof value === 'string') return value
  const kind = Array.isArray(value) ? 'a list' : typeof value === 'bigint' ? 'a number' : typeof value === 'object' ? 'an object' : `a ${typeof value}`
  throw new IdpscimError('BadConfig', `${name} gives ${kind}, not a text`, {
    suggestions: ['string(…) makes a text of a number', '[0] takes the first of a list'],
  })
}
