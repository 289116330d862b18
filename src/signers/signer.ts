/** A signer is somebody's key at hand: it signs bytes, and says which public key they are checked with. It never tells the key itself. */
import type { PublicKey } from '../model/public-key.js'

export interface Signer {
  readonly publicKey: PublicKey
  /** Of a key in AWS KMS: how it was named. */
  readonly kmsKey?: string
  /** By the key's own algorithm; ECDSA's in DER. @throws IdpscimError `SigningRefused` where the key's keeper does not sign */
  sign(message: Uint8Array): Promise<Uint8Array>
}
