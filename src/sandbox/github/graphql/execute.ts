/** A GraphQL request, validated and executed; loaded with the library only when somebody asks. */
import { type DocumentNode, execute, type ExecutionResult, getOperationAST, GraphQLError, Kind, type OperationDefinitionNode, parse, validate } from 'graphql'
import type { WireAnswer } from '../../emulator.js'
import type { Grant } from '../access.js'
import { graphqlErrors, type GraphqlError, restAnswer } from '../answers.js'
import { type Budgets, budgetHeaders } from '../budget.js'
import type { Organisation } from '../organisation.js'
import { costOf } from './cost.js'
import { rootOf } from './resolvers.js'
import { schemaOf } from './schema.js'

export interface GraphqlRequest {
  body: string
  /** GitHub Enterprise Server's schema instead of github.com's. */
  server: boolean
  skipsPage: boolean
}

export interface GraphqlGround {
  organisation: Organisation
  grant: Grant
  budgets: Budgets
}

interface Asked {
  query: string
  variables: Record<string, unknown>
  operationName: string | undefined
}

/** https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api, "Node limit" */
const MOST_NODES = 500_000

export function answerGraphql(request: GraphqlRequest, { organisation, grant, budgets }: GraphqlGround): WireAnswer {
  const asked = readBody(request.body)
  if (asked === undefined) return restAnswer(400, 'Problems parsing JSON')
  if (asked.query === '') return graphqlErrors([{ message: 'A query attribute must be specified and must be a string.' }])
  const prepared = prepare(asked.query, request.server)
  if (Array.isArray(prepared)) return graphqlErrors(prepared)
  const operation = getOperationAST(prepared, asked.operationName)
  if (operation === null || operation === undefined) return graphqlErrors([{ message: `No operation named "${asked.operationName ?? ''}"` }])
  const scopes = missingScope(grant)
  if (scopes !== undefined) return graphqlErrors([scopes])

  const schema = schemaOf(request.server)
  const cost = costOf({ schema, document: prepared, operation, variables: asked.variables })
  if (cost.nodeCount > MOST_NODES) {
    return graphqlErrors([{ type: 'MAX_NODE_LIMIT_EXCEEDED', message: `This query requests up to ${cost.nodeCount} possible nodes which exceeds the maximum limit of 500,000.` }])
  }
  const passed = budgets.take('graphql', cost.points)
  const budget = budgets.look('graphql')
  const headers = budgetHeaders('graphql', passed ? budget : { ...budget, remaining: 0 })
  if (!passed) return graphqlErrors([{ type: 'RATE_LIMITED', message: 'API rate limit exceeded for installation ID 2001.' }], headers)
  const rootValue = rootOf({ organisation, grant, cost, budget, skipsPage: request.skipsPage })
  const result = execute({ schema, document: prepared, rootValue, variableValues: asked.variables, ...(asked.operationName === undefined ? {} : { operationName: asked.operationName }) })
  if (result instanceof Promise) throw new Error('a resolver of the emulator is asynchronous')
  return answerOf(result, headers, organisation.login)
}

function readBody(text: string): Asked | undefined {
  try {
    const body = JSON.parse(text) as { query?: unknown; variables?: unknown; operationName?: unknown }
    return {
      query: typeof body.query === 'string' ? body.query : '',
      variables: typeof body.variables === 'object' && body.variables !== null ? (body.variables as Record<string, unknown>) : {},
      operationName: typeof body.operationName === 'string' ? body.operationName : undefined,
    }
  } catch {
    return undefined
  }
}

const documents = new Map<string, DocumentNode | GraphqlError[]>()
/** Clients ask the same few queries; batches differ in how many teams they name. */
const DOCUMENTS_KEPT = 200

function prepare(query: string, server: boolean): DocumentNode | GraphqlError[] {
  const key = `${String(server)} ${query}`
  const known = documents.get(key)
  if (known !== undefined) return known
  const prepared = parseAndValidate(query, server)
  if (documents.size >= DOCUMENTS_KEPT) documents.clear()
  documents.set(key, prepared)
  return prepared
}

function parseAndValidate(query: string, server: boolean): DocumentNode | GraphqlError[] {
  try {
    const document = parse(query)
    const errors = validate(schemaOf(server), document)
    return errors.length === 0 ? document : errors.map((error) => shown(asGithubSays(error, document)))
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    return [shown(error)]
  }
}

/** The most frequent mistake in GitHub's own words: a field that its schema does not have. */
function asGithubSays(error: GraphQLError, document: DocumentNode): GraphQLError {
  const unknown = /^Cannot query field "(\w+)" on type "(\w+)"/.exec(error.message)
  if (unknown === null) return error
  const [, fieldName = '', typeName = ''] = unknown
  const operation = document.definitions.find((one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION)
  return new GraphQLError(`Field '${fieldName}' doesn't exist on type '${typeName}'`, {
    ...(error.nodes ? { nodes: error.nodes } : {}),
    extensions: { code: 'undefinedField', typeName, fieldName, path: [`query ${operation?.name?.value ?? ''}`.trim()] },
  })
}

/** A person's token without the scope is refused for the whole document. */
function missingScope({ kind, scopes }: Grant): GraphqlError | undefined {
  if (kind === 'installation' || scopes.some((scope) => /^(read|write|admin):org$/.test(scope))) return undefined
  const has = scopes.map((scope) => `'${scope}'`).join(', ')
  const message = `Your token has not been granted the required scopes to execute this query. The 'teams' field requires one of the following scopes: ['read:org'], but your token has only been granted the: [${has}] scopes. Please modify your token's scopes at: https://github.com/settings/tokens.`
  return { type: 'INSUFFICIENT_SCOPES', message }
}

function answerOf({ data, errors }: ExecutionResult, headers: Record<string, string>, org: string): WireAnswer {
  const sso = errors?.some(({ extensions }) => extensions['saml_failure'] === true)
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers, ...(sso ? { 'x-github-sso': `required; url=https://github.com/orgs/${org}/sso?authorization_request=AAAA` } : {}) },
    body: { data, ...(errors === undefined ? {} : { errors: errors.map(shown) }) },
  }
}

function shown({ message, path, locations, extensions }: GraphQLError): GraphqlError {
  const { type, ...rest } = extensions
  return {
    ...(typeof type === 'string' ? { type } : {}),
    ...(path === undefined ? {} : { path }),
    ...(Object.keys(rest).length === 0 ? {} : { extensions: rest }),
    ...(locations === undefined ? {} : { locations }),
    message,
  }
}
