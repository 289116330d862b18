/** What the sandbox's GitHub leaves for its clients: the App's private key, a person's token, and an entry of the configuration. */
import { createPrivateKey } from 'node:crypto'
import { join } from 'node:path'
import type { Credentials, Leavings } from '../files.js'
import { APP_ID } from './access.js'
import type { Organisation } from './organisation.js'

export interface GithubGround {
  dir: string
  credentials: Credentials
  endpoints: { github: string }
  organisation: Organisation
}

export function githubLeavings({ dir, credentials, endpoints, organisation }: GithubGround): Leavings {
  const { members, teams, login, identities } = organisation
  if (members.length + teams.length === 0) return { files: {} }
  const keyFile = 'github-app.pem'
  // In the form in which GitHub hands it out.
  const key = createPrivateKey(credentials.account.privateKey).export({ type: 'pkcs1', format: 'pem' }) as string
  return {
    files: { [keyFile]: key, 'github-token': credentials.githubToken },
    source: {
      type: 'github',
      name: 'github',
      organization: login,
      endpoint: endpoints.github,
      app_id: String(APP_ID),
      private_key: { file: join(dir, keyFile) },
      email: { from: identities ? 'saml' : 'verified_domain' },
    },
  }
}
