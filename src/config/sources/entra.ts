/** A source of type `entra`: Microsoft Entra ID, read by Microsoft Graph. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import * as z from 'zod'
import { invariant } from '../../errors.js'
import type { Secret } from '../../model/secret.js'
import { Text } from '../config-parts.js'
import type { Kept } from '../config.js'
import { compact, kind, type EntryTexts } from '../kind.js'
import type { Problem } from '../problems.js'
import type { Unread } from '../unread.js'
import { includeUsers, memberMode, sourceMapping, sourceName, type IncludeUsers } from './common.js'

export interface EntraSourceConfig {
  type: 'entra'
  /** Names the slice of the target that this source owns. */
  name: string
  /** The tenant's id, or one of its verified domains. */
  tenant: Kept
  /** The app's (client) id. */
  clientId: Kept
  credential: EntraCredentialConfig
  /** Each a `$filter` over groups, their results united in this order; empty is every group. */
  groupsFilter: string[]
  includeUsers: IncludeUsers
  /** Whether owners of a selected group count as its members. */
  includeOwners: boolean
  guests: 'exclude' | 'include' | 'use_mail'
  /** The name of a group of everybody who is in any. */
  holdingGroup?: string
  /** Properties of users beside those of the default mapping. */
  select: string[]
  checkMemberCounts: boolean
  /** Replaces Graph's root; for national clouds, emulators and proxies. */
  endpoint?: Kept
  /** Replaces the root of the token endpoint. */
  authority?: Kept
}

export type EntraCredentialConfig =
  | { kind: 'secret'; secret: Secret | Unread }
  | { kind: 'certificate'; certificate: Secret | Unread }
  | { kind: 'token'; token: Secret | Unread }
  | { kind: 'aws'; audience: string; region?: string; endpoint?: string }

const federated = z
  .strictObject({
    type: z.literal('aws').meta({ description: 'The running AWS role: a token of sts:GetWebIdentityToken, without any stored secret' }),
    audience: z.string().min(1).default('api://AzureADTokenExchange').meta({ description: "Audience of the app's federated credential" }),
    region: z.string().min(1).optional().meta({ description: "Region whose STS is asked; AWS_REGION or the profile's unless given" }),
    endpoint: z.url({ error: 'must be an address, as https://sts.eu-west-1.amazonaws.com' }).optional().meta({ description: "Replaces AWS's address" }),
  })
  .optional()
  .meta({ description: "A federated credential of the app, by which somebody else's token proves it" })

const PROOFS = ['client_secret', 'certificate', 'federated', 'federated_token'] as const

const schema = z
  .strictObject({
    type: z.literal('entra').meta({ description: 'Microsoft Entra ID, read by Microsoft Graph' }),
    name: sourceName('entra'),
    tenant: Text.meta({ description: "The tenant's id, or one of its verified domains" }),
    client_id: Text.meta({ description: 'The application (client) id of the app that reads; it needs GroupMember.Read.All and User.Read.All, with admin consent' }),
    client_secret: Text.optional().meta({ description: 'A client secret of the app: {secret: NAME#KEY}, {env: NAME} or {file: path}' }),
    certificate: Text.optional().meta({ description: 'A certificate of the app and its private key, in PEM form: {secret: NAME}, {file: path} or {env: NAME}' }),
    federated,
    federated_token: Text.optional().meta({ description: "A token for the app's federated credential that others keep fresh: {file: path}" }),
    groups_filter: z
      .array(z.string().min(1, { error: 'is empty, and an empty filter selects every group: leave groups_filter out if that is meant' }))
      .default([])
      .meta({ description: "Graph's $filter over groups, e.g. startswith(displayName,'AWS-'), displayName eq 'Admins' or id eq '…'; their results are united. None selects every group" }),
    include_users: includeUsers,
    include_owners: z.boolean().default(false).meta({ description: "A selected group's owners count as its members" }),
    guests: z
      .enum(['exclude', 'include', 'use_mail'])
      .default('exclude')
      .meta({ description: 'Guests of the tenant: exclude leaves them out and says so, include takes them by their user principal name (…#EXT#@…), use_mail by their mail address' }),
    holding_group: z.string().min(1).optional().meta({ description: 'Name of a group that is made for everybody who is in any selected group' }),
    select: z
      .array(z.string().regex(/^\w+$/, { error: "must be the name of a property of Graph's users" }))
      .default([])
      .meta({ description: 'Further properties of users to read, for expressions: extension_…_costCode' }),
    members: memberMode,
    mapping: sourceMapping,
    check_member_counts: z.boolean().default(true).meta({ description: "Hold each group's members against Graph's own count" }),
    endpoint: Text.optional().meta({ description: "Replaces Graph's root, for national clouds, emulators and proxies" }),
    authority: Text.optional().meta({ description: "Replaces the token endpoint's root, https://login.microsoftonline.com" }),
  })
  .refine((source) => PROOFS.filter((proof) => source[proof] !== undefined).length === 1, { error: `must prove its app by one of ${PROOFS.join(', ')}` })

