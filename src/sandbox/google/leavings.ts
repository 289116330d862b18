/** What the sandbox's Google leaves for its clients: a service account's key, an entry of the configuration, and the original's variables. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Credentials, Leavings } from '../files.js'
import type { Directory } from './directory.js'

export interface GoogleGround {
  dir: string
  credentials: Credentials
  endpoints: { google: string; 'google-token': string }
  /** The administrator to impersonate. */
  subject: string
  directory: Directory
  /** Absent: every group. */
  groupsFilter?: readonly string[]
}

export function googleLeavings({ dir, credentials, endpoints, subject, directory, groupsFilter }: GoogleGround): Leavings {
  const keyFile = join(dir, 'google-credentials.json')
  return {
    files: {
      'google-credentials.json': text(serviceAccountKey(credentials, endpoints['google-token'])),
      'google-federation.json': text(federationFile(credentials, endpoints['google-token'])),
    },
    source: {
      type: 'google',
      name: 'workspace',
      customer: 'my_customer',
      endpoint: endpoints.google,
      credentials: { file: keyFile },
      subject,
      ...(groupsFilter ? { groups_filter: groupsFilter } : {}),
    },
    standsIn: directory.users.size + directory.groups.size === 0,
    env: {
      IDPSCIM_GWS_SERVICE_ACCOUNT_FILE: keyFile,
      IDPSCIM_GWS_USER_EMAIL: subject,
      IDPSCIM_GWS_ENDPOINT: endpoints.google,
      ...(groupsFilter ? { IDPSCIM_GWS_GROUPS_FILTER: groupsFilter.join(',') } : {}),
    },
  }
}

const text = (file: object) => `${JSON.stringify(file, null, 2)}\n`

/** Whom to impersonate: the account's usual administrator, or the first there is. */
export function administrator({ domain, users }: Directory): string {
  const usual = `admin@${domain}`
  const admins = [...users.values()].filter(({ record }) => record.isAdmin).map(({ record }) => record.primaryEmail)
  return admins.includes(usual) ? usual : (admins[0] ?? usual)
}

/** A service account's key file, as the console hands it out. */
export function serviceAccountKey({ account }: Credentials, tokenUri: string): Record<string, string> {
  return {
    type: 'service_account',
    project_id: 'sandbox',
    private_key_id: randomUUID().replaceAll('-', ''),
    private_key: account.privateKey,
    client_email: account.email,
    client_id: '100000000000000000001',
    token_uri: tokenUri,
  }
}

/** The one provider of the sandbox's one pool; it trusts the AWS account of the documentation's access key. */
export const PROVIDER = '//iam.googleapis.com/projects/100000000001/locations/global/workloadIdentityPools/sandbox/providers/aws'

/** As gcloud's create-cred-config writes it for AWS, but for the addresses; `token_uri` is for this product alone. */
function federationFile({ account }: Credentials, tokenUri: string): object {
  const { origin } = new URL(tokenUri)
  return {
    universe_domain: 'googleapis.com',
    type: 'external_account',
    audience: PROVIDER,
    subject_token_type: 'urn:ietf:params:aws:token-type:aws4_request',
    service_account_impersonation_url: `${origin}/v1/projects/-/serviceAccounts/${account.email}:generateAccessToken`,
    token_url: `${origin}/v1/token`,
    credential_source: { environment_id: 'aws1', regional_cred_verification_url: 'https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15' },
    token_uri: tokenUri,
  }
}
