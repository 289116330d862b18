/** What has to be so before an organisation's teams can be read: the App or the token, its right to the members, and the word for whose address counts. */
import { isIdpscimError } from '../../errors.js'
import { createOnce, refusalOf } from '../../http/probe.js'
import type { Network } from '../../http/reach.js'
import { ok, type Check } from '../../model/check.js'
import { createAccessTokens, createApp, type Credentials } from './access-tokens.js'
import { readPrivateKey } from './app-key.js'
import { createClient } from './client.js'
import { createDirectory } from './directory.js'
import type { EmailRule } from './emails.js'
import { parseEndpoint } from './endpoint.js'
import { explain } from './explain-refusal.js'
import type { GithubOptions } from './github-source.js'
import { LIST_TEAMS, listPeople } from './queries.js'
import { Refusal } from './refusal.js'
import { PeoplePage, TeamsPage } from './rows.js'

export function githubChecks(options: GithubOptions, network: Network): Check[] {
  const { organization, credentials, email } = options
  const { rest } = parseEndpoint(options.endpoint)
  const probes = createProbes(options)
  const explained = (error: unknown) => {
    const words = explain(error, { organization, as: credentials.as })
    return words instanceof Error ? words : new Error(String(words))
  }
  const said = async <T>(probe: Promise<T>): Promise<T> =>
    probe.catch((error: unknown) => {
      throw explained(error)
    })
  /** Fails with the refusal that is its own to tell; every other belongs to another line. */
  const unless = (name: string, needs: string[], says: string, isOwn: (error: unknown) => boolean): Check => ({
    name,
    needs,
    ask: async () => {
      const refusal = await refusalOf(probes.teams())
      if (refusal !== undefined && isOwn(refusal)) throw explained(refusal)
      return ok(says)
    },
  })
  const proof = credentials.as === 'app' ? appChecks(options, credentials) : tokenChecks(unless)
  const allowed = credentials.as === 'app' ? 'permission members: read' : 'scope read:org'
  return [
    network([rest]),
    ...proof,
    unless('organisation', [allowed], organization, (error) => error instanceof Refusal && (error.type === 'NOT_FOUND' || error.status === 404)),
    {
      name: 'reads teams',
      needs: ['organisation'],
      ask: async () => {
        await said(probes.teams())
        return ok('allowed')
      },
    },
    {
      name: 'reads people',
      needs: ['organisation'],
      ask: async () => {
        await said(probes.people())
        return ok('allowed')
      },
    },
    ...addressCheck(email, { probes, said }),
  ]
}

type Unless = (name: string, needs: string[], says: string, isOwn: (error: unknown) => boolean) => Check

function tokenChecks(unless: Unless): Check[] {
  const isOfSingleSignOn = (error: unknown) => error instanceof Refusal && error.sso !== undefined
  const isOfScope = (error: unknown) => error instanceof Refusal && (error.type === 'INSUFFICIENT_SCOPES' || error.type === 'FORBIDDEN' || error.status === 403)
  return [
    unless('token', ['network'], 'GitHub takes it', (error) => !(error instanceof Refusal) || error.status === 401),
    unless('single sign-on', ['token'], 'does not stand in the way', isOfSingleSignOn),
    unless('scope read:org', ['single sign-on'], 'granted', (error) => isOfScope(error) && !isOfSingleSignOn(error)),
  ]
}

function appChecks(options: GithubOptions, credentials: Extract<Credentials, { as: 'app' }>): Check[] {
  const { organization, clock, onProgress, fetch, random } = options
  const { appId, privateKey } = credentials
  const once = createOnce()
  const app = once('app', () => createApp({ endpoint: parseEndpoint(options.endpoint), organization, credentials, clock, onProgress, ...(fetch && { fetch }), ...(random && { random }) }, credentials))
  const installation = () => once('installation', () => app.installation())
  const token = () => once('token', async () => app.token(await installation()))
  /** A permission that was never granted, or not yet accepted, is told with this status alone. */
  const isOfPermission = (error: unknown) => isIdpscimError(error) && error.facts['status'] === 422
  return [
    {
      name: 'private key',
      ask: () => {
        readPrivateKey(privateKey)
        return Promise.resolve(ok('readable'))
      },
    },
    {
      name: 'App',
      needs: ['network', 'private key'],
      ask: async () => {
        await app.identify()
        return ok(`GitHub knows the App ${appId} by this key`)
      },
    },
    {
      name: 'installation',
      needs: ['App'],
      ask: async () => {
        const id = await installation()
        const refusal = await refusalOf(token())
        if (refusal instanceof Error && !isOfPermission(refusal)) throw refusal
        return ok(`${id} on ${organization}`)
      },
    },
    {
      name: 'permission members: read',
      needs: ['installation'],
      ask: async () => {
        await token()
        return ok('granted, and accepted')
      },
    },
  ]
}

type Probes = ReturnType<typeof createProbes>

function addressCheck(email: EmailRule, { probes, said }: { probes: Probes; said: <T>(probe: Promise<T>) => Promise<T> }): Check[] {
  switch (email.from) {
    case 'login':
      return []
    case 'saml':
      return [
        {
          name: 'single sign-on identities',
          needs: ['reads people'],
          ask: async () => {
            const identities = await said(probes.identities(email.enterprise))
            if (identities.length > 0) return ok(`of ${email.enterprise === undefined ? 'the organisation' : `the enterprise ${email.enterprise}`}`)
            return { status: 'warning', says: 'there are none: nobody has an address', remedies: ['Have people sign in by single sign-on once, or take addresses from verified domains: email: {from: verified_domain}.'] }
          },
        },
      ]
    case 'verified_domain':
      return [
        {
          name: 'verified addresses',
          needs: ['reads people'],
          ask: async () => {
            const people = await said(probes.people())
            if (people.length === 0 || people.some(({ verifiedEmails = [] }) => verifiedEmails.some((address) => email.domain === undefined || address.toLowerCase().endsWith(`@${email.domain.toLowerCase()}`)))) return ok('shown')
            return { status: 'warning', says: `none of the first ${people.length} people has one${email.domain === undefined ? '' : ` in ${email.domain}`}`, remedies: ["Verify the organisation's domain (organisation settings, Verified and approved domains), and have people confirm their address there."] }
          },
        },
      ]
  }
}

/** Each is asked once, however many checks look at its answer. */
function createProbes(options: GithubOptions) {
  const { organization, credentials, clock, email, fetch, random } = options
  const once = createOnce()
  const wire = { endpoint: parseEndpoint(options.endpoint), clock, onProgress: undefined, ...(fetch && { fetch }), ...(random && { random }) }
  const client = createClient({ ...wire, tokens: createAccessTokens({ ...wire, credentials, organization }), stopped: new AbortController().signal })
  const page = { org: organization, after: null }
  return {
    teams: () => once('teams', async () => (await client.query({ operation: 'ListTeams', what: `the teams of ${organization}` }, LIST_TEAMS, { ...page, first: 1 }, TeamsPage)).rows),
    /** As many as a verified address costs a search each. */
    people: () => once('people', async () => (await client.query({ operation: 'ListPeople', what: `the people of ${organization}` }, listPeople({ verifiedEmails: email.from === 'verified_domain', suspendedAt: false }), { ...page, first: 10 }, PeoplePage)).rows),
    identities: (enterprise: string | undefined) => once('identities', () => createDirectory({ client, organization, onProgress: undefined }).firstIdentities(enterprise)),
  }
}
