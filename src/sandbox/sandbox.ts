/** The other side of every wire, on this machine: emulators, their control interface, and a folder with all that is needed to use them. */
import { type Clock, systemClock } from '../clock.js'
import { ACCESS_KEY, awsLeavings, originalSecrets } from './aws-leavings.js'
import { serveControl } from './control.js'
import { DEFAULT_GROUPS_FILTER, DEFAULT_SEED } from './default-seed.js'
import type { Emulator } from './emulator.js'
import { createFaultBook, type Fault, parseFaults } from './faults.js'
import { makeCredentials, makeFolder, writeFolder } from './files.js'
import { createAccessTokens } from './google/access-tokens.js'
import { createGithubEmulator } from './github/github-emulator.js'
import { githubLeavings } from './github/leavings.js'
import { createGoogleEmulator } from './google/google-emulator.js'
import { createFederationEmulator } from './google/federation-emulator.js'
import { administrator, googleLeavings, PROVIDER } from './google/leavings.js'
import { createTokenEmulator, REAL_AUDIENCE } from './google/token-emulator.js'
import { createAccessTokens as createGraphTokens } from './graph/access-tokens.js'
import { createGraphEmulator } from './graph/graph-emulator.js'
import { entraLeavings } from './graph/leavings.js'
import { createGraphTokenEmulator, REAL_GRAPH } from './graph/token-emulator.js'
import { createIdentityStoreEmulator } from './identitystore/identity-store-emulator.js'
import { createKmsEmulator } from './kms/kms-emulator.js'
import { closeServers, listen, origin } from './listen.js'
import { createOrganizationsEmulator } from './organizations/organizations-emulator.js'
import { createLimiter } from './rates.js'
import { createS3Emulator } from './s3/s3-emulator.js'
import { createRoom } from './scim/room.js'
import { createScimEmulator } from './scim/scim-emulator.js'
import { createStandardScimEmulator } from './scim/standard-emulator.js'
import { createSecretsEmulator } from './secretsmanager/secrets-emulator.js'
import type { Seed } from './seed.js'
import { type RequestRecord, serveEmulator, type Shell } from './server.js'
import { createSnsEmulator } from './sns/sns-emulator.js'
import { createSsoAdminEmulator } from './sso-admin/sso-admin-emulator.js'
import { createWorld } from './world.js'

export interface SandboxOptions {
  /** A parsed seed document; the default company when absent. */
  seed?: unknown
  /** The first of consecutive ports; 0 or absent takes free ones. */
  port?: number
  /** Where credentials and configuration go; a fresh temporary folder when absent. */
  dir?: string
  faults?: readonly Fault[]
  /** Added to every answer, milliseconds. */
  latencyMs?: number
  /** The vendors' published limits; on unless said otherwise. */
  rateLimits?: boolean
  clock?: Clock
  /** Of the identity store, through both its APIs. */
  scim?: { visibilityDelayMs?: number }
  /** How far the date of a request may be off the `clock`, milliseconds; fifteen minutes unless said otherwise. */
  s3?: { maxSkewMs?: number }
}

export interface Sandbox {
  /** With a trailing slash where paths are to be joined; tokens' are whole addresses. */
  endpoints: Endpoints
  env: Record<string, string>
  configFile: string
  dir: string
  /** In the order of arrival. */
  requests(): RequestRecord[]
  clearRequests(): void
  state(): Seed
  putState(document: unknown): void
  patchState(patch: unknown): void
  setFaults(faults: unknown): void
  /** Cuts every connection; the folder stays. */
  stop(): Promise<void>
}

export type Endpoints = Record<
  'google' | 'google-token' | 'scim' | 'control' | 's3' | 'secretsmanager' | 'graph' | 'graph-token' | 'identitystore' | 'sso-admin' | 'organizations' | 'github' | 'scim-standard' | 'kms' | 'sns',
  string
>

/** One port of the sandbox. */
interface Part {
  name: Exclude<keyof Endpoints, 'control'>
  emulator: Emulator
  /** The seed's section of which this emulator holds its own keys. */
  section?: keyof Seed
  /** Keeps more than it dumps (versions, times): loaded last, when nothing else can refuse the seed any more. */
  keepsMore?: true
  /** The endpoint's address, where it is not the origin itself. */
  address?: (origin: string) => string
}

/** The same at every start, so that a target's fingerprint outlives a restart on the same ports. */
const TENANT = '5f0c1d2e-7a3b-4c6d-9e8f-0a1b2c3d4e5f'
const INSTANCE = { storeId: 'd-9067f2a1c3', account: '123456789012', region: 'us-east-1' }

/** The control interface's place among the ports. */
const CONTROL = 3

