/** What a schema has against a value, as the rest of a sentence that begins with the key. */
import type * as z from 'zod'
import { isRecord } from './authored.js'
import { shown } from './shown.js'

/**
 * Our own messages begin with a verb; the library's are replaced. The value is shown only where a number, a span or one of a
 * few words was expected, and where `mayShow`: a secret in the wrong place must not come out.
 */
export function issueSentence(issue: z.core.$ZodIssue, value: unknown, mayShow: boolean): string {
  const text = mayShow ? shown(value) : undefined
  const is = `is ${text ?? 'something else'}`
  switch (issue.code) {
    case 'invalid_value':
      return `${is}, and must be ${issue.values.length > 2 ? `one of ${issue.values.map(String).join(', ')}` : issue.values.map(String).join(' or ')}`
    case 'invalid_type':
      return `is ${kindOf(value)}, and must be ${KINDS[issue.expected] ?? issue.expected}`
    case 'too_small':
      return own(issue.message) ?? (typeof value === 'number' ? `${is}, and must be at least ${String(issue.minimum)}` : 'is empty')
    case 'too_big':
      return `${is}, and must be at most ${String(issue.maximum)}`
    case 'invalid_format':
      return `${text === undefined ? '' : `is ${text}: it `}${own(issue.message) ?? 'is not well formed'}`
    case 'invalid_union': {
      const sentence = own(issue.message) ?? 'is not valid'
      return text !== undefined && sentence.startsWith('must ') ? `is ${text}, and ${sentence}` : sentence
    }
    default:
      return own(issue.message) ?? 'is not valid'
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys',
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (isRecord(value)) return 'a map of keys'
  if (typeof value === 'number') return Number.isInteger(value) ? 'a number' : 'a fraction'
  return typeof value === 'string' ? 'a text' : typeof value === 'boolean' ? 'true or false' : 'nothing'
}

function own(message: string): string | undefined {
  return /^(is|must|names) /.test(message) ? message : undefined
}
