/** What the operations take, in the API's own names and limits. */
import * as z from 'zod'
import { invalidParameter, Refusal } from './refusal.js'

const secretId = z.string().min(1).max(2048)

export const GetSecretValueInput = z.looseObject({ SecretId: secretId, VersionId: z.string().min(32).max(64).optional(), VersionStage: z.string().min(1).max(256).optional() })
export type GetSecretValueInput = z.infer<typeof GetSecretValueInput>

const Filter = z.looseObject({
  Key: z.enum(['description', 'name', 'tag-key', 'tag-value', 'primary-region', 'owning-service', 'all']),
  Values: z.array(z.string().min(1).max(512)).min(1).max(10),
})
const filters = z.array(Filter).max(10)
export type Filter = z.infer<typeof Filter>

export const BatchGetSecretValueInput = z.looseObject({
  SecretIdList: z.array(secretId).min(1).max(20).optional(),
  Filters: filters.optional(),
  MaxResults: z.number().int().min(1).max(20).optional(),
  NextToken: z.string().min(1).optional(),
})
export type BatchGetSecretValueInput = z.infer<typeof BatchGetSecretValueInput>

export const ListSecretsInput = z.looseObject({
  Filters: filters.optional(),
  MaxResults: z.number().int().min(1).max(100).optional(),
  NextToken: z.string().min(1).optional(),
  IncludePlannedDeletion: z.boolean().optional(),
})
export type ListSecretsInput = z.infer<typeof ListSecretsInput>

export const DescribeSecretInput = z.looseObject({ SecretId: secretId })
export type DescribeSecretInput = z.infer<typeof DescribeSecretInput>

/** Throws `SerializationException` for what is no JSON, `InvalidParameterException` for what breaks a limit. */
export function readInput<Input>(schema: z.ZodType<Input>, body: string): Input {
  const parsed = schema.safeParse(jsonOf(body))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw invalidParameter(`Invalid value at '${issue?.path.join('.') ?? ''}': ${issue?.message ?? ''}`)
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body === '' ? '{}' : body) as unknown
  } catch {
    throw new Refusal('SerializationException', 'The request body is not valid JSON')
  }
}
