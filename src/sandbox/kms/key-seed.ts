/** An asymmetric key of a seed's `aws` section. */
import { createPrivateKey } from 'node:crypto'
import * as z from 'zod'

/** "Asymmetric key specs", AWS KMS Developer Guide: those for signing, and one that is for something else. */
export const KEY_SPECS = ['ECC_NIST_P256', 'ECC_NIST_P384', 'ECC_NIST_P521', 'ECC_SECG_P256K1', 'ECC_NIST_EDWARDS25519', 'RSA_2048', 'RSA_3072', 'RSA_4096', 'SYMMETRIC_DEFAULT'] as const
export type KeySpec = (typeof KEY_SPECS)[number]

export const KmsKeySeed = z.strictObject({
  id: z.uuid().optional(),
  /** Without `alias/`. */
  alias: z.string().regex(/^[\w/-]{1,250}$/).optional(),
  spec: z.enum(KEY_SPECS).default('ECC_NIST_P256'),
  state: z.enum(['Enabled', 'Disabled', 'PendingDeletion']).default('Enabled'),
  /** PKCS #8 in PEM; made where it is left out. */
  privateKey: z.string().refine(isPrivateKey, 'is no private key in PEM').optional(),
})
export type KmsKeySeed = z.infer<typeof KmsKeySeed>

function isPrivateKey(pem: string): boolean {
  try {
    createPrivateKey(pem)
    return true
  } catch {
    return false
  }
}
