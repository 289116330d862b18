/** What has to be so before an Entra tenant can be read: the app's proof and how long it lasts, its token, each permission with consent, each filter. */
import type * as z from 'zod'
import { createOnce } from '../../http/probe.js'
import type { Network } from '../../http/reach.js'
import { ok, type Check, type CheckAnswer } from '../../model/check.js'
import { createAccessTokens } from './access-token.js'
import { checked, type Call } from './call.js'
import { readCertificate } from './certificate.js'
import { proofBy } from './credential.js'
import { cloudOf, type EntraOptions } from './entra-source.js'
import { explain } from './explain-refusal.js'
import { needsIndex } from './groups-filter.js'
import { OneGroup, OneMember, OneUser, pageOf } from './rows.js'
import { effectiveFilters } from './select-groups.js'
import { createTransport } from './transport.js'
import { createWire } from './wire.js'

const PEOPLE = 'User.Read.All'
const GROUPS = 'GroupMember.Read.All'

export function entraChecks(options: EntraOptions, network: Network): Check[] {
  const { tenant, groupsFilter } = options
  const probes = createProbes(options)
  const { endpoint, authority } = cloudOf(options)
  const said = async <T>(probe: Promise<T>): Promise<T> =>
    probe.catch((error: unknown) => {
      throw explain(error)
    })
  return [
    network([authority, endpoint]),
    proofCheck(options),
    {
      name: 'token',
      needs: ['network', 'credential'],
      ask: async () => {
        await said(probes.token())
        return ok(`taken by ${tenant}`)
      },
    },
    {
      name: GROUPS,
      needs: ['token'],
      ask: async () => {
        await said(probes.groups())
        return ok('granted, with consent')
      },
    },
    {
      name: PEOPLE,
      needs: ['token'],
      ask: async () => {
        const [user] = await said(probes.users())
        if (user === undefined || (user.principal !== undefined && user.enabled !== undefined)) return ok('granted, with consent')
        return { status: 'failed', says: 'Graph answers people with their properties withheld (null), as for User.ReadBasic.All', remedies: [`Grant the app ${PEOPLE}, with admin consent, as application permission (API permissions, Microsoft Graph, Application permissions).`] }
      },
    },
    {
      name: 'reads members',
      needs: [GROUPS, PEOPLE],
      ask: async () => {
        const members = await said(probes.members())
        return members === undefined ? ok('there is no group yet') : ok('allowed')
      },
    },
    ...effectiveFilters(groupsFilter).map((filter): Check => ({
      name: `filter ${filter}`,
      needs: [GROUPS],
      ask: async () => {
        if ((await said(probes.groups(filter))).length > 0) return ok('selects groups')
        return { status: 'warning', says: 'selects no group', remedies: ['Check the filter against the names of the groups: idpscim source groups --all lists them.'] }
      },
    })),
  ]
}

const DAY_MS = 86_400_000
/** Enough to have another registered by whoever may. */
const SOON_DAYS = 30

function proofCheck({ credential, clock }: EntraOptions): Check {
  const ask = async (): Promise<CheckAnswer> => {
    switch (credential.kind) {
      case 'secret':
        return { status: 'unknown', says: 'a client secret: when it ends is shown to administrators alone', remedies: ['See it in Entra (the app, Certificates & secrets); make the next one before it ends.'] }
      case 'certificate': {
        const { until } = readCertificate(credential.certificate, clock)
        const days = Math.floor((until - clock.now()) / DAY_MS)
        const says = `a certificate that lasts until ${new Date(until).toISOString().slice(0, 10)}`
        return days >= SOON_DAYS ? ok(says) : { status: 'warning', says: `${says}: ${days} days`, remedies: ['Make another, register it on the app beside this one (Certificates & secrets), switch, and take this one away.'] }
      }
      case 'federated':
        await credential.token()
        return ok('a token of the issuer that vouches for the app')
    }
  }
  return { name: 'credential', ask }
}

/** Each is asked once, however many checks look at its answer. */
function createProbes(options: EntraOptions) {
  const { tenant, clientId, credential, clock, onProgress } = options
  const { endpoint, authority, scope } = cloudOf(options)
  const once = createOnce()
  const wire = createWire({ clock, onProgress, stopped: new AbortController().signal, attempts: { throttled: 3, failed: 2 } })
  const tokens = createAccessTokens({ authority, tenant, clientId, proof: proofBy(credential, clock), scope, clock })
  const ask = createTransport({ root: endpoint, wire, tokens, concurrency: 4 })
  const first = async <Row extends { id: string }>(call: Call, row: z.ZodType<Row>, url: string, eventual = false): Promise<Row[]> => checked(call, pageOf(row), await ask({ call, url, eventual })).rows

  const groups = (filter?: string) =>
    once(`groups ${filter ?? ''}`, () => {
      const eventual = filter !== undefined && needsIndex(filter)
      const filtered = filter === undefined ? '' : `&$filter=${encodeURIComponent(filter)}`
      return first({ operation: 'groups.group.ListGroup', page: 1, ...(filter === undefined ? {} : { filter }) }, OneGroup, `groups?$select=id,displayName&$top=1${filtered}${eventual ? '&$count=true' : ''}`, eventual)
    })
  return {
    token: () => once('token', () => tokens.current(wire)),
    groups,
    users: () => once('users', () => first({ operation: 'users.user.ListUser', page: 1 }, OneUser, 'users?$select=id,userPrincipalName,accountEnabled&$top=1')),
    members: async () => {
      const [group] = await groups()
      if (group === undefined) return undefined
      const call: Call = { operation: 'groups.ListMembers', about: `the group ${group.name ?? group.id}`, page: 1 }
      return first(call, OneMember, `groups/${group.id}/members?$select=id,displayName,userPrincipalName&$top=1`)
    },
  }
}
