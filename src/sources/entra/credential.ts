/** What proves the client to Microsoft: a secret, a certificate's signature, or another issuer's token. */
import type { Clock } from '../../clock.js'
import { remember, type Secret } from '../../model/secret.js'
import { readCertificate, signAssertion } from './certificate.js'

/** `of` gives the form's fields; it throws `SourceRefused` for what cannot be used. */
export interface Proof {
  kind: 'secret' | 'certificate' | 'federated'
  of(asked: { clientId: string; audience: string }): Promise<Readonly<Record<string, string>>>
}

export type Credential =
  | { kind: 'secret'; secret: Secret }
  /** PEM: a certificate, and its private key. */
  | { kind: 'certificate'; certificate: Secret }
  /** Gives a fresh token of the issuer that the app's federated credential names. */
  | { kind: 'federated'; token: () => Promise<string> }

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

export function proofBy(credential: Credential, clock: Clock): Proof {
  const asserted = (assertion: string) => {
    remember(assertion)
    return { client_assertion_type: JWT_BEARER, client_assertion: assertion }
  }
  switch (credential.kind) {
    case 'secret':
      return { kind: 'secret', of: () => Promise.resolve({ client_secret: credential.secret.reveal() }) }
    case 'certificate':
      return {
        kind: 'certificate',
        of: ({ clientId, audience }) => Promise.resolve().then(() => asserted(signAssertion(readCertificate(credential.certificate, clock), { clientId, audience, clock }))),
      }
    case 'federated':
      return { kind: 'federated', of: async () => asserted(await credential.token()) }
  }
}
