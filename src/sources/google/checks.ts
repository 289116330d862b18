/** What has to be so before a Google Workspace can be read: the key, the delegation of every scope, the administrator, the customer, each reading. */
import { auth } from 'googleapis/build/src/apis/admin/index.js'
import { isIdpscimError } from '../../errors.js'
import { createOnce, refusalOf } from '../../http/probe.js'
import type { Hail, Network } from '../../http/reach.js'
import { ok, type Check } from '../../model/check.js'
import { createAccessTokens } from './access-token.js'
import { readCredentials } from './credentials.js'
import { createDirectory, type Directory } from './directory.js'
import { explain } from './explain-refusal.js'
import { DEFAULT_SCOPES, type GoogleOptions } from './google-source.js'
import { isQuota, mayPass, Refusal } from './refusal.js'
import { effectiveFilters } from './select-groups.js'
import { createWire } from './wire.js'

const GOOGLE = 'https://admin.googleapis.com/'
const PREFIX = 'https://www.googleapis.com/auth/admin.directory.'
/** What lets each listing through: the least first. */
const READ = { groups: ['group.readonly', 'group'], users: ['user.readonly', 'user'], members: ['group.member.readonly', 'group.member', 'group.readonly', 'group'] }

export function googleChecks(options: GoogleOptions, network: Network): Check[] {
  const { customer, subject, scopes = DEFAULT_SCOPES } = options
  const probes = createProbes(options, scopes)
  const explained = (error: unknown) => {
    const words = explain(error, { customer, subject, scopes })
    return words instanceof Error ? words : new Error(String(words))
  }
  const said = async <T>(probe: Promise<T>): Promise<T> =>
    probe.catch((error: unknown) => {
      throw explained(error)
    })
  const may = (what: keyof typeof READ, scope: string | undefined, ask: () => Promise<unknown>): Check => ({
    name: `reads ${what}`,
    needs: scope === undefined ? ['delegation'] : [scopeName(scope), 'customer'],
    ask: async () => {
      if (scope === undefined) return { status: 'failed', says: `none of the scopes lets ${what} be read: ${scopes.join(', ')}`, remedies: [`Add ${PREFIX}${READ[what][0] ?? ''} to scopes, or leave scopes out.`] }
      await said(ask())
      return ok('allowed')
    },
  })
  return [
    {
      name: 'credentials',
      ask: () => {
        const from = readCredentials(options.credentials)
        return Promise.resolve(ok(from.kind === 'key' ? `a key of ${from.account.email}` : `a federation that stands in for ${from.federation.email}, without a key`))
      },
    },
    { ...network(probes.addresses(), byGooglesTransport), needs: ['credentials'] },
    {
      name: 'token',
      needs: ['network'],
      ask: async () => {
        const refusals = await Promise.all(scopes.map((scope) => refusalOf(probes.token([scope]))))
        const first = refusals.find((refusal) => refusal !== undefined && !isOfScope(refusal))
        if (first !== undefined) throw explained(first)
        return ok('Google takes the credentials')
      },
    },
    {
      name: 'delegation',
      needs: ['token'],
      ask: async () => {
        const refusals = await Promise.all(scopes.map((scope) => refusalOf(probes.token([scope]))))
        // Asked for all at once, the refusal names them all.
        if (refusals.every((refusal) => refusal !== undefined)) await probes.token(scopes)
        return ok(subject === undefined ? 'none: the service account acts for itself' : `acts for ${subject}`)
      },
    },
    ...scopes.map((scope): Check => ({
      name: scopeName(scope),
      needs: ['delegation'],
      ask: async () => {
        const refusal = await refusalOf(probes.token([scope]))
        if (refusal === undefined) return ok('granted')
        if (!isOfScope(refusal)) throw explained(refusal)
        const account = accountOf(options)
        return { status: 'failed', says: `Google does not grant it to ${account}`, remedies: [`Add ${scope} to the delegation of ${account}: Google Admin console, Security, API controls, Domain-wide delegation. It can take up to 24 hours to be in force.`] }
      },
    })),
    {
      name: 'Admin SDK API',
      needs: ['delegation'],
      ask: async () => {
        const refusals = await Promise.all([refusalOf(probes.groups()), refusalOf(probes.users())])
        const wrong = refusals.find((refusal) => refusal !== undefined && blameOf(refusal) === 'api')
        if (wrong !== undefined) throw explained(wrong)
        return ok('switched on')
      },
    },
    {
      name: 'administrator',
      needs: ['Admin SDK API'],
      ask: async () => {
        const asked = [...(await probes.grantedOf('groups') ? [probes.groups()] : []), ...(await probes.grantedOf('users') ? [probes.users()] : [])]
        if (asked.length === 0) return { status: 'unknown', says: 'no scope is granted that would show it' }
        const refusals = await Promise.all(asked.map(refusalOf))
        const [first] = refusals
        if (first !== undefined && refusals.every((refusal) => blameOf(refusal) === 'administrator') && !(await probes.isAnotherCustomer())) throw explained(first)
        return ok(subject === undefined ? 'the service account has a role that reads' : `${subject} has a role that reads`)
      },
    },
    {
      name: 'customer',
      needs: ['administrator'],
      ask: async () => {
        const refusals = await Promise.all([refusalOf(probes.groups()), refusalOf(probes.users())])
        const wrong = refusals.find((refusal) => blameOf(refusal) === 'customer')
        if (wrong !== undefined) throw explained(wrong)
        if (refusals.every((refusal) => blameOf(refusal) === 'administrator')) {
          return { status: 'failed', says: `${customer} is not the account of ${subject ?? 'the service account'}, whose own may be read`, remedies: ['Write customer: my_customer, or the id that the Google Admin console shows (Account, Account settings).'] }
        }
        return ok(customer)
      },
    },
    may('groups', probes.scopeFor('groups'), probes.groups),
    may('users', probes.scopeFor('users'), probes.users),
    { ...may('members', probes.scopeFor('members'), probes.members), needs: [scopeName(probes.scopeFor('members') ?? ''), 'reads groups', 'delegation'] },
    ...effectiveFilters(options.groupsFilter).map((filter): Check => ({
      name: `filter ${filter}`,
      needs: ['reads groups'],
      ask: async () => {
        if ((await said(probes.groups(filter))) !== undefined) return ok('selects groups')
        return { status: 'warning', says: 'selects no group', remedies: ['Check the filter against the names of the groups: idpscim source groups --all lists them.'] }
      },
    })),
  ]
}

