/** Values held against the attribute table: the wrong kind is refused at once, broken constraints are collected and told together. */
import { broken, Refusal, unacceptable } from './refusal.js'
import type { Field, Fields, TextField } from './schema.js'

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A name from outside is no name of ours because `Object.prototype` has it. */
export function fieldOf(fields: Fields, name: string): Field | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}

/** The attributes in the table's order, without those that hold nothing. Throws a `Refusal`. */
export function checkAttributes(given: Record<string, unknown>, fields: Fields): Record<string, unknown> {
  const problems: string[] = []
  const checked = checkObject(given, fields, '', problems)
  if (problems.length > 0) throw broken(problems)
  return checked ?? {}
}

/** One attribute, as `checkAttributes` would have it; undefined when it holds nothing. */
export function checkAttribute(value: unknown, fields: Fields, name: string): unknown {
  return checkAttributes({ [name]: value }, fields)[name]
}

function checkObject(given: unknown, fields: Fields, at: string, problems: string[]): Record<string, unknown> | undefined {
  if (!isObject(given)) throw unacceptable(`${at || 'the body'} is not an object`)
  const stranger = Object.keys(given).find((name) => fieldOf(fields, name) === undefined)
  if (stranger !== undefined) throw unacceptable(`there is no attribute ${at}${at && '.'}${stranger}`)
  const checked: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(fields)) {
    if (!Object.hasOwn(given, name)) continue
    const value = checkField(given[name], field, at ? `${at}.${name}` : name, problems)
    if (value !== undefined) checked[name] = value
  }
  return Object.keys(checked).length > 0 ? checked : undefined
}

function checkField(value: unknown, field: Field, at: string, problems: string[]): unknown {
  switch (field.kind) {
    case 'text':
      if (typeof value !== 'string') throw unacceptable(`${at} is not a string`)
      problems.push(...textProblems(value, field, at))
      return value
    case 'boolean':
      if (typeof value === 'boolean') return value
      if (field.alsoAsText && typeof value === 'string' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true'
      throw unacceptable(`${at} is not a boolean`)
    case 'complex':
      return checkObject(value, field.fields, at, problems)
    case 'list': {
      if (!Array.isArray(value)) throw unacceptable(`${at} is not a list`)
      if (value.length > 1) throw new Refusal(400, field.tooMany)
      const [only] = value.map((element) => checkObject(element, field.fields, at, problems))
      return only && [only]
    }
  }
}

function textProblems(value: string, { pattern, max }: TextField, at: string): string[] {
  const failed = `Value at '${at}' failed to satisfy constraint: Member must`
  return [
    ...(pattern.test(value) ? [] : [`${failed} satisfy regular expression pattern: ${pattern.source.slice(1, -1)}`]),
    ...(value.length < 1 ? [`${failed} have length greater than or equal to 1`] : []),
    ...(value.length > max ? [`${failed} have length less than or equal to ${max}`] : []),
  ]
}
