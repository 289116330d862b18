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
    files: { 'google-credentials.json': `${JSON.stringify(serviceAccountKey(credentials, endpoints['google-token']), null, 2)}\n` },
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
