/** A target of type `aws-identity-store`: IAM Identity Center through the Identity Store API. */
import * as z from 'zod'
import { compact, kind } from '../kind.js'
import { type InstanceConfig, instanceKeys } from './aws-instance.js'

export interface AwsIdentityStoreTargetConfig extends InstanceConfig {
  type: 'aws-identity-store'
  /** Whether memberships are read by group, by member, or by whichever is fewer calls. */
  read: 'auto' | 'groups' | 'members'
}

export const awsIdentityStore = kind({
  schema: z.strictObject({
    type: z.literal('aws-identity-store').meta({ description: 'IAM Identity Center by the Identity Store API, with AWS credentials; it keeps no external ids and cannot switch people off' }),
    ...instanceKeys,
    read: z
      .enum(['auto', 'groups', 'members'])
      .default('auto')
      .meta({ description: 'How memberships are read: by group, by member, or by whichever is fewer calls' }),
  }),
  texts: {},
  build({ read, region, identity_store_id: storeId }): AwsIdentityStoreTargetConfig {
    return { type: 'aws-identity-store', read, ...compact({ region, storeId }) }
  },
})