/** Throws `BadSeed` or `BadUsage` (faults, ports) before anything listens. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { clock = systemClock, latencyMs = 0, rateLimits = true } = options
  const credentials = await makeCredentials()
  const tokens = createAccessTokens(clock)
  const google = createGoogleEmulator(tokens)
  const audiences = [REAL_AUDIENCE]
  const federation = createFederationEmulator({ account: credentials.account, audience: PROVIDER, callers: { [ACCESS_KEY.id]: ACCESS_KEY }, tokens, clock })
  const token = createTokenEmulator({ account: credentials.account, federation, tokens, directory: () => google.directory(), clock, audiences: () => audiences })
  // One store, seen through two APIs.
  const room = createRoom(clock, options.scim?.visibilityDelayMs)
  const scim = createScimEmulator({ token: credentials.scimToken, tenant: TENANT, clock, room })
  const ssoAdmin = createSsoAdminEmulator({ room, ...INSTANCE })
  const graphTokens = createGraphTokens(clock)
  const graph = createGraphEmulator({ tokens: graphTokens, clock })
  const resources = [REAL_GRAPH]
  const graphToken = createGraphTokenEmulator({ tokens: graphTokens, tenant: () => graph.tenant(), clock, secret: credentials.entraSecret, resources: () => resources })
  const github = createGithubEmulator({ clock, publicKey: credentials.account.publicKey, personalToken: credentials.githubToken, limited: rateLimits })
  // In the order of their ports, which people have written down: what is new comes last.
  const parts: readonly Part[] = [
    { name: 'google', emulator: google, section: 'google' },
    { name: 'google-token', emulator: token, address: (at) => `${at}token` },
    { name: 'scim', emulator: scim, section: 'aws', address: (at) => `${at}${TENANT}/scim/v2/` },
    { name: 's3', emulator: createS3Emulator({ clock, ...options.s3 }), section: 'aws', keepsMore: true },
    { name: 'secretsmanager', emulator: createSecretsEmulator(clock), section: 'aws', keepsMore: true },
    { name: 'graph', emulator: graph, section: 'entra' },
    { name: 'graph-token', emulator: graphToken, address: (at) => `${at}${graph.tenant().id}/oauth2/v2.0/token` },
    { name: 'identitystore', emulator: createIdentityStoreEmulator({ room, tenant: TENANT, callers: { [ACCESS_KEY.id]: ACCESS_KEY }, ...INSTANCE }) },
    { name: 'sso-admin', emulator: ssoAdmin, section: 'aws' },
    { name: 'organizations', emulator: createOrganizationsEmulator({ clock, accounts: () => ssoAdmin.book().accounts }) },
    { name: 'github', emulator: github, section: 'github', address: (at) => at.replace(/\/$/, '') },
    // The same store once more, as a server by the book would show it.
    { name: 'scim-standard', emulator: createStandardScimEmulator({ token: credentials.scimToken, clock, room }), address: (at) => `${at}scim/v2/` },
    { name: 'kms', emulator: createKmsEmulator(clock), section: 'aws', keepsMore: true },
    { name: 'sns', emulator: createSnsEmulator(), section: 'aws' },
  ]
  const world = createWorld(parts.toSorted((a, b) => Number(a.keepsMore ?? false) - Number(b.keepsMore ?? false)))
  world.put(options.seed === undefined ? DEFAULT_SEED : options.seed)

  const faults = createFaultBook()
  const setFaults = (document: unknown) => faults.set(parseFaults(document, parts.map(({ emulator }) => emulator.api)))
  setFaults(options.faults ?? [])
  let records: RequestRecord[] = []
  const stopping = new AbortController()
  const shell: Shell = {
    clock,
    faults,
    latencyMs,
    record: (record) => records.push(record),
    stopping: stopping.signal,
    ...(rateLimits ? { limiter: createLimiter(clock) } : {}),
  }
  const controls = {
    requests: () => [...records],
    clearRequests: () => {
      records = []
    },
    state: () => world.state(),
    putState: (document: unknown) => world.put(document),
    patchState: (patch: unknown) => world.patch(patch),
    setFaults,
  }
  const servers = parts.map(({ emulator }) => serveEmulator(emulator, shell))
  // Three of them were there before it.
  servers.splice(CONTROL, 0, serveControl(controls))
  const origins = (await listen(servers, options.port ?? 0)).map(origin)
  const [control = ''] = origins.splice(CONTROL, 1)
  const endpoints = { control, ...Object.fromEntries(parts.map(({ name, address }, index) => [name, (address ?? String)(origins[index] ?? '')])) } as Endpoints
  audiences.unshift(endpoints['google-token'])
  resources.push(endpoints.graph)
  const stop = async () => {
    stopping.abort(new Error('the sandbox stops'))
    await closeServers(servers)
  }
  try {
    const dir = await makeFolder(options.dir)
    const subject = administrator(google.directory())
    const leavings = [
      googleLeavings({ dir, credentials, endpoints, subject, directory: google.directory(), ...(options.seed === undefined ? { groupsFilter: DEFAULT_GROUPS_FILTER } : {}) }),
      entraLeavings({ dir, tenant: graph.tenant(), endpoints, secret: credentials.entraSecret }),
      githubLeavings({ dir, credentials, endpoints, organisation: github.organisation() }),
      awsLeavings(endpoints),
    ]
    const folder = await writeFolder({ dir, leavings, scim: { endpoint: endpoints.scim, token: credentials.scimToken } })
    if (options.seed === undefined) world.patch({ aws: { secrets: originalSecrets({ credentials, endpoints, subject }) } })
    return { endpoints, ...folder, dir, ...controls, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
