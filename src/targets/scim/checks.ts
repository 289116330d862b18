/** What has to be so before a SCIM endpoint can be read: it answers, takes the token, and lists both kinds. */
import type { Network } from '../../http/reach.js'
import { SendFailure, type Answer } from '../../http/send-failure.js'
import { ok, type Check } from '../../model/check.js'
import { AWS_DIALECT } from './aws-dialect.js'
import { createClient } from './client.js'
import type { Dialect } from './dialect.js'
import { discover, standardDialect } from './discovery.js'
import { parseEndpoint } from './endpoint.js'
import { readFailed, refused } from './failures.js'
import type { AwsScimOptions, StandardScimOptions } from './scim-target.js'

const SOON = { throttled: 3, failed: 2 }

/** @throws IdpscimError `BadConfig` where the endpoint is no address */
export function awsScimChecks(options: AwsScimOptions, network: Network): Check[] {
  const { base } = parseEndpoint(options.endpoint, 'aws-scim')
  const client = createClient({ ...options, base, attempts: SOON }, AWS_DIALECT)
  return [
    network([base]),
    {
      name: 'token',
      needs: ['network'],
      ask: async () => {
        await granted('reading ServiceProviderConfig', AWS_DIALECT, () => client.get('GetServiceProviderConfig', '/ServiceProviderConfig'))
        return ok('taken, for this tenant')
      },
    },
    {
      name: 'token age',
      needs: ['token'],
      // https://docs.aws.amazon.com/singlesignon/latest/userguide/rotate-token.html
      ask: () => Promise.resolve({ status: 'unknown', says: 'no API tells it: a token ends a year after it was made', remedies: ['See it in the IAM Identity Center console: Settings, Automatic provisioning, Access tokens. There may be two at a time: make the second, switch to it, delete the first.'] }),
    },
    ...lists(AWS_DIALECT, (operation, path) => client.get(operation, path)),
  ]
}

/** @throws IdpscimError `BadConfig` where the endpoint is no address */
export function standardScimChecks(options: StandardScimOptions, network: Network): Check[] {
  const { base } = parseEndpoint(options.endpoint, 'scim')
  const dialect = standardDialect(options.rates)
  const client = createClient({ ...options, base, attempts: SOON }, dialect, (asking) => discover(asking, dialect))
  return [
    network([base]),
    {
      name: 'ServiceProviderConfig',
      needs: ['network'],
      ask: async () => {
        const { paging, filters, change } = await client.dialect()
        return ok(`lists by ${paging}, ${filters ? 'with' : 'without'} filters; changes by ${change.toUpperCase()}`)
      },
    },
    ...lists(dialect, (operation, path) => client.get(operation, path)),
  ]
}

function lists(dialect: Dialect, get: (operation: string, path: string) => Promise<Answer>): Check[] {
  return (['Users', 'Groups'] as const).map((resource) => ({
    name: `List${resource}`,
    needs: ['token', 'ServiceProviderConfig'],
    ask: async () => {
      await granted(`reading the list of ${resource.toLowerCase()}`, dialect, () => get(`List${resource}`, `/${resource}?count=1`))
      return ok('allowed')
    },
  }))
}

async function granted(doing: string, dialect: Dialect, get: () => Promise<Answer>): Promise<Answer> {
  const answer = await get().catch((error: unknown) => {
    throw error instanceof SendFailure ? readFailed(doing, error) : error
  })
  if (answer.status !== 200) throw refused(doing, dialect, answer)
  return answer
}
