/** GitHub, the reading half, for one organisation: GraphQL, REST, and the endpoints that a GitHub App logs in by. */
import type { KeyObject } from 'node:crypto'
import type { Clock } from '../../clock.js'
import type { Emulator, WireAnswer, WireRequest } from '../emulator.js'
import { createAccess } from './access.js'
import { badCredentials, notFound, Refusal, refusalFor, restAnswer } from './answers.js'
import { budgetHeaders, createBudgets } from './budget.js'
import { dumpOrganisation } from './dump.js'
import type { GithubSeed } from './github-seed.js'
import { buildOrganisation, type Organisation } from './organisation.js'
import { paging, SKIP } from './pages.js'
import { answerRest } from './rest.js'
import { routeOf } from './route.js'

export interface GithubOptions {
  clock: Clock
  /** Of the App's key pair. */
  publicKey: KeyObject
  /** An organisation owner's personal access token. */
  personalToken: string
  /** Whether the primary limits, so many points an hour, refuse anybody. */
  limited: boolean
}

export interface GithubEmulator extends Emulator {
  /** As it is now. */
  organisation(): Organisation
}

/** Secondary limits: so many points a minute for each API. https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
const GRAPHQL_A_MINUTE = 2000
const REST_A_MINUTE = 900

export function createGithubEmulator({ clock, publicKey, personalToken, limited }: GithubOptions): GithubEmulator {
  let organisation = buildOrganisation({})
  const access = createAccess({ clock, publicKey, personalToken })
  const budgets = createBudgets(clock, limited)
  let served = 0

  const answer = async (request: WireRequest): Promise<WireAnswer> => {
    if (!request.headers['user-agent']) return { status: 403, headers: { 'content-type': 'text/plain' }, body: 'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.' }
    const route = routeOf(request)
    if (route === undefined) throw notFound()
    if (route.kind === 'rest') {
      // Asking for the limits is free.
      if (route.operation !== 'rate-limit/get' && !budgets.take('core', 1)) throw new Refusal(restAnswer(403, 'API rate limit exceeded for installation ID 2001.'))
      const answered = answerRest(request, route, { organisation, access, budgets, origin: `http://${request.headers['host'] ?? '127.0.0.1'}` })
      return { ...answered, headers: { ...answered.headers, ...budgetHeaders('core', budgets.look('core')) } }
    }
    const grant = access.authenticate(request, organisation)
    if (grant.kind === 'installation' && organisation.seed.installation?.suspended) throw badCredentials()
    const { answerGraphql } = await import('./graphql/execute.js')
    return answerGraphql({ body: request.body, server: route.server, skipsPage: request.headers[SKIP] !== undefined }, { organisation, grant, budgets })
  }

  return {
    api: 'github',
    organisation: () => organisation,
    operation: (request) => routeOf(request)?.operation ?? 'unknown',
    handle: async (request) => {
      try {
        return named(await answer(request))
      } catch (error) {
        if (error instanceof Refusal) return named(error.answer)
        throw error
      }
    },
    refuse: (_request, status, cause = 'error') => named(refusalFor(status, cause, clock.now())),
    rate: (operation) => (isRest(operation) ? REST_A_MINUTE : GRAPHQL_A_MINUTE) / 60,
    pool: (operation) => (isRest(operation) ? { name: 'rest', burst: REST_A_MINUTE, status: 403 } : { name: 'graphql', burst: GRAPHQL_A_MINUTE, status: 403 }),
    paging,
    load: (seed) => {
      // The world checks whole documents before it hands out their sections.
      organisation = buildOrganisation(seed as GithubSeed, organisation)
    },
    dump: (by) => dumpOrganisation(organisation, by),
  }

  /** Every answer names its request, and the time. */
  function named(given: WireAnswer): WireAnswer {
    served += 1
    return { ...given, headers: { ...given.headers, date: new Date(clock.now()).toUTCString(), 'x-github-request-id': `0401:${served.toString(16).padStart(4, '0').toUpperCase()}` } }
  }
}

const isRest = (operation: string): boolean => operation.includes('/')
