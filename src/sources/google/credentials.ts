/** What a source is given to prove itself to Google: a service account's key, or a federation that needs none. */
import { IdpscimError } from '../../errors.js'
import type { Secret } from '../../model/secret.js'
import { readFederation, type Federation } from './federation-file.js'
import { readServiceAccount, type ServiceAccount } from './service-account.js'

export type Credentials = { kind: 'key'; account: ServiceAccount } | { kind: 'federation'; federation: Federation }

/**
 * Reads the file's text; nothing of it enters a message but the names of its fields.
 * @throws IdpscimError `SourceRefused` when it is neither
 */
export function readCredentials(credentials: Secret): Credentials {
  const file = json(credentials)
  const federated = typeof file === 'object' && file !== null && 'type' in file && file.type === 'external_account'
  return federated ? { kind: 'federation', federation: readFederation(file, credentials.origin) } : { kind: 'key', account: readServiceAccount(file, credentials.origin) }
}

/** The parser's own message is withheld: it quotes what it could not parse. */
function json(credentials: Secret): unknown {
  try {
    return JSON.parse(credentials.reveal())
  } catch {
    throw new IdpscimError('SourceRefused', `the Google credentials from ${credentials.origin} cannot be used: it is not JSON`, {
      suggestions: ['Give the JSON file as Google Cloud hands it out: a key of the service account, or the configuration of a workload identity provider.'],
    })
  }
}
