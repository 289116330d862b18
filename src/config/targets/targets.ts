/** Every type of target there is: a new one is a file beside this and a line here. */
import * as z from 'zod'
import { awsIdentityStore, type AwsIdentityStoreTargetConfig } from './aws-identity-store.js'
import { awsScim, type AwsScimTargetConfig } from './aws-scim.js'
import { scim, type ScimTargetConfig } from './scim.js'

export type TargetConfig = AwsScimTargetConfig | AwsIdentityStoreTargetConfig | ScimTargetConfig

/** By `type`. */
export const TARGET_KINDS = { 'aws-scim': awsScim, 'aws-identity-store': awsIdentityStore, scim }

export const TargetEntry = z.discriminatedUnion('type', [awsScim.schema, awsIdentityStore.schema, scim.schema], { error: `must be one of ${Object.keys(TARGET_KINDS).join(', ')}` })
