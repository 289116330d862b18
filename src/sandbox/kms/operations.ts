/** Sign and verify, and what is to be known of a key. */
import { constants, sign, verify } from 'node:crypto'
import * as z from 'zod'
import type { KeySpec } from './key-seed.js'
import { Refusal, validation } from './refusal.js'
import { ACCOUNT, findKey, type Key, type Keys } from './store.js'

const RSA = ['RSASSA_PSS_SHA_256', 'RSASSA_PSS_SHA_384', 'RSASSA_PSS_SHA_512', 'RSASSA_PKCS1_V1_5_SHA_256', 'RSASSA_PKCS1_V1_5_SHA_384', 'RSASSA_PKCS1_V1_5_SHA_512']
const ALGORITHMS: Readonly<Record<KeySpec, readonly string[]>> = {
  ECC_NIST_P256: ['ECDSA_SHA_256'],
  ECC_NIST_P384: ['ECDSA_SHA_384'],
  ECC_NIST_P521: ['ECDSA_SHA_512'],
  ECC_SECG_P256K1: ['ECDSA_SHA_256'],
  ECC_NIST_EDWARDS25519: ['ED25519_SHA_512', 'ED25519_PH_SHA_512'],
  RSA_2048: RSA,
  RSA_3072: RSA,
  RSA_4096: RSA,
  SYMMETRIC_DEFAULT: [],
}

const KeyInput = z.looseObject({ KeyId: z.string().min(1).max(2048) })
const SignInput = KeyInput.extend({ Message: z.base64(), MessageType: z.enum(['RAW', 'DIGEST', 'EXTERNAL_MU']).default('RAW'), SigningAlgorithm: z.string() })
const VerifyInput = SignInput.extend({ Signature: z.base64() })

export function describeKey(keys: Keys, body: unknown): object {
  const key = keyOf(keys, read(KeyInput, body).KeyId)
  const { id, arn, spec, state, createdAt } = key
  return {
    KeyMetadata: {
      AWSAccountId: '123456789012',
      KeyId: id,
      Arn: arn,
      CreationDate: createdAt,
      Enabled: state === 'Enabled',
      Description: '',
      KeyUsage: usageOf(key),
      KeyState: state,
      Origin: 'AWS_KMS',
      KeyManager: 'CUSTOMER',
      KeySpec: spec,
      CustomerMasterKeySpec: spec,
      MultiRegion: false,
      ...(key.pair === undefined ? { EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'] } : { SigningAlgorithms: ALGORITHMS[spec] }),
    },
  }
}

export function getPublicKey(keys: Keys, body: unknown): object {
  const key = usable(keyOf(keys, read(KeyInput, body).KeyId))
  if (key.pair === undefined) throw new Refusal('UnsupportedOperationException', `${key.arn} is a symmetric key and has no public key.`)
  return {
    KeyId: key.arn,
    PublicKey: key.pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    CustomerMasterKeySpec: key.spec,
    KeySpec: key.spec,
    KeyUsage: usageOf(key),
    SigningAlgorithms: ALGORITHMS[key.spec],
  }
}

export function signMessage(keys: Keys, body: unknown): object {
  const input = read(SignInput, body)
  const { arn, pair } = signing(keys, input)
  const signature = sign(hashOf(input.SigningAlgorithm), Buffer.from(input.Message, 'base64'), { key: pair.privateKey, dsaEncoding: 'der', ...paddingOf(input.SigningAlgorithm) })
  return { KeyId: arn, Signature: signature.toString('base64'), SigningAlgorithm: input.SigningAlgorithm }
}

export function verifyMessage(keys: Keys, body: unknown): object {
  const input = read(VerifyInput, body)
  const { arn, pair } = signing(keys, input)
  const fits = verify(hashOf(input.SigningAlgorithm), Buffer.from(input.Message, 'base64'), { key: pair.publicKey, dsaEncoding: 'der', ...paddingOf(input.SigningAlgorithm) }, Buffer.from(input.Signature, 'base64'))
  if (!fits) throw new Refusal('KMSInvalidSignatureException', '')
  return { KeyId: arn, SignatureValid: true, SigningAlgorithm: input.SigningAlgorithm }
}

type SignInput = z.infer<typeof SignInput>

function signing(keys: Keys, { KeyId, Message, MessageType, SigningAlgorithm }: SignInput): Key & { pair: NonNullable<Key['pair']> } {
  const key = usable(keyOf(keys, KeyId))
  const { arn, spec, pair } = key
  if (pair === undefined) throw new Refusal('InvalidKeyUsageException', `${arn} key usage is ENCRYPT_DECRYPT which is not valid for Sign.`)
  if (!ALGORITHMS[spec].includes(SigningAlgorithm)) throw new Refusal('InvalidKeyUsageException', `Algorithm ${SigningAlgorithm} and key spec ${spec} are incompatible.`)
  if (Buffer.from(Message, 'base64').length > 4096) throw validation("1 validation error detected: Value at 'message' failed to satisfy constraint: Member must have length less than or equal to 4096")
  // Node's cryptography hashes what it signs; who has only a digest must go to AWS.
  if (MessageType !== 'RAW' || SigningAlgorithm === 'ED25519_PH_SHA_512') throw validation('The sandbox signs messages of type RAW, and not by ED25519_PH_SHA_512')
  return { ...key, pair }
}

function usable(key: Key): Key {
  if (key.state === 'Disabled') throw new Refusal('DisabledException', `${key.arn} is disabled.`)
  if (key.state === 'PendingDeletion') throw new Refusal('KMSInvalidStateException', `${key.arn} is pending deletion.`)
  return key
}

function keyOf(keys: Keys, id: string): Key {
  const key = findKey(keys, id)
  if (key !== undefined) return key
  if (id.startsWith('arn:') && !/^arn:[\w-]+:kms:[\w-]+:\d{12}:(key|alias)\/.+$/.test(id)) throw new Refusal('InvalidArnException', `Invalid arn ${id}`)
  const named = id.startsWith('alias/') || id.includes(':alias/')
  throw new Refusal('NotFoundException', named ? `Alias ${id.startsWith('arn:') ? id : ACCOUNT + id} is not found.` : `Key '${id.startsWith('arn:') ? id : `${ACCOUNT}key/${id}`}' does not exist`)
}

function read<Input>(schema: z.ZodType<Input>, body: unknown): Input {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const name = issue?.path.join('.') ?? ''
  throw validation(`1 validation error detected: Value at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: ${issue?.message ?? ''}`)
}

const usageOf = ({ pair }: Key): string => (pair === undefined ? 'ENCRYPT_DECRYPT' : 'SIGN_VERIFY')
const hashOf = (algorithm: string): string | null => (algorithm.startsWith('ED25519') ? null : `sha${algorithm.slice(-3)}`)
const paddingOf = (algorithm: string): object => (algorithm.startsWith('RSASSA_PSS') ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : {})