export const entra = kind({
  schema,
  texts: {
    tenant: { holds: 'name', check: checkTenant },
    client_id: { holds: 'name', check: checkClientId },
    client_secret: { holds: 'secret', check: checkClientSecret },
    certificate: { holds: 'secret', document: true, check: checkCertificate },
    federated_token: { holds: 'secret', check: checkToken },
    endpoint: { holds: 'address' },
    authority: { holds: 'address' },
  },
  build(written, texts): EntraSourceConfig {
    const [tenant, clientId] = [texts.kept('tenant'), texts.kept('client_id')]
    invariant(tenant !== undefined && clientId !== undefined, 'tenant and client_id are required')
    return {
      type: 'entra',
      name: written.name,
      tenant,
      clientId,
      credential: credentialOf(written.federated, texts),
      groupsFilter: written.groups_filter,
      includeUsers: written.include_users,
      includeOwners: written.include_owners,
      guests: written.guests,
      select: written.select,
      checkMemberCounts: written.check_member_counts,
      ...compact({ holdingGroup: written.holding_group, endpoint: texts.kept('endpoint'), authority: texts.kept('authority') }),
    }
  },
})

function credentialOf(aws: z.output<typeof federated>, texts: EntryTexts): EntraCredentialConfig {
  const [secret, certificate, token] = [texts.secret('client_secret'), texts.secret('certificate'), texts.secret('federated_token')]
  if (secret !== undefined) return { kind: 'secret', secret }
  if (certificate !== undefined) return { kind: 'certificate', certificate }
  if (token !== undefined) return { kind: 'token', token }
  invariant(aws !== undefined, 'an app is proven by one of four')
  const { audience, region, endpoint } = aws
  return { kind: 'aws', audience, ...compact({ region, endpoint }) }
}

type Named = { name: string; value: string }

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

function checkTenant({ name, value }: Named): Problem | undefined {
  if (GUID.test(value) || /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(value)) return undefined
  return { summary: `${name} is neither an id nor a domain`, detail: 'Write the tenant id (a GUID, Entra admin center, Overview), or a verified domain as contoso.com.' }
}

function checkClientId({ name, value }: Named): Problem | undefined {
  if (GUID.test(value)) return undefined
  return { summary: `${name} is not an application id`, detail: 'Write the application (client) id, a GUID: Entra admin center, App registrations, Overview.' }
}

/** Secrets have an id and a value, and the console shows the id for ever and the value once. */
function checkClientSecret({ name, value }: Named): Problem | undefined {
  if (GUID.test(value)) return { summary: `${name} is the secret's id, not its value`, detail: 'Entra shows the value once, when the secret is made: make a new one.' }
  if (/^[\x21-\x7e]+$/.test(value)) return undefined
  return { summary: `${name} holds white space or characters that no client secret has`, detail: 'Copy the value again, alone.' }
}

function checkCertificate({ name, value }: Named): Problem | undefined {
  const detail = 'Give one PEM text that holds the certificate (BEGIN CERTIFICATE) and its unencrypted private key (BEGIN PRIVATE KEY).'
  const certificate = parsed(() => new X509Certificate(value))
  if (certificate === undefined) return { summary: `${name} holds no certificate`, detail }
  const key = parsed(() => createPrivateKey(value))
  if (key === undefined) return { summary: `${name} holds no usable private key`, detail }
  return certificate.checkPrivateKey(key) ? undefined : { summary: `${name}: the private key belongs to another certificate`, detail }
}

function checkToken({ name, value }: Named): Problem | undefined {
  if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(value)) return undefined
  return { summary: `${name} is not a JSON Web Token`, detail: 'Write {file: path} of the token that the platform keeps fresh, as AZURE_FEDERATED_TOKEN_FILE names it.' }
}

/** No error of the parser's may get out: it may quote the text. */
function parsed<T>(parse: () => T): T | undefined {
  try {
    return parse()
  } catch {
    return undefined
  }
}
