/** GitHub's two APIs by one address: github.com's, a data residency's, or an Enterprise Server's. */

export interface Endpoint {
  /** Without a slash at its end: GitHub knows no address that has one. */
  rest: string
  graphql: string
  /** GitHub Enterprise Server, whose schema tells who is suspended. */
  server: boolean
}

/** A request without a user agent is refused. https://docs.github.com/en/rest/using-the-rest-api/getting-started-with-the-rest-api */
export const HEADERS = { accept: 'application/vnd.github+json', 'content-type': 'application/json', 'user-agent': 'idpscim', 'x-github-api-version': '2022-11-28' }

export const GITHUB_COM = 'https://api.github.com'

/** `https://HOST/api/v3` has its GraphQL at `https://HOST/api/graphql`. https://docs.github.com/en/enterprise-server/graphql/guides/forming-calls-with-graphql */
export function parseEndpoint(address: string = GITHUB_COM): Endpoint {
  const rest = address.trim().replace(/\/+$/, '')
  const server = rest.endsWith('/api/v3')
  return { rest, graphql: server ? rest.replace(/\/v3$/, '/graphql') : `${rest}/graphql`, server }
}
