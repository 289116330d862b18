/** A GitHub organisation in the sandbox, and sources that read it in virtual time. */
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Secret } from '../../src/model/secret.js'
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js'
import type { Credentials } from '../../src/sources/github/access-tokens.js'
import { createGithubSource, type GithubOptions } from '../../src/sources/github/github-source.js'
import type { Source } from '../../src/sources/source.js'
import { createVirtualClock, type VirtualClock } from './virtual-clock.js'

export interface GithubWorld {
  readonly sandbox: Sandbox
  readonly clock: VirtualClock
  readonly app: Extract<Credentials, { as: 'app' }>
  readonly person: Extract<Credentials, { as: 'token' }>
  /** Asks as the App, and takes addresses from verified domains, unless told otherwise. */
  source(options?: Partial<GithubOptions>): Source
  /** Replaces the organisation, whose login is `acme`. */
  put(github: object): void
  /** How often each operation was asked for since the last `put` or start. */
  calls(): Record<string, number>
  end(): Promise<void>
}

export async function startGithubWorld(): Promise<GithubWorld> {
  const clock = createVirtualClock()
  const sandbox = await startSandbox({ seed: { github: { org: 'acme', members: [{ login: 'somebody' }] } }, rateLimits: false, clock })
  const secretIn = async (name: string) => new Secret((await readFile(join(sandbox.dir, name), 'utf8')).trimEnd(), `file ${name}`)
  const app = { as: 'app', appId: '1001', privateKey: await secretIn('github-app.pem') } as const
  const person = { as: 'token', token: await secretIn('github-token') } as const
  return {
    sandbox,
    clock,
    app,
    person,
    source: (options = {}) =>
      createGithubSource({
        name: 'teams',
        organization: 'acme',
        credentials: app,
        endpoint: sandbox.endpoints.github,
        email: { from: 'verified_domain' },
        teams: [],
        ignoreTeams: [],
        ignoreUsers: [],
        membership: 'all',
        includeUsers: 'grouped',
        clock,
        ...options,
      }),
    put: (changed) => {
      sandbox.putState({ github: { org: 'acme', ...changed } })
      sandbox.clearRequests()
      sandbox.setFaults([])
    },
    calls: () => {
      const counts: Record<string, number> = {}
      for (const { operation } of sandbox.requests()) counts[operation] = (counts[operation] ?? 0) + 1
      return counts
    },
    end: async () => {
      await sandbox.stop()
      await rm(sandbox.dir, { recursive: true, force: true })
    },
  }
}
