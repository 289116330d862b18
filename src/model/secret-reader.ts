/** The door to where secrets are kept: asked once for all that a configuration refers to. */
import type { Secret } from './secret.js'

/** Why one secret could not be had; others may have been. */
export interface SecretFailure {
  /** The rest of a sentence that begins with the secret's name: "was not found in eu-west-1". */
  problem: string
  /** What to do about it. */
  remedy: string
}

export interface SecretReader {
  /**
   * The current value of each secret, by the name or ARN that was asked for; every one of them is in the answer, as its whole text or as the
   * reason why not. What is a secret of it, and not a name that was kept there, the asker remembers for redaction. May ask again after a failure that passes, and keeps nothing afterwards.
   *
   * @throws IdpscimError `SecretsRefused` when nobody can be asked: no credentials, no Region, no answer
   */
  fetch(ids: readonly string[]): Promise<ReadonlyMap<string, Secret | SecretFailure>>
}
