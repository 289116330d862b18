import { expect, test } from 'vitest'
import * as z from 'zod'
import { shapeIssue } from '../../src/model/shape-issue.js'

test.each<[z.ZodType, unknown, string]>([
  [z.object({ a: z.string() }), {}, 'a is missing'],
  [z.object({ a: z.string() }), { a: 7 }, 'a is number, and must be string'],
  [z.object({ a: z.int().min(0) }), { a: -1 }, 'a is too small: it must be >=0'],
  [z.object({ a: z.string().max(2) }), { a: 'abc' }, 'a is too big: it must have <=2 characters'],
  [z.object({ a: z.enum(['x', 'y']) }), { a: 'z' }, 'a must be one of "x"|"y"'],
  [z.object({ a: z.string().regex(/^x/) }), { a: 'z' }, 'a must match pattern /^x/'],
  [z.object({ a: z.iso.datetime() }), { a: 'z' }, 'a is no valid ISO datetime'],
  [z.strictObject({}), { b: 1 }, ' has what nobody knows: "b"'],
  [z.object({ a: z.string().refine((text) => text === '', 'must be empty') }), { a: 'z' }, 'a must be empty'],
])('of %s says, where it meets %j: "%s"', (schema, value, sentence) => {
  const [issue] = schema.safeParse(value).error?.issues ?? []

  expect(`${issue?.path.join('.') ?? ''} ${issue === undefined ? '' : shapeIssue(issue)}`).toBe(sentence)
})
