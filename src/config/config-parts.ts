/** The small words of the configuration file: texts that may live elsewhere, spans of time, expressions. */
import * as z from 'zod'
import { DURATION } from './duration.js'

/** A value kept outside the file. */
export const Reference = z.union([
  z.strictObject({ env: z.string().min(1).meta({ description: 'Name of the environment variable that holds the value' }) }),
  z.strictObject({ file: z.string().min(1).meta({ description: 'Path of the file that holds the value, relative to this configuration file' }) }),
])
export type Reference = z.infer<typeof Reference>

const SecretText = z.strictObject({
  secret: z.string().min(1).meta({ description: 'Name or ARN of a secret in AWS Secrets Manager; #KEY after it takes one value of the JSON in it' }),
})

/** A text, or where it is kept. */
export const Text = z.union([z.string().min(1), Reference, SecretText], { error: 'must be a text, or {env: NAME}, or {file: path}, or {secret: NAME#KEY}' })
export type Text = z.infer<typeof Text>

/** A text that messages show, so that it cannot be a secret. */
export const OpenText = z.union([z.string().min(1), Reference], { error: 'must be a text, or {env: NAME}, or {file: path}: it is shown in messages, so it is no secret' })

export const Duration = z
  .string()
  .regex(DURATION, { error: 'must be a span of time: a whole number and a unit, as in 30d, 24h, 15m or 60s' })
  .meta({ description: 'A span of time: a whole number and s, m, h or d' })

export const Expression = z.string().min(1).meta({ description: 'A CEL expression that gives a text, or null to leave the attribute out' })

/** Where a mapping of users may write. */
export const USER_TARGETS = [
  'userName',
  'displayName',
  'name.givenName',
  'name.familyName',
  'name.formatted',
  'email',
  'title',
  'userType',
  'nickName',
  'preferredLanguage',
  'locale',
  'timezone',
  'enterprise.employeeNumber',
  'enterprise.costCenter',
  'enterprise.organization',
  'enterprise.division',
  'enterprise.department',
  'enterprise.manager',
  'phone',
] as const
export type UserTarget = (typeof USER_TARGETS)[number]

type UserExpressionKeys = Record<UserTarget, z.ZodOptional<typeof Expression>>
export const UserExpressions = z.strictObject(Object.fromEntries(USER_TARGETS.map((target) => [target, Expression.optional()])) as UserExpressionKeys)
export const GroupExpressions = z.strictObject({ displayName: Expression.optional() })

/** The original's names of the optional attributes. */
export const USER_FIELD_NAMES = [
  'phoneNumbers',
  'addresses',
  'title',
  'preferredLanguage',
  'locale',
  'timezone',
  'nickName',
  'profileURL',
  'userType',
  'enterpriseData',
] as const
export type UserFieldName = (typeof USER_FIELD_NAMES)[number]
