/** The lists and single reads of one organisation. */
import { IdpscimError } from '../../errors.js'
import type { OnProgress } from '../../model/progress.js'
import type { GithubClient } from './client.js'
import { readListing } from './listing.js'
import { LIST_ENTERPRISE_IDENTITIES, LIST_IDENTITIES, LIST_TEAMS, listPeople, type PeopleFields } from './queries.js'
import { type Call, Refusal } from './refusal.js'
import { EnterpriseIdentitiesPage, IdentitiesPage, type IdentityRow, type Page, PeoplePage, type PersonRow, RestMembership, RestTeam, RestUser, type TeamRow, TeamsPage } from './rows.js'

/** Its calls throw what `client.ts` throws, for `explain-refusal.ts` to put in words, and what `listing.ts` throws. */
export interface Directory {
  teams(): Promise<TeamRow[]>
  /** `tellsSuspended`: whether the rows say who is suspended, where that was asked for. */
  people(fields: PeopleFields): Promise<{ rows: PersonRow[]; tellsSuspended: boolean }>
  /** Who is who at the identity provider: the organisation's own, or the enterprise's. */
  identities(enterprise: string | undefined): Promise<IdentityRow[]>
  /** The first page of one, for who only wants to know whether there are any. */
  firstIdentities(enterprise: string | undefined): Promise<IdentityRow[]>
  /** Undefined where GitHub knows none. Only after `teams`. */
  team(id: string): Promise<{ slug: string; name: string } | undefined>
  /** How somebody belongs to the organisation: `member`, `admin`, `suspended`, …; undefined where they do not. */
  role(login: string): Promise<string | undefined>
  /** Undefined where the account is gone. */
  login(id: string): Promise<string | undefined>
  /** Told after every page that was read elsewhere. */
  onPage(operation: string, rows: number): void
  /** Pages read so far, over all lists. */
  pages(): number
}

export interface DirectoryOptions {
  client: GithubClient
  organization: string
  onProgress: OnProgress | undefined
}

export function createDirectory({ client, organization, onProgress }: DirectoryOptions): Directory {
  const read = new Map<string, { pages: number; rows: number }>()
  let organisationId: number | undefined
  const onPage = (operation: string, rows: number) => {
    const before = read.get(operation) ?? { pages: 0, rows: 0 }
    const sum = { pages: before.pages + 1, rows: before.rows + rows }
    read.set(operation, sum)
    onProgress?.({ type: 'read', system: 'github', operation, ...sum })
  }
  const list = <Row>(call: Call, idOf: (row: Row) => string, ask: (call: Call, page: { first: number; after: string | null }) => Promise<Page<Row>>) =>
    readListing({ call, read: ask, onPage: (rows) => onPage(call.operation, rows) }, idOf)
  const path = `/orgs/${encodeURIComponent(organization)}`
  const identitiesCall = (enterprise: string | undefined): Call => ({ operation: 'ListIdentities', what: `the identities of ${enterprise === undefined ? organization : `the enterprise ${enterprise}`}` })
  const identitiesPage = async (enterprise: string | undefined, call: Call, page: { first: number; after: string | null }) => {
    const answer =
      enterprise === undefined
        ? await client.query(call, LIST_IDENTITIES, { org: organization, ...page }, IdentitiesPage)
        : await client.query(call, LIST_ENTERPRISE_IDENTITIES, { enterprise, ...page }, EnterpriseIdentitiesPage)
    if (answer === undefined) throw enterprise === undefined ? noSingleSignOn(organization) : noEnterprise(enterprise)
    return answer
  }

  return {
    teams: () =>
      list({ operation: 'ListTeams', what: `the teams of ${organization}` }, ({ id }) => id, async (call, page) => {
        const teams = await client.query(call, LIST_TEAMS, { org: organization, ...page }, TeamsPage)
        organisationId = teams.organisationId
        return teams
      }),

    people: async (fields) => {
      const read = (asked: PeopleFields) => {
        const document = listPeople(asked)
        return list<PersonRow>({ operation: 'ListPeople', what: `the people of ${organization}` }, ({ id }) => id, (call, page) => client.query(call, document, { org: organization, ...page }, PeoplePage))
      }
      try {
        return { rows: await read(fields), tellsSuspended: fields.suspendedAt }
      } catch (error) {
        // No schema of GitHub Enterprise Server is published: one without the field refuses the whole question, by its name.
        if (!fields.suspendedAt || !(error instanceof Refusal && error.message.includes('suspendedAt'))) throw error
        return { rows: await read({ ...fields, suspendedAt: false }), tellsSuspended: false }
      }
    },

    identities: (enterprise) => list(identitiesCall(enterprise), ({ guid }) => guid, (call, page) => identitiesPage(enterprise, call, page)),
    firstIdentities: async (enterprise) => (await identitiesPage(enterprise, identitiesCall(enterprise), { first: 1, after: null })).rows,

    team: (id) => client.find({ operation: 'teams/get-by-id', what: `the team ${id} of ${organization}`, part: true }, `/organizations/${organisationId ?? 0}/team/${id}`, RestTeam),

    role: async (login) => {
      const call = { operation: 'orgs/get-membership-for-user', what: `the membership of ${login} in ${organization}`, part: true }
      const membership = await client.find(call, `${path}/memberships/${encodeURIComponent(login)}`, RestMembership)
      return membership?.state === 'active' ? membership.role : undefined
    },

    login: async (id) => (await client.find({ operation: 'users/get-by-id', what: `the user ${id}`, part: true }, `/user/${id}`, RestUser))?.login,

    onPage,
    pages: () => [...read.values()].reduce((sum, { pages }) => sum + pages, 0),
  }
}

function noSingleSignOn(organization: string): IdpscimError {
  return new IdpscimError('SourceRefused', `${organization} has no SAML single sign-on of its own: nobody's e-mail address can be read from it`, {
    suggestions: [
      'Where single sign-on belongs to the enterprise, name it: email: {from: saml, enterprise: NAME}, with a token of one of its owners.',
      'Or take addresses from verified domains: email: {from: verified_domain}.',
    ],
  })
}

/** https://docs.github.com/en/graphql/reference/objects#enterprise: `ownerInfo` is null for everybody else. */
function noEnterprise(enterprise: string): IdpscimError {
  return new IdpscimError('SourceRefused', `the enterprise ${enterprise} shows no SAML single sign-on to whoever asks`, {
    suggestions: ['Its identities are shown to its owners alone: use a classic token of one of them with the scopes read:org and read:enterprise; a GitHub App cannot read them.'],
  })
}
