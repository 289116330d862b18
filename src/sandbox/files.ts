/** What a sandbox leaves in its folder: credentials for its own endpoints, and a configuration that uses them. */
import { generateKeyPair, type KeyObject, randomBytes } from 'node:crypto'
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
  /** In the form of Entra's: forty characters. */
  entraSecret: string
  /** An organisation owner's classic personal access token at GitHub. */
  githubToken: string
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
    entraSecret: randomBytes(30).toString('base64url'),
    githubToken: `ghp_${randomBytes(27).toString('hex').slice(0, 36)}`,
  }
}

/** What one vendor's side leaves in the folder for its clients. */
export interface Leavings {
  /** By name within the folder: texts that only their owner may read. */
  files: Readonly<Record<string, string>>
  /** An entry of the configuration's `sources`; absent where the seed has nothing of this vendor. */
  source?: object
  /** The seed has nothing of this vendor, whose entry stands in only where there is no other. */
  standsIn?: boolean
  /** The flat form, for the original's command line, and what the vendors' own SDKs and tools read. */
  env?: Readonly<Record<string, string>>
}

export interface FolderContent {
  dir: string
  leavings: readonly Leavings[]
  scim: { endpoint: string; token: string }
}

export interface Folder {
  configFile: string
  env: Record<string, string>
}

/** A configuration of every source there is, an `aws-scim` target and a state in a file. */
export async function writeFolder({ dir, leavings, scim }: FolderContent): Promise<Folder> {
  const tokenFile = join(dir, 'scim-token')
  const configFile = join(dir, '.idpscim.yaml')
  for (const [name, text] of leavings.flatMap(({ files }) => Object.entries(files))) await writePrivate(join(dir, name), text)
  await writePrivate(tokenFile, scim.token)
  const config = {
    version: 1,
    stack: 'sandbox',
    sources: sourcesOf(leavings),
    target: { type: 'aws-scim', endpoint: scim.endpoint, access_token: { file: tokenFile } },
    state: { type: 'file', path: join(dir, 'state.json') },
  }
  await writePrivate(configFile, stringify(config, { lineWidth: 0 }))
  const env = leavings.flatMap((one) => Object.entries(one.env ?? {}))
  return { configFile, env: { IDPSCIM_AWS_SCIM_ENDPOINT: scim.endpoint, IDPSCIM_AWS_SCIM_ACCESS_TOKEN: scim.token, ...Object.fromEntries(env) } }
}

function sourcesOf(leavings: readonly Leavings[]): object[] {
  const own = leavings.filter(({ standsIn }) => standsIn !== true).flatMap(({ source }) => source ?? [])
  return own.length > 0 ? own : leavings.flatMap(({ source }) => source ?? [])
}

/** Also when the file stands already with wider rights. */
async function writePrivate(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600 })
  await chmod(path, 0o600)
}
