/** Many secrets by few calls; whatever a batch leaves unanswered is asked for singly. */
import type { SecretsManagerClient, SecretValueEntry } from '@aws-sdk/client-secrets-manager'
import type { SecretFailure } from '../model/secret-reader.js'
import { failureNamed, failureOf, unreachable } from './failures.js'
import type { SecretValue } from './secret-value.js'

export type Sdk = typeof import('@aws-sdk/client-secrets-manager')

/** BatchGetSecretValue takes no more (API Reference, SecretIdList). */
const MOST = 20

/** Without the right to batches, which is another than that to the secrets, the answer is empty. */
export async function fetchBatch(sdk: Sdk, client: SecretsManagerClient, ids: readonly string[]): Promise<Map<string, SecretValue | SecretFailure>> {
  const found = new Map<string, SecretValue | SecretFailure>()
  for (let start = 0; start < ids.length; start += MOST) {
    const asked = ids.slice(start, start + MOST)
    try {
      const { SecretValues = [], Errors = [] } = await client.send(new sdk.BatchGetSecretValueCommand({ SecretIdList: asked }))
      for (const id of asked) {
        const value = SecretValues.find((entry) => isOf(entry, id))
        if (value !== undefined) found.set(id, value)
      }
      for (const { SecretId, ErrorCode } of Errors) {
        const failure = failureNamed(ErrorCode)
        if (SecretId !== undefined && asked.includes(SecretId) && failure !== undefined) found.set(SecretId, failure)
      }
    } catch (error) {
      // One name that AWS does not take refuses the whole batch, too.
      if (failureOf(error) !== undefined) return found
      throw unreachable(error)
    }
  }
  return found
}

/** An ARN may be asked for without the hyphen and six characters that AWS adds to it. */
function isOf({ Name, ARN }: SecretValueEntry, id: string): boolean {
  return Name === id || ARN === id || (ARN?.startsWith(`${id}-`) === true && ARN.length === id.length + 7)
}
