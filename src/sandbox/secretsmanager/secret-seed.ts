/** The seed's `aws.secrets`: what a secret may hold, and the two states in which it cannot be read. */
import * as z from 'zod'

const MARKS = ['binary', 'deleted', 'noValue']

/** An object that holds one of the marks and nothing else is never taken for JSON; a string can be any JSON text. */
export const SecretSeed = z.union([
  z.string().describe('SecretString, as it is'),
  z.strictObject({ binary: z.base64() }).describe('SecretBinary'),
  z.strictObject({ deleted: z.literal(true) }).describe('Marked for deletion'),
  z.strictObject({ noValue: z.literal(true) }).describe('Made, but without a version that is AWSCURRENT'),
  z
    .record(z.string(), z.json())
    .refine((object) => Object.keys(object).length !== 1 || !MARKS.includes(Object.keys(object)[0] ?? ''), 'is none of {binary: base64}, {deleted: true} and {noValue: true}')
    .describe('SecretString, as JSON text'),
])
export type SecretSeed = z.infer<typeof SecretSeed>
