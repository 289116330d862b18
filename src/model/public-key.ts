/** Whose signatures count: a public key, its fingerprint, and the one algorithm that its kind signs with. */
import { createHash, createPublicKey, type KeyObject, verify as verifySignature, constants } from 'node:crypto'

/** AWS KMS's names for them ("Asymmetric key specs", AWS KMS Developer Guide). One for each kind of key, so that no signature can choose. */
export type SignatureAlgorithm = 'ED25519_SHA_512' | 'ECDSA_SHA_256' | 'ECDSA_SHA_384' | 'ECDSA_SHA_512' | 'RSASSA_PSS_SHA_256'

export interface PublicKey {
  /** SHA-256 over the key's SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), lower-case hexadecimal. */
  fingerprint: string
  algorithm: SignatureAlgorithm
  key: KeyObject
}

/** @param text PEM, or its DER; @throws Error with the rest of a sentence that begins with the key: "is not …" */
export function readPublicKey(text: string | Uint8Array): PublicKey {
  // A private key has a public one in it, and Node would take it: who hands it round has given it away.
  if (typeof text === 'string' && /PRIVATE KEY-----/.test(text)) throw new Error('is a private key: whoever reads it can sign. Put its public key here: openssl pkey -in KEY -pubout')
  let key: KeyObject
  try {
    key = createPublicKey(typeof text === 'string' ? text : { key: Buffer.from(text), format: 'der', type: 'spki' })
  } catch {
    throw new Error('is not a public key in PEM (-----BEGIN PUBLIC KEY-----)')
  }
  return publicKeyOf(key)
}

/** @throws Error as `readPublicKey` */
export function publicKeyOf(key: KeyObject): PublicKey {
  const spki = key.export({ type: 'spki', format: 'der' })
  return { fingerprint: createHash('sha256').update(spki).digest('hex'), algorithm: algorithmOf(key), key }
}

const CURVES: Readonly<Record<string, SignatureAlgorithm>> = {
  prime256v1: 'ECDSA_SHA_256',
  secp256k1: 'ECDSA_SHA_256',
  secp384r1: 'ECDSA_SHA_384',
  secp521r1: 'ECDSA_SHA_512',
}

/** @throws Error as `readPublicKey` */
export function algorithmOf({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): SignatureAlgorithm {
  if (type === 'ed25519') return 'ED25519_SHA_512'
  const curve = type === 'ec' ? CURVES[details?.namedCurve ?? ''] : undefined
  if (curve !== undefined) return curve
  if (type === 'rsa' && (details?.modulusLength ?? 0) >= 2048) return 'RSASSA_PSS_SHA_256'
  const kind = type === 'rsa' ? `RSA of ${details?.modulusLength ?? 0} bits` : (details?.namedCurve ?? type ?? 'unknown')
  throw new Error(`is of a kind that cannot approve (${kind}): make an Ed25519 key, or use one of ECDSA P-256, P-384, P-521 or secp256k1, or RSA from 2048 bits`)
}

export function isSignedBy({ algorithm, key }: PublicKey, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return verifySignature(hashOf(algorithm), message, { key, dsaEncoding: 'der', ...paddingOf(algorithm) }, signature)
  } catch {
    return false
  }
}

/** What Node's `sign` and `verify` are told; Ed25519 hashes by itself (RFC 8032). */
export function hashOf(algorithm: SignatureAlgorithm): string | null {
  return algorithm === 'ED25519_SHA_512' ? null : `sha${algorithm.slice(-3)}`
}

/** KMS salts as long as the digest (RFC 8017 §9.1). */
export function paddingOf(algorithm: SignatureAlgorithm): object {
  return algorithm === 'RSASSA_PSS_SHA_256' ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : {}
}
