/** One secret's value, and many at once. */
import type { BatchGetSecretValueInput, DescribeSecretInput, GetSecretValueInput } from './input.js'
import { matching, pageOf } from './lists.js'
import { invalidParameter, markedForDeletion, notFound, Refusal } from './refusal.js'
import { findSecret, type Secret, type Secrets } from './store.js'

const CURRENT = 'AWSCURRENT'

export function getSecretValue(secrets: Secrets, { SecretId, VersionId, VersionStage }: GetSecretValueInput): object {
  const secret = findSecret(secrets, SecretId)
  if (!secret) throw notFound()
  if (secret.isDeleted) throw markedForDeletion()
  const stage = VersionStage ?? CURRENT
  if (VersionId !== undefined && VersionId !== secret.current?.versionId) throw notFound(`the specified secret value for VersionId: ${VersionId}`)
  if (stage !== CURRENT && VersionId !== undefined) throw new Refusal('InvalidRequestException', 'You provided a VersionStage that is not associated to the provided VersionId.')
  if (stage !== CURRENT || !secret.current) throw notFound(`the specified secret value for staging label: ${stage}`)
  return valueOf(secret, secret.current)
}

const valueOf = ({ arn, name }: Secret, { versionId, createdAt, value }: NonNullable<Secret['current']>): object => ({
  ARN: arn,
  Name: name,
  VersionId: versionId,
  ...value,
  VersionStages: [CURRENT],
  CreatedDate: createdAt,
})

/** A success also when some are refused, or all of them: what went wrong with each stands in `Errors`. */
export function batchGetSecretValue(secrets: Secrets, { SecretIdList, Filters, MaxResults, NextToken }: BatchGetSecretValueInput): object {
  if ((SecretIdList === undefined) === (Filters === undefined)) throw invalidParameter('Either SecretIdList or Filters must be provided, but not both.')
  if (SecretIdList !== undefined && MaxResults !== undefined) throw invalidParameter('MaxResults can be provided with Filters only.')
  const { page, next } = SecretIdList ? { page: SecretIdList, next: undefined } : pageOf(matching(secrets, Filters).map(({ name }) => name), MaxResults ?? 20, NextToken)
  const values: object[] = []
  const errors: object[] = []
  for (const id of page) {
    try {
      values.push(getSecretValue(secrets, { SecretId: id }))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      errors.push({ SecretId: id, ErrorCode: error.code, Message: error.message })
    }
  }
  return { SecretValues: values, Errors: errors, ...(next === undefined ? {} : { NextToken: next }) }
}

/** Answers for what is marked for deletion too. */
export function describeSecret(secrets: Secrets, { SecretId }: DescribeSecretInput): object {
  const secret = findSecret(secrets, SecretId)
  if (!secret) throw notFound()
  return { ...metadataOf(secret), ...(secret.current ? { VersionIdsToStages: { [secret.current.versionId]: [CURRENT] } } : {}) }
}

export const metadataOf = ({ arn, name, createdAt, isDeleted }: Secret): object => ({
  ARN: arn,
  Name: name,
  CreatedDate: createdAt,
  ...(isDeleted ? { DeletedDate: createdAt } : {}),
})
