/** Google Workspace as a source: groups, their people and the nesting between them, through the Admin SDK's Directory API. */
import type { Clock } from '../../clock.js'
import type { OnProgress } from '../../model/progress.js'
import type { Secret } from '../../model/secret.js'
import type { SourceSnapshot } from '../../model/snapshot.js'
import type { Source, SourceRequest } from '../source.js'
import { createAccessTokens, type AccessTokens } from './access-token.js'
import type { AwsIdentity } from './aws-identity.js'
import { createDirectory } from './directory.js'
import { explain } from './explain-refusal.js'
import { judgePeople } from './judge-people.js'
import { readMembers } from './read-members.js'
import { effectiveFilters, selectGroups } from './select-groups.js'
import { buildSnapshot } from './snapshot.js'
import { createWire, type Wire } from './wire.js'

export interface GoogleOptions {
  /** The source's name in the configuration. */
  name: string
  /** `my_customer`, or the customer's id (C0xxxxxxx). */
  customer: string
  /** The Directory API's root; Google's own by default. */
  endpoint?: string
  /** The JSON text of a service account's key file, or of a workload identity federation with one (`external_account`). */
  credentials: Secret
  /** The administrator to act for, by domain-wide delegation; without one the service account acts for itself. */
  subject?: string
  /** Default: read-only groups, members and users. Delegation fails as a whole if one of them is not delegated. */
  scopes?: readonly string[]
  /** Each a query of Google's; their union is selected. An empty text or an empty list selects every group. */
  groupsFilter: readonly string[]
  /** Whether a group with fewer members than Google counts stops the reading. Default true. */
  checkMemberCounts?: boolean
  /** Who vouches in a federation with AWS; the running role unless given. */
  role?: () => Promise<AwsIdentity>
  clock: Clock
  onProgress?: OnProgress
  /** Calls under way at once. Default 10. */
  concurrency?: number
}

/** Delegated to the original program, and asked for by it. */
export const DEFAULT_SCOPES = ['group.readonly', 'group.member.readonly', 'user.readonly'].map((scope) => `https://www.googleapis.com/auth/admin.directory.${scope}`)

export function createGoogleSource(options: GoogleOptions): Source {
  const { name, clock, credentials, customer, subject, scopes = DEFAULT_SCOPES, onProgress } = options
  const tokens = createAccessTokens({ credentials, subject, scopes, clock, role: options.role })
  return {
    name,
    type: 'google',
    async read(request) {
      const stop = new AbortController()
      const wire = createWire({ clock, onProgress, stopped: stop.signal })
      try {
        return await readAll(options, wire, tokens, request)
      } catch (error) {
        throw explain(error, { customer, subject, scopes })
      } finally {
        // What failed on one side must not go on reading on the other.
        stop.abort()
        await wire.quiet()
      }
    },
  }
}

async function readAll(options: GoogleOptions, wire: Wire, tokens: AccessTokens, { known }: SourceRequest): Promise<SourceSnapshot> {
  const { name: source, clock, customer, endpoint, onProgress, concurrency = 10, checkMemberCounts = true } = options
  const start = instant(clock)
  const directory = createDirectory({ customer, endpoint, tokens, wire, concurrency, onProgress })
  const filter = effectiveFilters(options.groupsFilter)

  const groupsAndMembers = async () => {
    const selection = await selectGroups(directory, filter, known.groups)
    return { selection, nodes: await readMembers({ directory, selection, checkMemberCounts }) }
  }
  const [{ selection, nodes }, list] = await Promise.all([groupsAndMembers(), directory.users()])
  const users = new Map(list.map((user) => [user.id, user]))
  const findings = await judgePeople({ directory, users, nodes, known: known.users, source })

  const evidence = { pages: directory.pages(), filter, matched: [...selection.matched], start, end: instant(clock) }
  return buildSnapshot({ source, groups: selection.groups.values(), nodes, users, findings, evidence })
}

function instant(clock: Clock): string {
  return new Date(clock.now()).toISOString()
}
