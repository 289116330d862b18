/** A source of type `google`: Google Workspace, read by the Directory API. */
import { createPrivateKey } from 'node:crypto'
import * as z from 'zod'
import { invariant } from '../../errors.js'
import { remember, type Secret } from '../../model/secret.js'
import { isRecord } from '../authored.js'
import { Text } from '../config-parts.js'
import type { Kept } from '../config.js'
import { compact, kind } from '../kind.js'
import type { Problem } from '../problems.js'
import type { Unread } from '../unread.js'
import { includeUsers, memberMode, nameLists, sourceMapping, sourceName, type IncludeUsers } from './common.js'

export interface GoogleSourceConfig {
  type: 'google'
  /** Names the slice of the target that this source owns. */
  name: string
  /** `my_customer`, or the account's id (`C0…`). */
  customer: Kept
  /** Replaces Google's API root; for emulators and proxies. */
  endpoint?: Kept
  /** A service account's JSON key; once read, known to hold `client_email` and a usable `private_key`. Or the JSON of a federation. */
  credentials: Secret | Unread
  /** The administrator to act as. */
  subject?: Kept
  /** Replaces the three read-only scopes. */
  scopes?: string[]
  /** Each is a query of its own, their results united in this order; empty is every group. */
  groupsFilter: string[]
  /** Globs over mails and names. */
  groups?: { include: string[]; exclude: string[] }
  /** Globs over mails and aliases. */
  users?: { include: string[]; exclude: string[] }
  includeUsers: IncludeUsers
  /** Of people in no group; empty is all of them. */
  usersFilter: string[]
  /** Whether each group's rows are held against the count that Google gives with the group. */
  checkMemberCounts: boolean
}

const schema = z.strictObject({
  type: z.literal('google').meta({ description: 'Google Workspace, read by the Directory API' }),
  name: sourceName('google'),
  customer: Text.default('my_customer').meta({ description: "The account's id (C0…), or my_customer: the account of `subject`" }),
  credentials: Text.default({ file: 'credentials.json' }).meta({ description: "A service account's JSON key, or the JSON of a workload identity federation: {secret: NAME}, {file: path} or {env: NAME}" }),
  subject: Text.optional().meta({ description: 'Administrator to act as, by domain-wide delegation' }),
  scopes: z.array(z.string().min(1)).min(1).optional().meta({ description: 'Replaces the three read-only Directory scopes' }),
  groups_filter: z
    .array(z.string().min(1, { error: 'is empty, and an empty query selects every group: leave groups_filter out if that is meant' }))
    .default([])
    .meta({ description: "Group queries, e.g. 'name:AWS* email:aws*'; their results are united. None selects every group" }),
  groups: nameLists("groups' mails and names").meta({ description: 'Groups by list, beside the filters; one that is nested in a selected group still lends it its members' }),
  users: nameLists("people's mails and aliases").meta({ description: 'People by list: whoever is not in it is nobody here' }),
  include_users: includeUsers,
  users_filter: z
    .array(z.string().min(1, { error: 'is empty: leave users_filter out to include everybody' }))
    .default([])
    .meta({ description: "With include_users: all, queries for people who are in no group, e.g. 'orgUnitPath=/Engineering isAdmin=false'; their results are united. None selects everybody" }),
  members: memberMode,
  mapping: sourceMapping,
  check_member_counts: z.boolean().default(true).meta({ description: "Hold each group's members against the count that Google gives" }),
  endpoint: Text.optional().meta({ description: "Replaces Google's API root, for emulators and proxies" }),
})

export const google = kind({
  schema,
  texts: {
    customer: { holds: 'name', fallback: 'my_customer' },
    credentials: { holds: 'secret', document: true, fallback: { file: 'credentials.json' }, check: checkCredentials },
    subject: { holds: 'name' },
    endpoint: { holds: 'address' },
  },
  build(written, texts): GoogleSourceConfig {
    const credentials = texts.secret('credentials')
    invariant(credentials !== undefined, 'credentials have a default')
    return {
      type: 'google',
      name: written.name,
      customer: texts.kept('customer') ?? 'my_customer',
      credentials,
      groupsFilter: written.groups_filter,
      checkMemberCounts: written.check_member_counts,
      includeUsers: written.include_users,
      usersFilter: written.users_filter,
      ...compact({ groups: written.groups, users: written.users, endpoint: texts.kept('endpoint'), subject: texts.kept('subject'), scopes: written.scopes }),
    }
  },
})

function checkCredentials({ name, value }: { name: string; value: string }): Problem | undefined {
  const key = parse(value)
  const detail = "Download the service account's key as JSON from the Google Cloud console: IAM, Service accounts, Keys."
  if (!isRecord(key)) return { summary: `${name} is not a JSON key`, detail }
  if (key['type'] === 'external_account') return checkFederation(name, key)
  if (key['type'] !== undefined && key['type'] !== 'service_account') return { summary: `${name} is not a service account's key`, detail }
  if (typeof key['client_email'] !== 'string' || key['client_email'] === '') return { summary: `${name} has no client_email`, detail }
  if (typeof key['private_key'] !== 'string' || key['private_key'] === '') return { summary: `${name} has no private_key`, detail }
  remember(key['private_key'])
  if (isPrivateKey(key['private_key'])) return undefined
  return { summary: `${name}: its private_key is not a usable key`, detail: `Line breaks may have been lost on the way (they are \\n in JSON). ${detail}` }
}

/** The rest of it is judged by who uses it. */
function checkFederation(name: string, file: Record<string, unknown>): Problem | undefined {
  const missing = ['audience', 'subject_token_type', 'credential_source', 'service_account_impersonation_url'].find((key) => file[key] === undefined)
  if (missing === undefined) return undefined
  const detail = 'Write it with gcloud iam workload-identity-pools create-cred-config, with --service-account: delegation needs an account that signs.'
  return { summary: `${name} is of workload identity federation, and has no ${missing}`, detail }
}

/** No error of the parser's may get out: it quotes the text. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isPrivateKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa'
  } catch {
    return false
  }
}
