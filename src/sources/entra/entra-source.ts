/** Microsoft Entra ID as a source: groups, their people and the nesting between them, through Microsoft Graph v1.0. */
import type { Clock } from '../../clock.js'
import type { AccessTokens } from '../../http/access-tokens.js'
import type { OnProgress } from '../../model/progress.js'
import type { SourceSnapshot } from '../../model/snapshot.js'
import type { Source, SourceRequest } from '../source.js'
import { createAccessTokens } from './access-token.js'
import { proofBy, type Credential } from './credential.js'
import { explain } from './explain-refusal.js'
import { createGraph } from './graph.js'
import { readMembers, type GroupNode } from './read-members.js'
import { readPeople } from './read-people.js'
import { effectiveFilters, selectGroups } from './select-groups.js'
import { buildSnapshot, HOLDING_ID, type Reading } from './snapshot.js'
import { createTransport } from './transport.js'
import { createWire, type Wire } from './wire.js'

export interface EntraOptions {
  /** The source's name in the configuration. */
  name: string
  /** The tenant's id, or one of its verified domains. */
  tenant: string
  /** The app's (client) id. */
  clientId: string
  credential: Credential
  /** Graph's root; the global cloud's by default. */
  endpoint?: string
  /** Root of the token endpoint; that of Graph's cloud by default. */
  authority?: string
  /** Each a `$filter` over groups; their union is selected. An empty text or an empty list selects every group. */
  groupsFilter: readonly string[]
  /** `all` takes also people who are in no selected group. Default `grouped`. */
  includeUsers?: 'all' | 'grouped'
  /** Whether owners of a selected group count as its members. Default false. */
  includeOwners?: boolean
  /** B2B guests: left out, taken as they are, or taken with their mail as name. Default `exclude`. */
  guests?: Reading['guests']
  /** The name of a group that holds everybody who is in any. */
  holdingGroup?: string
  /** Properties of users to read beside those of the default mapping, for expressions. */
  select?: readonly string[]
  /** Whether a group with fewer members than Graph counts stops the reading. Default true. */
  checkMemberCounts?: boolean
  clock: Clock
  onProgress?: OnProgress
  /** Calls under way at once. Default 10. */
  concurrency?: number
}

export const GLOBAL_GRAPH = 'https://graph.microsoft.com'

/** Token hosts by Graph's. https://learn.microsoft.com/graph/deployments */
const AUTHORITIES: Readonly<Record<string, string>> = {
  'graph.microsoft.com': 'https://login.microsoftonline.com',
  'graph.microsoft.us': 'https://login.microsoftonline.us',
  'dod-graph.microsoft.us': 'https://login.microsoftonline.us',
  'microsoftgraph.chinacloudapi.cn': 'https://login.chinacloudapi.cn',
}

/** Where Graph and its tokens are asked. */
export function cloudOf(options: Pick<EntraOptions, 'endpoint' | 'authority'>): { endpoint: string; authority: string; scope: string } {
  const { endpoint = GLOBAL_GRAPH } = options
  // Whatever stands before Graph, tokens are asked for the cloud that is meant.
  const cloud = Object.hasOwn(AUTHORITIES, new URL(endpoint).host) ? new URL(endpoint) : new URL(GLOBAL_GRAPH)
  return { endpoint, authority: options.authority ?? AUTHORITIES[cloud.host] ?? '', scope: `${cloud.origin}/.default` }
}

export function createEntraSource(options: EntraOptions): Source {
  const { name, tenant, clientId, credential, clock, onProgress } = options
  const { endpoint, authority, scope } = cloudOf(options)
  const tokens = createAccessTokens({ authority, tenant, clientId, proof: proofBy(credential, clock), scope, clock })
  return {
    name,
    type: 'entra',
    async read(request) {
      const stop = new AbortController()
      const wire = createWire({ clock, onProgress, stopped: stop.signal })
      try {
        return await readAll({ ...options, endpoint }, wire, tokens, request)
      } catch (error) {
        throw explain(error)
      } finally {
        // What failed on one side must not go on reading on the other.
        stop.abort()
        await wire.quiet()
      }
    },
  }
}

async function readAll(options: EntraOptions & { endpoint: string }, wire: Wire, tokens: AccessTokens<Wire>, { known }: SourceRequest): Promise<SourceSnapshot> {
  const { name: source, clock, onProgress, endpoint, concurrency = 10, select = [], checkMemberCounts = true, includeOwners = false, includeUsers = 'grouped', guests = 'exclude' } = options
  const start = instant(clock)
  const ask = createTransport({ root: endpoint, wire, tokens, concurrency })
  const graph = createGraph({ ask, wire, select, onProgress })
  const filter = effectiveFilters(options.groupsFilter)

  const selection = await selectGroups(graph, filter, known.groups.filter((id) => id !== HOLDING_ID))
  const nodes = await readMembers({ graph, wire, selection, checkMemberCounts, includeOwners, onProgress })
  const members = new Map([...nodes.values()].flatMap((node) => node.people.map(({ id, label }) => [id, label] as const)))
  const people = await readPeople(graph, { members, known: known.users, everybody: includeUsers === 'all' })
  tellOthers(nodes, onProgress)

  const evidence = { pages: graph.pages(), filter, matched: [...selection.matched], start, end: instant(clock) }
  return buildSnapshot({ source, groups: [...selection.groups.values()], nodes, people, guests, everybody: includeUsers === 'all', holdingGroup: options.holdingGroup, evidence })
}

/** Devices, service principals and contacts are skipped: no person stands behind them. */
function tellOthers(nodes: ReadonlyMap<string, GroupNode>, onProgress: OnProgress | undefined): void {
  const counts = new Map<string, number>()
  for (const { others } of nodes.values()) for (const kind of others) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  if (counts.size === 0) return
  const words = [...counts].sort(([one], [other]) => (one < other ? -1 : 1)).map(([kind, count]) => `${count} of type ${kind}`)
  onProgress?.({ type: 'note', level: 'info', message: `members that are no people are skipped: ${words.join(', ')}` })
}

function instant(clock: Clock): string {
  return new Date(clock.now()).toISOString()
}
