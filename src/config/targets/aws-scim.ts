/** A target of type `aws-scim`: IAM Identity Center's SCIM endpoint. */
import * as z from 'zod'
import { invariant } from '../../errors.js'
import type { Secret } from '../../model/secret.js'
import { Text } from '../config-parts.js'
import type { Kept } from '../config.js'
import { compact, kind } from '../kind.js'
import type { Unread } from '../unread.js'
import { type InstanceConfig, instanceKeys } from './aws-instance.js'
import { checkToken } from './token.js'

export interface AwsScimTargetConfig extends InstanceConfig {
  type: 'aws-scim'
  endpoint: Kept
  accessToken: Secret | Unread
  /** By SCIM, memberships by group or by member; by the Identity Store API of the same instance; or (`auto`) by what published rates make the fastest of what is permitted. */
  read: 'auto' | 'groups' | 'members' | 'identity-store'
}

export const awsScim = kind({
  schema: z.strictObject({
    type: z.literal('aws-scim').meta({ description: "IAM Identity Center's SCIM endpoint" }),
    endpoint: Text.meta({ description: 'The SCIM endpoint, from the console: Settings, Automatic provisioning' }),
    access_token: Text.meta({ description: 'Its access token: {secret: NAME#KEY}, {env: NAME} or {file: path}' }),
    read: z
      .enum(['auto', 'groups', 'members', 'identity-store'])
      .default('auto')
      .meta({ description: "How the target is read: by SCIM, memberships by group or by member; by the Identity Store API, with AWS credentials; or by what is fastest" }),
    ...instanceKeys,
  }),
  texts: {
    endpoint: { holds: 'address' },
    access_token: { holds: 'secret', check: checkToken },
  },
  build({ read, region, identity_store_id: storeId }, texts): AwsScimTargetConfig {
    const [endpoint, accessToken] = [texts.kept('endpoint'), texts.secret('access_token')]
    invariant(endpoint !== undefined && accessToken !== undefined, 'endpoint and access_token are required')
    return { type: 'aws-scim', endpoint, accessToken, read, ...compact({ region, storeId }) }
  },
})
