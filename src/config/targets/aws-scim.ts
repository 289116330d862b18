/** A target of type `aws-scim`: IAM Identity Center's SCIM endpoint. */
import * as z from 'zod'
import { invariant } from '../../errors.js'
import type { Secret } from '../../model/secret.js'
import { Text } from '../config-parts.js'
import type { Kept } from '../config.js'
import { kind } from '../kind.js'
import type { Unread } from '../unread.js'
import { checkToken } from './token.js'

export interface AwsScimTargetConfig {
  type: 'aws-scim'
  endpoint: Kept
  accessToken: Secret | Unread
  /** Whether memberships are read by group, by member, or by whichever is fewer calls. */
  read: 'auto' | 'groups' | 'members'
}

export const awsScim = kind({
  schema: z.strictObject({
    type: z.literal('aws-scim').meta({ description: "IAM Identity Center's SCIM endpoint" }),
    endpoint: Text.meta({ description: 'The SCIM endpoint, from the console: Settings, Automatic provisioning' }),
    access_token: Text.meta({ description: 'Its access token: {secret: NAME#KEY}, {env: NAME} or {file: path}' }),
    read: z
      .enum(['auto', 'groups', 'members'])
      .default('auto')
      .meta({ description: 'How memberships are read: by group, by member, or by whichever is fewer calls' }),
  }),
  texts: {
    endpoint: { holds: 'address' },
    access_token: { holds: 'secret', check: checkToken },
  },
  build({ read }, texts): AwsScimTargetConfig {
    const [endpoint, accessToken] = [texts.kept('endpoint'), texts.secret('access_token')]
    invariant(endpoint !== undefined && accessToken !== undefined, 'endpoint and access_token are required')
    return { type: 'aws-scim', endpoint, accessToken, read }
  },
})
