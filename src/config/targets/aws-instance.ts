/** Which IAM Identity Center instance is meant, where its own APIs are asked. */
import * as z from 'zod'

export interface InstanceConfig {
  /** The instance's primary Region; what is absent is decided by the AWS SDK's own chain. */
  region?: string
  /** `d-…`; the store of the Region's only instance unless given. */
  storeId?: string
}

export const instanceKeys = {
  region: z
    .string()
    .regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/, { error: 'must be an AWS Region, as in eu-west-1' })
    .optional()
    .meta({ description: "The instance's primary Region; AWS_REGION or the profile's unless given" }),
  identity_store_id: z
    .string()
    .regex(/^(d-[0-9a-f]{10}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/, { error: 'must be the id of an identity store, as in d-1234567890' })
    .optional()
    .meta({ description: 'Id of the identity store; asked of SSO Admin unless given' }),
}
