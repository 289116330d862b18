/** The `aws` section of a seed: what an IAM Identity Center store holds, in SCIM's own field names, and what lies in buckets and secrets. */
import * as z from 'zod'
import { KmsKeySeed } from './kms/key-seed.js'
import { BucketSeed } from './s3/s3-seed.js'
import { SecretSeed } from './secretsmanager/secret-seed.js'
import { TopicSeed } from './sns/topic-seed.js'
import { accessSeed } from './sso-admin/aws-access-seed.js'

const text = z.string().min(1)
const one = (shape: z.ZodRawShape) => z.array(z.strictObject(shape)).max(1)

export const AwsUserSeed = z.strictObject({
  id: text.optional(),
  userName: text,
  externalId: text.optional(),
  displayName: text.optional(),
  name: z
    .strictObject({
      formatted: text.optional(),
      familyName: text.optional(),
      givenName: text.optional(),
      middleName: text.optional(),
      honorificPrefix: text.optional(),
      honorificSuffix: text.optional(),
    })
    .optional(),
  emails: one({ value: text, type: text.optional(), primary: z.boolean().optional() }).optional(),
  addresses: one({
    formatted: text.optional(),
    streetAddress: text.optional(),
    locality: text.optional(),
    region: text.optional(),
    postalCode: text.optional(),
    country: text.optional(),
    type: text.optional(),
    primary: z.boolean().optional(),
  }).optional(),
  phoneNumbers: one({ value: text, type: text.optional() }).optional(),
  roles: one({ value: text, type: text.optional(), primary: z.boolean().optional() }).optional(),
  nickName: text.optional(),
  profileUrl: text.optional(),
  title: text.optional(),
  userType: text.optional(),
  preferredLanguage: text.optional(),
  locale: text.optional(),
  timezone: text.optional(),
  active: z.boolean().optional(),
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': z
    .strictObject({
      employeeNumber: text.optional(),
      costCenter: text.optional(),
      organization: text.optional(),
      division: text.optional(),
      department: text.optional(),
      manager: z.strictObject({ value: text.optional(), $ref: text.optional() }).optional(),
    })
    .optional(),
  schemas: z.array(z.string()).optional(),
  meta: z.record(z.string(), z.json()).optional(),
})
export type AwsUserSeed = z.infer<typeof AwsUserSeed>

export const AwsGroupSeed = z.strictObject({
  id: text.optional(),
  displayName: text,
  externalId: text.optional(),
  description: text.optional(),
  /** User names; with an id beside it, whoever has that id now, whatever their name. */
  members: z.array(z.union([text, z.strictObject({ id: text.optional(), userName: text.optional() })])).optional(),
  schemas: z.array(z.string()).optional(),
  meta: z.record(z.string(), z.json()).optional(),
})
export type AwsGroupSeed = z.infer<typeof AwsGroupSeed>

export const AwsSeed = z.strictObject({
  users: z.array(AwsUserSeed).optional(),
  groups: z.array(AwsGroupSeed).optional(),
  ...accessSeed,
  buckets: z
    .array(BucketSeed)
    .refine((buckets) => new Set(buckets.map(nameOf)).size === buckets.length, 'names one bucket twice')
    .optional(),
  /** By name. */
  secrets: z.record(z.string().regex(/^[\w/+=.@-]{1,512}$/, 'is no name that Secrets Manager takes'), SecretSeed).optional(),
  /** Keys in KMS: `alias` without alias/, `spec` as ECC_NIST_P256. */
  kmsKeys: z.array(KmsKeySeed).optional(),
  /** Topics in SNS. */
  topics: z.array(TopicSeed).optional(),
})
export type AwsSeed = z.infer<typeof AwsSeed>

const nameOf = (bucket: BucketSeed): string => (typeof bucket === 'string' ? bucket : bucket.name)
