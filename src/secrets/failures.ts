/** What Secrets Manager refuses, in our words: of one secret, or of us. */
import { IdpscimError } from '../errors.js'
import type { SecretFailure } from '../model/secret-reader.js'
import { redact } from '../model/secret.js'

/**
 * By the service's name for it (Secrets Manager API Reference, GetSecretValue, Errors): moto and AWS differ in the status. Undefined when it
 * is not this secret's fault.
 */
export function failureOf(error: unknown): SecretFailure | undefined {
  return error instanceof Error ? FAILURES[error.name] : undefined
}

const NOT_PERMITTED: SecretFailure = {
  problem: 'may not be read with these AWS credentials',
  remedy:
    'Allow the action secretsmanager:GetSecretValue on it, and kms:Decrypt on its key where that is your own. A secret of another account is named by its whole ARN, and its resource policy must allow it too.',
}

const FAILURES: Readonly<Record<string, SecretFailure>> = {
  ResourceNotFoundException: {
    problem: 'was not found, or has no current value',
    remedy: 'Check the name, and the Region it is looked for in (AWS_REGION); an ARN carries its own. A new secret needs a first value.',
  },
  InvalidRequestException: {
    problem: 'cannot be read as it stands: it is marked for deletion',
    remedy: 'Restore it (aws secretsmanager restore-secret), or name another.',
  },
  InvalidParameterException: { problem: 'has a name that AWS does not take', remedy: 'Write the name or the ARN of the secret, and its JSON key after a #.' },
  DecryptionFailure: {
    problem: 'cannot be decrypted',
    remedy: 'Allow the action kms:Decrypt on its KMS key, and check that the key is enabled.',
  },
  AccessDeniedException: NOT_PERMITTED,
  AccessDenied: NOT_PERMITTED,
}

/** Of a batch's list of failures; the same names. */
export function failureNamed(code: string | undefined): SecretFailure | undefined {
  return code === undefined ? undefined : FAILURES[code]
}

/** What keeps every secret from being read. */
export function unreachable(error: unknown): IdpscimError {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  const [why, suggestion] =
    name === 'CredentialsProviderError' || name === 'TokenProviderError'
      ? ['there are no AWS credentials', 'Give them as to every AWS tool: AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the role of the machine.']
      : /^(ExpiredToken|UnrecognizedClient|InvalidSignature|InvalidClientTokenId|IncompleteSignature)/.test(name)
        ? [`AWS does not take these credentials (${name})`, 'Renew the AWS credentials; check the clock if they are new.']
        : message.startsWith('Region ')
          ? ['no AWS Region is set', 'Set AWS_REGION, or name the secrets by ARN.']
          : [redact(message === '' ? name : message), 'Check the network, the Region and AWS_ENDPOINT_URL_SECRETS_MANAGER; then try again.']
  return new IdpscimError('SecretsRefused', `AWS Secrets Manager cannot be read: ${why}`, { suggestions: [suggestion], cause: error })
}
