/** GitHub as a source: an organisation's teams, their people and the nesting between them, through GraphQL. */
import type { Clock } from '../../clock.js'
import type { OnProgress } from '../../model/progress.js'
import type { SourceSnapshot } from '../../model/snapshot.js'
import type { Source, SourceRequest } from '../source.js'
import { createAccessTokens, type Credentials } from './access-tokens.js'
import { createClient, type GithubClient } from './client.js'
import { createDirectory } from './directory.js'
import { addressOf, type EmailRule } from './emails.js'
import { type Endpoint, parseEndpoint } from './endpoint.js'
import { explain } from './explain-refusal.js'
import { judgePeople } from './judge-people.js'
import { readMembers } from './read-members.js'
import type { IdentityRow } from './rows.js'
import { anyOf, childrenOf, selectTeams, settleTeams, withDescendants } from './select-teams.js'
import { buildSnapshot } from './snapshot.js'

export interface GithubOptions {
  /** The source's name in the configuration. */
  name: string
  /** The organisation's login. */
  organization: string
  credentials: Credentials
  /** The REST API's root; github.com's by default, `https://HOST/api/v3` for GitHub Enterprise Server. */
  endpoint?: string
  email: EmailRule
  /** Slugs with `*` and `?`; none selects every team. */
  teams: readonly string[]
  ignoreTeams: readonly string[]
  /** Logins with `*` and `?`: as though these were nobody's. */
  ignoreUsers: readonly string[]
  /** `all` counts the people of nested teams as well, as GitHub does. */
  membership: 'all' | 'immediate'
  includeUsers: 'all' | 'grouped'
  clock: Clock
  onProgress?: OnProgress
  fetch?: typeof fetch
  random?: () => number
}

export function createGithubSource(options: GithubOptions): Source {
  const { name, organization, credentials, clock, onProgress, fetch, random } = options
  const endpoint = parseEndpoint(options.endpoint)
  const wire = { endpoint, clock, onProgress, ...(fetch && { fetch }), ...(random && { random }) }
  const tokens = createAccessTokens({ ...wire, credentials, organization })
  return {
    name,
    type: 'github',
    async read(request) {
      const stop = new AbortController()
      const client = createClient({ ...wire, tokens, stopped: stop.signal })
      try {
        return await readAll(options, { client, endpoint }, request)
      } catch (error) {
        throw explain(error, { organization, as: credentials.as })
      } finally {
        // What failed on one side must not go on reading on the other.
        stop.abort()
        await client.quiet()
      }
    },
  }
}

async function readAll(options: GithubOptions, { client, endpoint }: { client: GithubClient; endpoint: Endpoint }, { known }: SourceRequest): Promise<SourceSnapshot> {
  const { name: source, organization, email, membership, clock, onProgress, includeUsers } = options
  const start = instant(clock)
  const directory = createDirectory({ client, organization, onProgress })

  const teamsAndMembers = async () => {
    const all = await directory.teams()
    await settleTeams(directory, all, options, known.groups)
    const { groups, matched } = selectTeams(all, options)
    const children = membership === 'all' ? childrenOf(all) : new Map<string, never[]>()
    const teams = withDescendants(groups, children)
    return { groups, matched, children, teams, members: await readMembers({ client, directory, teams, onProgress }) }
  }
  const [{ groups, matched, children, teams, members }, list, identities] = await Promise.all([
    teamsAndMembers(),
    directory.people({ verifiedEmails: email.from === 'verified_domain', suspendedAt: endpoint.server }),
    email.from === 'saml' ? directory.identities(email.enterprise).then(byPerson) : new Map<string, IdentityRow[]>(),
  ])
  const { people, findings } = await judgePeople({
    directory,
    people: list.rows,
    members,
    teams,
    known: known.users,
    hasAddress: (person) => 'email' in addressOf(person, email, identities.get(person.id) ?? []),
    listTellsSuspended: list.tellsSuspended,
    source,
  })

  const evidence = { pages: directory.pages(), filter: [...options.teams], matched: [...matched], start, end: instant(clock) }
  return buildSnapshot({ source, groups, teams, children, members, people, identities, email, isIgnored: anyOf(options.ignoreUsers), includeUsers, findings, evidence })
}

/** Identities that nobody has claimed are nobody's. */
function byPerson(identities: readonly IdentityRow[]): Map<string, IdentityRow[]> {
  const linked = new Map<string, IdentityRow[]>()
  for (const identity of identities) {
    if (!identity.user) continue
    const id = String(identity.user.databaseId)
    const own = linked.get(id)
    if (own === undefined) linked.set(id, [identity])
    else own.push(identity)
  }
  return linked
}

function instant(clock: Clock): string {
  return new Date(clock.now()).toISOString()
}
