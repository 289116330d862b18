/** An asymmetric key that AWS KMS keeps: it signs there, and its public key is checked with here. */
import type { KMSClient } from '@aws-sdk/client-kms'
import { IdpscimError } from '../errors.js'
import { isSignedBy, type PublicKey, readPublicKey } from '../model/public-key.js'
import { redact } from '../model/secret.js'
import type { Signer } from './signer.js'

type Sdk = typeof import('@aws-sdk/client-kms')

/** @param id key id, key ARN, alias/NAME, or alias ARN; @throws IdpscimError `SigningRefused` where KMS does not answer or the key cannot sign */
export async function openKmsKey(id: string): Promise<Signer> {
  const publicKey = await fetchKmsKey(id)
  return {
    publicKey,
    kmsKey: id,
    async sign(message) {
      const { Signature } = await ask(id, 'sign', (sdk, client) =>
        client.send(new sdk.SignCommand({ KeyId: id, Message: message, MessageType: 'RAW', SigningAlgorithm: publicKey.algorithm })),
      )
      // An alias may have been turned to another key between the two calls.
      if (Signature !== undefined && isSignedBy(publicKey, message, Signature)) return Signature
      throw refused(id, 'its signature does not fit its public key', 'Run the command again. If the alias was moved to another key, put the new public key into the configuration.')
    },
  }
}

/** @throws as `openKmsKey` */
export async function fetchKmsKey(id: string): Promise<PublicKey> {
  const { PublicKey: spki, KeyUsage, SigningAlgorithms = [] } = await ask(id, 'give its public key', (sdk, client) => client.send(new sdk.GetPublicKeyCommand({ KeyId: id })))
  if (KeyUsage !== 'SIGN_VERIFY' || spki === undefined) throw refused(id, `its use is ${KeyUsage ?? 'unknown'}, not SIGN_VERIFY`, WHICH_KEYS)
  let key: PublicKey
  try {
    key = readPublicKey(spki)
  } catch (error) {
    throw refused(id, `it ${error instanceof Error ? error.message : String(error)}`, WHICH_KEYS)
  }
  if (!(SigningAlgorithms as readonly string[]).includes(key.algorithm)) throw refused(id, `it does not sign by ${key.algorithm}`, WHICH_KEYS)
  return key
}

const WHICH_KEYS = 'Make an asymmetric key for signing: aws kms create-key --key-usage SIGN_VERIFY --key-spec ECC_NIST_P256'

/** Loads the SDK at the first question, not before. An ARN knows its Region, and nobody else's KMS would find it. */
async function ask<Answer>(id: string, what: string, question: (sdk: Sdk, client: KMSClient) => Promise<Answer>): Promise<Answer> {
  // The SDK writes to stderr about coming Node versions; stderr is ours.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'
  const sdk = await import('@aws-sdk/client-kms')
  const region = /^arn:[^:]+:kms:([^:]+):/.exec(id)?.[1]
  const client = new sdk.KMSClient({ ...(region === undefined ? {} : { region }), requestHandler: { connectionTimeout: 5_000, requestTimeout: 15_000, throwOnRequestTimeout: true } })
  try {
    return await question(sdk, client)
  } catch (error) {
    throw explained(id, what, error)
  } finally {
    client.destroy()
  }
}

/** KMS API Reference, GetPublicKey and Sign, Errors: by the service's name for it. */
const SAYINGS: Readonly<Record<string, readonly [why: string, suggestion: string]>> = {
  NotFoundException: ['there is no such key', 'Check the id or alias, and the Region it is looked for in (AWS_REGION); an ARN carries its own. A key of another account is named by its ARN.'],
  InvalidArnException: ['it is no ARN that KMS knows', 'Write the id or the ARN of the key, or of an alias, or alias/NAME.'],
  DisabledException: ['it is disabled', 'Enable it: aws kms enable-key'],
  KMSInvalidStateException: ['it cannot be used as it stands: it is disabled, or will be deleted', 'Look at it: aws kms describe-key'],
  InvalidKeyUsageException: ['it does not sign by the algorithm of its kind', WHICH_KEYS],
  UnsupportedOperationException: ['it is not an asymmetric key', WHICH_KEYS],
  AccessDeniedException: ['these AWS credentials may not', 'Allow kms:GetPublicKey and, for who approves, kms:Sign: in the key policy, or by an identity policy that it lets count.'],
  CredentialsProviderError: ['there are no AWS credentials', 'Give them as to every AWS tool: AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the role of the machine.'],
}

function explained(id: string, what: string, error: unknown): IdpscimError {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  if (/^(ExpiredToken|UnrecognizedClient|InvalidSignature|InvalidClientTokenId|IncompleteSignature)/.test(name)) {
    return refused(id, `AWS does not take these credentials (${name})`, 'Renew the AWS credentials; check the clock if they are new.', error)
  }
  if (message.startsWith('Region ')) return refused(id, 'no AWS Region is set', 'Set AWS_REGION, or name the key by its ARN.', error)
  const [why, suggestion] = SAYINGS[name] ?? [`it did not ${what}: ${redact(message === '' ? name : message)}`, 'Check the network, the Region and AWS_ENDPOINT_URL_KMS; then try again.']
  return refused(id, why, suggestion, error)
}

function refused(id: string, why: string, suggestion: string, cause?: unknown): IdpscimError {
  return new IdpscimError('SigningRefused', `the KMS key ${id} cannot be used: ${why}`, { suggestions: [suggestion], cause })
}
