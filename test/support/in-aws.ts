/** A stage as a team would deploy it: its state in the sandbox's S3, its credentials in the sandbox's Secrets Manager, no secret on disk. */
import { readFile, rm, writeFile } from 'node:fs/promises'
import { parse, stringify } from 'yaml'

export const BUCKET = 'states'
export const KEY = 'staff/state.json'
/** An endpoint and a token in one secret, as the AWS console stores keys and values. */
const SCIM_SECRET = 'staff/scim'

export interface Credentials {
  serviceAccount: string
  subject: string
  endpoint: string
  token: string
}

interface Written {
  sources: [{ credentials: { file: string }; subject: string }]
  target: { endpoint: string; access_token: { file: string } }
}

/** Rewrites the configuration in `configFile`, takes the credentials' files away, and gives what they held. */
export async function moveConfig(configFile: string): Promise<Credentials> {
  const config = parse(await readFile(configFile, 'utf8')) as Written
  const [source] = config.sources
  const files = [source.credentials.file, config.target.access_token.file]
  const [serviceAccount = '', token = ''] = await Promise.all(files.map((file) => readFile(file, 'utf8')))
  const credentials = { serviceAccount, token, subject: source.subject, endpoint: config.target.endpoint }
  const moved = {
    ...config,
    sources: [{ ...source, credentials: { secret: 'IDPSCIM_GWSServiceAccountFile' }, subject: { secret: 'IDPSCIM_GWSUserEmail' } }],
    target: { ...config.target, endpoint: { secret: `${SCIM_SECRET}#endpoint` }, access_token: { secret: `${SCIM_SECRET}#token` } },
    state: { type: 's3', bucket: BUCKET, key: KEY },
  }
  await writeFile(configFile, stringify(moved))
  await Promise.all(files.map((file) => rm(file)))
  return credentials
}

/** The original's four secrets, and ours. */
export function secretsOf({ serviceAccount, subject, endpoint, token }: Credentials): Record<string, unknown> {
  return {
    IDPSCIM_GWSServiceAccountFile: serviceAccount,
    IDPSCIM_GWSUserEmail: subject,
    IDPSCIM_SCIMEndpoint: endpoint,
    IDPSCIM_SCIMAccessToken: token,
    [SCIM_SECRET]: { endpoint, token },
  }
}

/** What must appear nowhere; the administrator's address is a name, and may. */
export function unspeakable({ serviceAccount, endpoint, token }: Credentials): string[] {
  const { private_key: key } = JSON.parse(serviceAccount) as { private_key: string }
  return [token, endpoint, new URL(endpoint).pathname, ...key.split('\n').filter((line) => line !== '' && !line.startsWith('-----'))]
}

/** What a sandbox says of AWS's clients; its other variables would stand beside a configuration in the full form. */
export function awsOnly(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('AWS_')))
}