function scopeName(scope: string): string {
  return `scope ${scope.replace(PREFIX, '')}`
}

/** Each is asked once, however many checks look at its answer. */
function createProbes(options: GoogleOptions, scopes: readonly string[]) {
  const { credentials, subject, customer, endpoint, clock, onProgress, role } = options
  const wire = createWire({ clock, onProgress, stopped: new AbortController().signal, attempts: 2 })
  const once = createOnce()
  const tokensFor = (asked: readonly string[]) => once(`tokens ${asked.join(' ')}`, () => createAccessTokens({ credentials, subject, scopes: asked, clock, role }))
  const token = (asked: readonly string[]) => once(`token ${asked.join(' ')}`, () => tokensFor(asked).current(wire))
  const scopeFor = (what: keyof typeof READ) => READ[what].map((name) => `${PREFIX}${name}`).find((scope) => scopes.includes(scope))
  const directory = (what: keyof typeof READ, of = customer): Directory => createDirectory({ customer: of, endpoint, tokens: tokensFor([scopeFor(what) ?? '']), wire, concurrency: 4, onProgress: undefined })
  const groups = (filter?: string) => once(`groups ${filter ?? ''}`, () => directory('groups').firstGroup(filter))
  return {
    addresses: () => {
      const from = readCredentialsOrNone(options)
      return [endpoint ?? GOOGLE, ...(from === undefined ? [] : [from])]
    },
    token,
    scopeFor,
    grantedOf: async (what: keyof typeof READ) => {
      const scope = scopeFor(what)
      return scope !== undefined && (await refusalOf(token([scope]))) === undefined
    },
    /** Google says 403 to who asks for another's account, too: whether the administrator's own would be shown. */
    isAnotherCustomer: async () => {
      if (subject === undefined || customer === 'my_customer') return false
      const own = await Promise.all([refusalOf(directory('groups', 'my_customer').firstGroup()), refusalOf(directory('users', 'my_customer').firstUser())])
      return own.includes(undefined)
    },
    groups,
    users: () => once('users', () => directory('users').firstUser()),
    members: () =>
      once('members', async () => {
        const group = await groups()
        return group === undefined ? undefined : directory('members').firstMember(group)
      }),
  }
}

function accountOf({ credentials }: GoogleOptions): string {
  const from = readCredentials(credentials)
  return from.kind === 'key' ? from.account.email : from.federation.email
}

/** Where assertions are exchanged; undefined where the file is not readable, which is another check's to say. */
function readCredentialsOrNone({ credentials }: GoogleOptions): string | undefined {
  try {
    const from = readCredentials(credentials)
    return from.kind === 'key' ? from.account.tokenUri : from.federation.tokenUri
  } catch {
    return undefined
  }
}

/** `unauthorized_client` and `access_denied` speak of the scopes asked for: the key and whom it acts for were taken. */
function isOfScope(error: unknown): boolean {
  return isIdpscimError(error, 'SourceRefused') && ['unauthorized_client', 'access_denied'].includes(String(error.facts['error']))
}

const OF_THE_API = new Set(['accessNotConfigured', 'SERVICE_DISABLED', 'domainCannotUseApis', 'dailyLimitExceeded'])
const OF_THE_SCOPE = new Set(['insufficientPermissions', 'ACCESS_TOKEN_SCOPE_INSUFFICIENT'])

/** Which check a refused listing belongs to. */
function blameOf(error: unknown): 'api' | 'administrator' | 'customer' | 'scope' | undefined {
  if (error === undefined) return undefined
  if (!(error instanceof Refusal)) return isOfScope(error) ? 'scope' : 'api'
  if (OF_THE_API.has(error.reason) || isQuota(error) || mayPass(error)) return 'api'
  if (OF_THE_SCOPE.has(error.reason)) return 'scope'
  if (error.status === 403) return 'administrator'
  return error.status === 400 || error.status === 404 ? 'customer' : 'api'
}

/** Google's library has a transport of its own, which follows the machine's proxy settings. */
const byGooglesTransport: Hail = async (url, signal) => {
  const { headers } = await new auth.OAuth2().transporter.request({ url, method: 'HEAD', signal, retry: false, validateStatus: () => true })
  return (headers as { get?: (name: string) => string | null }).get?.('date') ?? null
}
