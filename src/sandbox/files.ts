/** What a sandbox leaves in its folder: credentials for its own endpoints, and a configuration that uses them. */
import { generateKeyPair, type KeyObject, randomBytes, randomUUID } from 'node:crypto'
import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { stringify } from 'yaml'

/** A fresh temporary folder where none is named; only its owner may look into one that is made here. */
export async function makeFolder(dir?: string): Promise<string> {
  if (dir === undefined) return mkdtemp(join(tmpdir(), 'idpscim-sandbox-'))
  const path = resolve(dir)
  await mkdir(path, { recursive: true, mode: 0o700 })
  return path
}

export interface Credentials {
  account: { email: string; publicKey: KeyObject; privateKey: string }
  /** In the form of AWS's: about six hundred characters of its alphabet. */
  scimToken: string
}

let keyPair: Promise<{ publicKey: KeyObject; privateKey: KeyObject }> | undefined

/** The key is new for every process and shared within it: making one takes longer than all the rest of a start. */
export async function makeCredentials(): Promise<Credentials> {
  keyPair ??= promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const { publicKey, privateKey } = await keyPair
  return {
    account: {
      email: 'idpscim@sandbox.iam.gserviceaccount.com',
      publicKey,
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    },
    scimToken: randomBytes(450).toString('base64'),
  }
}

export interface FolderContent {
  dir: string
  credentials: Credentials
  endpoints: { google: string; 'google-token': string; scim: string; s3: string; secretsmanager: string }
  /** The administrator to impersonate. */
  subject: string
  /** Absent: every group. */
  groupsFilter?: readonly string[]
}

export interface Folder {
  configFile: string
  /** The flat form, for the original's command line, and what AWS's SDKs and tools read. */
  env: Record<string, string>
}

export async function writeFolder(content: FolderContent): Promise<Folder> {
  const { dir, credentials, endpoints, subject, groupsFilter } = content
  const keyFile = join(dir, 'google-credentials.json')
  const tokenFile = join(dir, 'scim-token')
  const configFile = join(dir, '.idpscim.yaml')
  await writePrivate(keyFile, `${JSON.stringify(keyOf(credentials, endpoints['google-token']), null, 2)}\n`)
  await writePrivate(tokenFile, credentials.scimToken)
  const config = {
    version: 1,
    stack: 'sandbox',
    sources: [
      {
        type: 'google',
        name: 'workspace',
        customer: 'my_customer',
        endpoint: endpoints.google,
        credentials: { file: keyFile },
        subject,
        ...(groupsFilter ? { groups_filter: groupsFilter } : {}),
      },
    ],
    target: { type: 'aws-scim', endpoint: endpoints.scim, access_token: { file: tokenFile } },
    state: { type: 'file', path: join(dir, 'state.json') },
  }
  await writePrivate(configFile, stringify(config, { lineWidth: 0 }))
  return {
    configFile,
    env: {
      IDPSCIM_AWS_SCIM_ENDPOINT: endpoints.scim,
      IDPSCIM_AWS_SCIM_ACCESS_TOKEN: credentials.scimToken,
      IDPSCIM_GWS_SERVICE_ACCOUNT_FILE: keyFile,
      IDPSCIM_GWS_USER_EMAIL: subject,
      IDPSCIM_GWS_ENDPOINT: endpoints.google,
      ...(groupsFilter ? { IDPSCIM_GWS_GROUPS_FILTER: groupsFilter.join(',') } : {}),
      AWS_ENDPOINT_URL_S3: endpoints.s3,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.secretsmanager,
      // The documentation's own examples: anything signed passes.
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      AWS_REGION: 'us-east-1',
    },
  }
}

/** The four secrets that the original reads, under its default names. */
export function originalSecrets({ credentials, endpoints, subject }: Pick<FolderContent, 'credentials' | 'endpoints' | 'subject'>): Record<string, string> {
  return {
    IDPSCIM_GWSServiceAccountFile: JSON.stringify(keyOf(credentials, endpoints['google-token'])),
    IDPSCIM_GWSUserEmail: subject,
    IDPSCIM_SCIMEndpoint: endpoints.scim,
    IDPSCIM_SCIMAccessToken: credentials.scimToken,
  }
}

/** A service account's key file, as the console hands it out. */
function keyOf({ account }: Credentials, tokenUri: string): Record<string, string> {
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

/** Also when the file stands already with wider rights. */
async function writePrivate(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600 })
  await chmod(path, 0o600)
}
