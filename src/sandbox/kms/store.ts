/** Keys by id, each with its alias. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto'
import type { KeySpec, KmsKeySeed } from './key-seed.js'

export interface Key {
  id: string
  arn: string
  alias: string | undefined
  spec: KeySpec
  state: NonNullable<KmsKeySeed['state']>
  /** Absent for a symmetric key, which this emulator can do nothing with. */
  pair: { privateKey: KeyObject; publicKey: KeyObject } | undefined
  /** Seconds since the epoch, as the API counts. */
  createdAt: number
}

export type Keys = ReadonlyMap<string, Key>

export const ACCOUNT = 'arn:aws:kms:us-east-1:123456789012:'

export function loadKeys(seeds: readonly KmsKeySeed[], before: Keys, now: number): Keys {
  return new Map(
    seeds.map((seed) => {
      const known = [...before.values()].find(({ id, alias }) => (seed.id === undefined ? seed.alias !== undefined && alias === seed.alias : id === seed.id))
      const id = seed.id ?? known?.id ?? randomUUID()
      const kept = seed.privateKey === undefined && known?.spec === seed.spec ? known.pair : undefined
      return [id, { id, arn: `${ACCOUNT}key/${id}`, alias: seed.alias, spec: seed.spec, state: seed.state, pair: kept ?? pairOf(seed), createdAt: known?.createdAt ?? now / 1000 }]
    }),
  )
}

export function dumpKeys(keys: Keys): KmsKeySeed[] {
  return [...keys.values()].map(({ id, alias, spec, state, pair }) => ({
    id,
    ...(alias === undefined ? {} : { alias }),
    spec,
    state,
    ...(pair === undefined ? {} : { privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string }),
  }))
}

/** By key id, key ARN, alias/NAME or alias ARN: Sign, parameter KeyId. */
export function findKey(keys: Keys, id: string): Key | undefined {
  const name = id.startsWith(ACCOUNT) ? id.slice(ACCOUNT.length) : id
  const alias = /^alias\/(.*)$/.exec(name)?.[1]
  return alias === undefined ? keys.get(name.replace(/^key\//, '')) : [...keys.values()].find((key) => key.alias === alias)
}

const CURVES: Partial<Record<KeySpec, string>> = { ECC_NIST_P256: 'prime256v1', ECC_NIST_P384: 'secp384r1', ECC_NIST_P521: 'secp521r1', ECC_SECG_P256K1: 'secp256k1' }

function pairOf({ spec, privateKey: pem }: KmsKeySeed): Key['pair'] {
  if (spec === 'SYMMETRIC_DEFAULT') return undefined
  if (pem !== undefined) {
    const privateKey = createPrivateKey(pem)
    return { privateKey, publicKey: createPublicKey(privateKey) }
  }
  const curve = CURVES[spec]
  if (curve !== undefined) return generateKeyPairSync('ec', { namedCurve: curve })
  return spec === 'ECC_NIST_EDWARDS25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('rsa', { modulusLength: Number(spec.slice(4)) })
}
