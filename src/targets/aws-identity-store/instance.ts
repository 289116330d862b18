/** Which identity store a configuration means that names none: the one of the Region's only IAM Identity Center instance. */
import * as z from 'zod'
import type { Clock } from '../../clock.js'
import { IdpscimError } from '../../errors.js'
import { AwsRefusal, createAwsSend } from '../../http/aws-json.js'
import { createPacer } from '../../http/pacer.js'
import { ONE_ATTEMPT } from './client.js'
import { readFailed } from './failures.js'

export interface InstanceOptions {
  region?: string
  /** Replaces AWS's address; AWS_ENDPOINT_URL_SSO_ADMIN works without it. */
  endpoint?: string
  clock: Clock
  attempts?: { throttled?: number; failed?: number }
  random?: () => number
}

export interface Instance {
  arn: string
  storeId: string
  owner?: string
}

const Page = z.object({
  Instances: z.array(z.object({ InstanceArn: z.string(), IdentityStoreId: z.string(), OwnerAccountId: z.string().nullish(), Status: z.string().nullish() })).nullish(),
  NextToken: z.string().nullish(),
})

/** Throws `BadConfig` where the Region has none, or several of which a person must choose; `TargetRefused` where listing is not allowed. */
export async function findInstance(options: InstanceOptions): Promise<Instance> {
  const { instances, region } = await listInstances(options)
  const [only, ...others] = instances
  if (only === undefined) {
    throw new IdpscimError('BadConfig', `the Region ${region} has no IAM Identity Center instance that these credentials may see`, {
      suggestions: ["set target.region to the instance's primary Region", 'use credentials of the management account or of the delegated administrator', 'name the store yourself: target.identity_store_id'],
    })
  }
  if (others.length === 0) return only
  const told = instances.map(({ storeId, owner }) => `${storeId} (of account ${owner ?? 'unknown'})`).join(', ')
  throw new IdpscimError('BadConfig', `the Region ${region} has several IAM Identity Center instances: ${told}`, {
    suggestions: ["say which is meant: target.identity_store_id. The organization's is the one of the management account"],
  })
}

async function listInstances({ region, endpoint, clock, attempts, random }: InstanceOptions): Promise<{ instances: Instance[]; region: string }> {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'
  const sdk = await import('@aws-sdk/client-sso-admin')
  const client = new sdk.SSOAdminClient({ ...(region === undefined ? {} : { region }), ...(endpoint === undefined ? {} : { endpoint }), ...ONE_ATTEMPT })
  const send = createAwsSend({
    clock,
    system: 'AWS SSO Admin',
    pacer: createPacer({ clock, published: () => 20 }),
    command: (_, input) => new sdk.ListInstancesCommand(input),
    send: (command) => client.send(command as never),
    ...(attempts && { attempts }),
    ...(random && { random }),
  })
  const doing = 'finding the IAM Identity Center instance'
  try {
    const instances: Instance[] = []
    const seen = new Set<string>()
    for (let token: string | undefined; ; ) {
      const { body } = await send({ operation: 'ListInstances', input: { MaxResults: 100, ...(token !== undefined && { NextToken: token }) }, repeatable: true })
      const page = Page.parse(body)
      for (const { InstanceArn, IdentityStoreId, OwnerAccountId, Status } of page.Instances ?? []) {
        if ((Status ?? 'ACTIVE') === 'ACTIVE') instances.push({ arn: InstanceArn, storeId: IdentityStoreId, ...(OwnerAccountId && { owner: OwnerAccountId }) })
      }
      const next = page.NextToken ?? undefined
      if (next === undefined || seen.has(next)) return { instances, region: await client.config.region() }
      seen.add(next)
      token = next
    }
  } catch (error) {
    if (error instanceof AwsRefusal && error.type === 'AccessDeniedException') {
      throw new IdpscimError('TargetRefused', `AWS refused ${doing}: ${error.detail || error.type}`, {
        suggestions: ['grant sso:ListInstances', 'or name the store yourself: target.identity_store_id'],
        cause: error,
      })
    }
    throw readFailed(doing, error)
  } finally {
    client.destroy()
  }
}
