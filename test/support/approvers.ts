/** People with keys of their own, and what they sign. */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { approvalMessage, type Approval, type Override, type Statement } from '../../src/model/approval.js'
import { hashOf, paddingOf, publicKeyOf, type PublicKey } from '../../src/model/public-key.js'
import type { Plan } from '../../src/plan/plan.js'
import type { Signer } from '../../src/signers/signer.js'

export interface Person extends Signer {
  name: string
  publicKey: PublicKey
  privateKey: KeyObject
  /** The two halves, in PEM. */
  publicPem: string
  privatePem: string
}

type Kind = 'ed25519' | 'prime256v1' | 'secp384r1' | 'secp521r1' | 'secp256k1' | 'rsa'

export function somebody(name: string, kind: Kind = 'ed25519'): Person {
  const { publicKey, privateKey } = pairOf(kind)
  const known = publicKeyOf(publicKey)
  return {
    name,
    publicKey: known,
    privateKey,
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }) as string,
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    sign: (message) => Promise.resolve(sign(hashOf(known.algorithm), message, { key: privateKey, dsaEncoding: 'der', ...paddingOf(known.algorithm) })),
  }
}

function pairOf(kind: Kind): { publicKey: KeyObject; privateKey: KeyObject } {
  if (kind === 'ed25519') return generateKeyPairSync('ed25519')
  return kind === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ec', { namedCurve: kind })
}

/** Signed as it stands, whatever `over` makes of the statement. */
export function approvalBy(who: Person, plan: Plan, overrides: Override[] = [], over: Partial<Statement> = {}): Approval {
  const statement: Statement = {
    formatVersion: 1,
    planId: plan.id,
    lineage: plan.base.lineage,
    target: plan.base.target,
    expiresAt: plan.expiresAt,
    approver: who.name,
    key: who.publicKey.fingerprint,
    at: '2026-03-02T13:00:00.000Z',
    overrides,
    ...over,
  }
  const { algorithm } = who.publicKey
  const signature = sign(hashOf(algorithm), approvalMessage(statement), { key: who.privateKey, dsaEncoding: 'der', ...paddingOf(algorithm) })
  return { ...statement, signature: signature.toString('base64') }
}
