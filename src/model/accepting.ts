/** A schema as one quick test, for what comes in hundred thousands. */
import * as z from 'zod'

export type Test = (value: unknown) => boolean

/**
 * Says of a value that came out of a JSON text what `safeParse` says, without a copy of it and without a reason: whoever is refused is asked
 * again by the schema itself. Only for schemas that give back what they are given, no defaults and no transformations; what is not known
 * here is left to zod.
 */
export function accepting(schema: z.core.$ZodType): Test {
  const { def } = (schema as z.core.$ZodTypes)._zod
  const checks = checksOf(def.checks)
  const test = checks === undefined ? undefined : shapeTest(def)
  if (test === undefined || checks === undefined) return (value) => z.safeParse(schema, value).success
  return checks.length === 0 ? test : (value) => test(value) && checks.every((check) => check(value))
}

function shapeTest(def: z.core.$ZodTypes['_zod']['def']): Test | undefined {
  switch (def.type) {
    case 'string':
      return 'format' in def ? undefined : (value) => typeof value === 'string'
    case 'boolean':
      return (value) => typeof value === 'boolean'
    case 'unknown':
      return () => true
    case 'literal':
      return (value) => (def.values as unknown[]).includes(value)
    case 'enum': {
      const values = new Set<unknown>(Object.values(def.entries))
      return (value) => values.has(value)
    }
    case 'optional': {
      const inner = accepting(def.innerType)
      return (value) => value === undefined || inner(value)
    }
    case 'array': {
      const element = accepting(def.element)
      return (value) => Array.isArray(value) && value.every(element)
    }
    case 'record':
      return (def.keyType as z.core.$ZodTypes)._zod.def.type === 'string' ? recordTest(accepting(def.valueType)) : undefined
    case 'object':
      return objectTest(def)
    case 'union':
      return unionTest(def)
    default:
      return undefined
  }
}

/** Undefined where there is one that is not known here. */
function checksOf(checks: readonly z.core.$ZodCheck[] = []): Test[] | undefined {
  const tests = checks.map((check): Test | undefined => {
    const def = (check as unknown as z.core.$ZodChecks)._zod.def as { check: string; minimum?: number; maximum?: number; fn?: Test }
    const size = (value: unknown) => (value as { length: number }).length
    switch (def.check) {
      case 'min_length':
        return (value) => size(value) >= (def.minimum ?? 0)
      case 'max_length':
        return (value) => size(value) <= (def.maximum ?? Infinity)
      case 'custom':
        return def.fn
      default:
        return undefined
    }
  })
  return tests.includes(undefined) ? undefined : (tests as Test[])
}

function recordTest(valueTest: Test): Test {
  return (value) => {
    if (!isObject(value)) return false
    for (const key in value) if (!valueTest(value[key])) return false
    return true
  }
}

/** Of strict objects alone: others take keys away. */
function objectTest(def: z.core.$ZodObjectDef): Test | undefined {
  if (def.catchall === undefined || (def.catchall as z.core.$ZodTypes)._zod.def.type !== 'never') return undefined
  const tests = new Map(Object.entries(def.shape).map(([key, schema]) => [key, { test: accepting(schema), required: schema._zod.optin !== 'optional' }]))
  const required = [...tests.values()].filter((field) => field.required).length
  return (value) => {
    if (!isObject(value)) return false
    let found = 0
    for (const key in value) {
      const field = tests.get(key)
      if (field?.test(value[key]) !== true) return false
      if (field.required) found++
    }
    return found === required
  }
}

/** By the field that tells the options apart, where there is one. */
function unionTest(def: z.core.$ZodUnionDef): Test {
  const { discriminator } = def as Partial<z.core.$ZodDiscriminatedUnionDef>
  if (discriminator === undefined) {
    const options = def.options.map(accepting)
    return (value) => options.some((option) => option(value))
  }
  const options = new Map<unknown, Test>()
  for (const option of def.options) for (const value of option._zod.propValues?.[discriminator] ?? []) options.set(value, accepting(option))
  return (value) => isObject(value) && options.get(value[discriminator])?.(value) === true
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
