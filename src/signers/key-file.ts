/** A private key in a file: PKCS #8 in PEM, as `openssl genpkey -algorithm ed25519` makes it. */
import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { IdpscimError, systemReason } from '../errors.js'
import { hashOf, paddingOf, type PublicKey, publicKeyOf } from '../model/public-key.js'
import { remember } from '../model/secret.js'
import type { Signer } from './signer.js'

export interface KeyFileOptions {
  /** Asked where the key is encrypted; undefined when nobody can be asked. */
  passphrase: () => Promise<string | undefined>
}

/** @throws IdpscimError `BadUsage` when it cannot be read, or is no private key that can approve */
export async function openKeyFile(path: string, { passphrase }: KeyFileOptions): Promise<Signer> {
  const pem = await read(path)
  const key = await privateKey(pem, path, passphrase)
  const publicKey = approving(key, path)
  const { algorithm } = publicKey
  return {
    publicKey,
    sign: (message) => Promise.resolve(sign(hashOf(algorithm), message, { key, dsaEncoding: 'der', ...paddingOf(algorithm) })),
  }
}

async function read(path: string): Promise<string> {
  try {
    const text = await readFile(path, 'utf8')
    remember(text)
    return text
  } catch (cause) {
    throw new IdpscimError('BadUsage', `the key ${path} cannot be read: ${systemReason(cause) ?? 'for an unknown reason'}`, { suggestions: [MAKE_ONE], cause })
  }
}

const MAKE_ONE = 'Make a key: openssl genpkey -algorithm ed25519 -out approver.key; its public half is for the configuration: openssl pkey -in approver.key -pubout'

async function privateKey(pem: string, path: string, passphrase: KeyFileOptions['passphrase']): Promise<KeyObject> {
  if (/^-----BEGIN PUBLIC KEY-----/m.test(pem)) throw unusable(path, 'it is a public key: the private one signs')
  if (/^-----BEGIN OPENSSH PRIVATE KEY-----/m.test(pem)) throw unusable(path, "it is in OpenSSH's own form, and PKCS #8 in PEM is needed")
  const encrypted = /ENCRYPTED/.test(pem)
  const given = encrypted ? await passphrase() : undefined
  if (encrypted && given === undefined) throw unusable(path, 'it is encrypted, and nobody is there to give the passphrase', 'Give it at a terminal, or in the variable IDPSCIM_KEY_PASSPHRASE.')
  try {
    return createPrivateKey({ key: pem, ...(given === undefined ? {} : { passphrase: given }) })
  } catch {
    // OpenSSL's own words may quote what stands there.
    throw unusable(path, encrypted ? 'it cannot be decrypted: the passphrase is not its own, or it is damaged' : 'it is not a private key in PEM')
  }
}

function approving(key: KeyObject, path: string): PublicKey {
  try {
    return publicKeyOf(createPublicKey(key))
  } catch (error) {
    throw unusable(path, `it ${error instanceof Error ? error.message : String(error)}`)
  }
}

function unusable(path: string, why: string, suggestion = MAKE_ONE): IdpscimError {
  return new IdpscimError('BadUsage', `the key ${path} cannot approve: ${why}`, { suggestions: [suggestion] })
}
