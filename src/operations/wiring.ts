/** Names in a configuration become adapters: here, and nowhere else. */
import type { FilePlace, S3Place, StateConfig } from '../config/config.js'
import type { EntraCredentialConfig, EntraSourceConfig } from '../config/sources/entra.js'
import type { GithubCredentialsConfig, GithubSourceConfig } from '../config/sources/github.js'
import type { GoogleSourceConfig } from '../config/sources/google.js'
import type { SourceConfig } from '../config/sources/sources.js'
import { present } from '../config/unread.js'
import type { SecretReader } from '../model/secret-reader.js'
import { createSecretReader } from '../secrets/secrets-manager.js'
import type { Credential } from '../sources/entra/credential.js'
import type { EntraOptions } from '../sources/entra/entra-source.js'
import type { Credentials } from '../sources/github/access-tokens.js'
import type { GithubOptions } from '../sources/github/github-source.js'
import type { GoogleOptions } from '../sources/google/google-source.js'
import type { Inspection } from '../sources/google/inspect.js'
import type { Source } from '../sources/source.js'
import { createFileStore } from '../state/file/file-store.js'
import { isOriginal } from '../state/original/document.js'
import { fromOriginal, type Identity } from '../state/original/from-original.js'
import type { S3StoreOptions } from '../state/s3/s3-store.js'
import type { TakeOver } from '../state/state-document.js'
import type { StateStore } from '../state/state-store.js'
import type { Context } from './context.js'
import { targetName } from './open-target.js'

export { openTarget } from './open-target.js'

/** In the order of the configuration. */
export function openSources(context: Context): Promise<Source[]> {
  return Promise.all(context.config.sources.map((source) => openSource(source, context)))
}

/** The lists of the Google sources as Google answers them, in the order of the configuration. */
export async function openInspections(context: Context): Promise<Inspection[]> {
  const { createInspection } = await import('../sources/google/inspect.js')
  return context.config.sources.flatMap((source) => (source.type === 'google' ? [createInspection(googleOptions(source, context))] : []))
}

/** Vendors' clients are large things to load: only who reads a source pays for its own. */
async function openSource(source: SourceConfig, context: Surroundings): Promise<Source> {
  switch (source.type) {
    case 'google': {
      const { createGoogleSource } = await import('../sources/google/google-source.js')
      return createGoogleSource(googleOptions(source, context))
    }
    case 'entra': {
      const { createEntraSource } = await import('../sources/entra/entra-source.js')
      return createEntraSource(await entraOptions(source, context))
    }
    case 'github': {
      const { createGithubSource } = await import('../sources/github/github-source.js')
      return createGithubSource(githubOptions(source, context))
    }
    case 'file': {
      const { createFileSource } = await import('../sources/file/file-source.js')
      return createFileSource({ ...source, clock: context.clock, onProgress: context.onProgress })
    }
  }
}

type Surroundings = Pick<Context, 'clock' | 'onProgress'>

export function googleOptions(source: GoogleSourceConfig, { clock, onProgress }: Surroundings): GoogleOptions {
  const { type: _, customer, credentials, endpoint, subject, ...plain } = source
  return {
    ...plain,
    customer: present(customer),
    credentials: present(credentials),
    ...(endpoint === undefined ? {} : { endpoint: present(endpoint) }),
    ...(subject === undefined ? {} : { subject: present(subject) }),
    clock,
    onProgress,
  }
}

export async function entraOptions(source: EntraSourceConfig, { clock, onProgress }: Surroundings): Promise<EntraOptions> {
  const { awsWebIdentity } = await import('../sources/entra/aws-web-identity.js')
  const { type: _, tenant, clientId, credential, endpoint, authority, ...plain } = source
  return {
    ...plain,
    tenant: present(tenant),
    clientId: present(clientId),
    credential: entraCredential(credential, awsWebIdentity),
    ...(endpoint === undefined ? {} : { endpoint: present(endpoint) }),
    ...(authority === undefined ? {} : { authority: present(authority) }),
    clock,
    onProgress,
  }
}

