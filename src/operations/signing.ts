/** The key that whoever approves has at hand. */
import { openKeyFile } from '../signers/key-file.js'
import { openKmsKey } from '../signers/kms.js'
import type { Signer } from '../signers/signer.js'

export type { Signer } from '../signers/signer.js'

/** `passphrase` is asked where the key in the file is encrypted; undefined when nobody can be asked. */
export type KeyAtHand = { file: string; passphrase: () => Promise<string | undefined> } | { kmsKey: string }

/** @throws IdpscimError `BadUsage`, `SigningRefused` for a key that cannot be used */
export function openSigner(key: KeyAtHand): Promise<Signer> {
  return 'kmsKey' in key ? openKmsKey(key.kmsKey) : openKeyFile(key.file, key)
}