export function githubOptions(source: GithubSourceConfig, { clock, onProgress }: Surroundings): GithubOptions {
  const { type: _, organization, credentials, endpoint, ...plain } = source
  return {
    ...plain,
    organization: present(organization),
    credentials: githubCredentials(credentials),
    ...(endpoint === undefined ? {} : { endpoint: present(endpoint) }),
    clock,
    onProgress,
  }
}

function githubCredentials(credentials: GithubCredentialsConfig): Credentials {
  if (credentials.as === 'token') return { as: 'token', token: present(credentials.token) }
  const { appId, privateKey, installationId } = credentials
  return { as: 'app', appId: present(appId), privateKey: present(privateKey), ...(installationId === undefined ? {} : { installationId: present(installationId) }) }
}

function entraCredential(credential: EntraCredentialConfig, awsWebIdentity: typeof import('../sources/entra/aws-web-identity.js').awsWebIdentity): Credential {
  switch (credential.kind) {
    case 'secret':
      return { kind: 'secret', secret: present(credential.secret) }
    case 'certificate':
      return { kind: 'certificate', certificate: present(credential.certificate) }
    case 'token': {
      const token = present(credential.token)
      return { kind: 'federated', token: () => Promise.resolve(token.reveal()) }
    }
    case 'aws':
      return { kind: 'federated', token: awsWebIdentity(credential) }
  }
}

export async function openStore(context: Context): Promise<StateStore> {
  const { config: { state }, clock } = context
  if (state.type === 'file') return createFileStore({ path: state.path, clock, lease: { ttlMs: state.leaseTtlMs }, takeOver: takingOver(context) })
  const { createS3Store } = await import('../state/s3/s3-store.js')
  return createS3Store(s3Options(state, context))
}

export function s3Options(state: Extract<StateConfig, { type: 's3' }>, context: Context): S3StoreOptions {
  const { clock, onProgress } = context
  const { bucket, key, sse, kmsKeyId, gzip, leaseTtlMs } = state
  const encryption = { ...(sse === undefined ? {} : { mode: sse }), ...(kmsKeyId === undefined ? {} : { kmsKeyId }) }
  return { bucket, key, clientConfig: clientConfigOf(state), clock, onProgress, lease: { ttlMs: leaseTtlMs }, sse: encryption, gzip, takeOver: takingOver(context) }
}

/** Other stacks' states on the same target: they are read, never written. */
export function openNeighbours(context: Context): Promise<{ name: string; store: StateStore }[]> {
  const { config, clock, onProgress } = context
  const open = (place: (FilePlace | S3Place) & { name: string }): Promise<StateStore> | StateStore => {
    const takeOver = takingOver(context, place.name)
    return place.type === 'file' ? createFileStore({ path: place.path, clock, takeOver }) : openS3(place, { clock, onProgress, takeOver })
  }
  return Promise.all(config.neighbours.map(async (neighbour) => ({ name: neighbour.name, store: await open(neighbour) })))
}

/** What a document of the original program does not say of itself: it knew one directory and one target. */
export function originalIdentity(context: Context, stack = context.config.stack): Identity {
  const { sources, target } = context.config
  const source = sources.find(({ type }) => type === 'google')
  // Who only looks at the state reads no secrets, and the address may be one.
  return { stack, source: source?.name ?? 'google', target: targetName(target) }
}

/** The target is asked for its name only where there is such a document. */
function takingOver(context: Context, stack?: string): TakeOver {
  return (document, place) => (isOriginal(document) ? fromOriginal(document, originalIdentity(context, stack), place) : undefined)
}

/** AWS's client is a large thing to load: a state in a file does not pay for it. */
async function openS3(place: S3Place, options: Omit<S3StoreOptions, 'bucket' | 'key' | 'clientConfig'>): Promise<StateStore> {
  const { createS3Store } = await import('../state/s3/s3-store.js')
  return createS3Store({ bucket: place.bucket, key: place.key, clientConfig: clientConfigOf(place), ...options })
}

function clientConfigOf({ region, endpoint, forcePathStyle }: S3Place): NonNullable<S3StoreOptions['clientConfig']> {
  return {
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(forcePathStyle === undefined ? {} : { forcePathStyle }),
  }
}

/** Nothing is loaded, and nobody asked, before the first secret is wanted. */
export function openSecrets(): SecretReader {
  return createSecretReader()
}
