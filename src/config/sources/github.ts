/** A source of type `github`: the teams of a GitHub organisation, read by GraphQL. */
import { createPrivateKey } from 'node:crypto'
import * as z from 'zod'
import { invariant } from '../../errors.js'
import type { Secret } from '../../model/secret.js'
import { Text } from '../config-parts.js'
import type { Kept } from '../config.js'
import { compact, kind, type EntryTexts } from '../kind.js'
import type { Problem } from '../problems.js'
import type { Unread } from '../unread.js'
import { includeUsers, memberMode, sourceMapping, sourceName, type IncludeUsers } from './common.js'

export interface GithubSourceConfig {
  type: 'github'
  /** Names the slice of the target that this source owns. */
  name: string
  /** The organisation's login. */
  organization: Kept
  credentials: GithubCredentialsConfig
  email: GithubEmailConfig
  /** Slugs with `*` and `?`, each a filter of its own; empty is every team. */
  teams: string[]
  ignoreTeams: string[]
  /** Logins with `*` and `?`. */
  ignoreUsers: string[]
  /** `all` counts the people of nested teams as well. */
  membership: 'all' | 'immediate'
  includeUsers: IncludeUsers
  /** Replaces github.com's API root; for GitHub Enterprise Server, emulators and proxies. */
  endpoint?: Kept
}

export type GithubCredentialsConfig =
  | { as: 'app'; appId: Kept; privateKey: Secret | Unread; installationId?: Kept }
  | { as: 'token'; token: Secret | Unread }

export type GithubEmailConfig = { from: 'saml'; enterprise?: string } | { from: 'verified_domain'; domain?: string } | { from: 'login'; suffix: string }

const email = z
  .discriminatedUnion(
    'from',
    [
      z.strictObject({
        from: z.literal('saml').meta({ description: "The identity provider's word: NameID, or an address among the attributes" }),
        enterprise: z.string().min(1).optional().meta({ description: "Slug of the enterprise whose single sign-on it is; the organisation's own unless given. Needs the token of an enterprise owner" }),
      }),
      z.strictObject({
        from: z.literal('verified_domain').meta({ description: 'The address that somebody has confirmed in a domain that the organisation has verified' }),
        domain: z.string().regex(/^[^\s@]+\.[^\s@]+$/, { error: 'must be a domain, as example.com' }).optional().meta({ description: 'The domain that counts, where people have addresses in several' }),
      }),
      z.strictObject({
        from: z.literal('login').meta({ description: 'Made of the login in small letters' }),
        suffix: z.string().regex(/^\S+$/, { error: 'must be what follows the login, as @example.com' }).meta({ description: 'What follows it, as @example.com' }),
      }),
    ],
    { error: 'must be {from: saml}, {from: verified_domain} or {from: login, suffix: "@example.com"}' },
  )
  .meta({ description: 'By which address people are known outside GitHub, and so their userName. The public address of a profile is never taken' })

const slugs = (description: string) => z.array(z.string().regex(/^[\p{L}\p{N}_*?-]+$/u, { error: 'must be a slug, in which * and ? may stand: the name as addresses on GitHub have it' })).default([]).meta({ description })

/** GitHub's ids are numbers, and nobody puts those into quotes. */
const id = z.union([z.int().positive(), Text], { error: 'must be an id, or {env: NAME}, or {file: path}, or {secret: NAME#KEY}' })

const schema = z
  .strictObject({
    type: z.literal('github').meta({ description: 'The teams of a GitHub organisation' }),
    name: sourceName('github'),
    organization: Text.meta({ description: "The organisation's name, as addresses on GitHub have it" }),
    app_id: id.optional().meta({ description: 'App ID or Client ID of a GitHub App with the organisation permission Members: Read-only' }),
    private_key: Text.optional().meta({ description: "The App's private key, the .pem file: {secret: NAME}, {file: path} or {env: NAME}" }),
    installation_id: id.optional().meta({ description: "The App's installation; found by the organisation's name unless given" }),
    token: Text.optional().meta({ description: "Instead of an App, somebody's access token with read:org: {secret: NAME#KEY}, {env: NAME} or {file: path}" }),
    email,
    teams: slugs("Slugs, e.g. 'aws-*'; what they give is united. None selects every team"),
    ignore_teams: slugs('Slugs of teams that become no group, whatever teams says; their people still count for the teams above them'),
    ignore_users: z.array(z.string().min(1)).default([]).meta({ description: 'Logins with * and ?, as though nobody had them' }),
    membership: z.enum(['all', 'immediate']).default('all').meta({ description: 'all: a team holds the people of the teams nested in it, as GitHub shows it; immediate: its own alone' }),
    include_users: includeUsers,
    members: memberMode,
    mapping: sourceMapping,
    endpoint: Text.optional().meta({ description: "Replaces https://api.github.com: https://HOST/api/v3 for GitHub Enterprise Server, https://api.NAME.ghe.com for data residency" }),
  })
  .refine(({ app_id, private_key, token }) => (token === undefined ? app_id !== undefined && private_key !== undefined : app_id === undefined && private_key === undefined), {
    error: 'must have app_id and private_key, or a token',
  })

export const github = kind({
  schema,
  texts: {
    organization: { holds: 'name', check: checkOrganization },
    app_id: { holds: 'plain', check: checkAppId },
    installation_id: { holds: 'plain', check: checkInstallationId },
    private_key: { holds: 'secret', check: checkPrivateKey },
    token: { holds: 'secret', check: checkToken },
    endpoint: { holds: 'address' },
  },
  build(written, texts): GithubSourceConfig {
    const organization = texts.kept('organization')
    invariant(organization !== undefined, 'organization is required')
    const { from, ...where } = written.email
    return {
      type: 'github',
      name: written.name,
      organization,
      credentials: credentialsOf(written, texts),
      email: { from, ...compact(where) } as GithubEmailConfig,
      teams: written.teams,
      ignoreTeams: written.ignore_teams,
      ignoreUsers: written.ignore_users,
      membership: written.membership,
      includeUsers: written.include_users,
      ...compact({ endpoint: texts.kept('endpoint') }),
    }
  },
})

function credentialsOf(written: z.output<typeof schema>, texts: EntryTexts): GithubCredentialsConfig {
  const token = texts.secret('token')
  if (token !== undefined) return { as: 'token', token }
  const idAt = (key: 'app_id' | 'installation_id') => (typeof written[key] === 'number' ? String(written[key]) : texts.kept(key))
  const [appId, privateKey] = [idAt('app_id'), texts.secret('private_key')]
  invariant(appId !== undefined && privateKey !== undefined, 'without a token there is an App')
  return { as: 'app', appId, privateKey, ...compact({ installationId: idAt('installation_id') }) }
}

interface Named {
  name: string
  value: string
}

function checkOrganization({ name, value }: Named): Problem | undefined {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(value)) return undefined
  return { summary: `${name} is not the name of an organisation`, detail: 'Write it as addresses on GitHub have it: what follows github.com/.' }
}

function checkAppId({ name, value }: Named): Problem | undefined {
  if (/^(\d+|Iv[\w.]+)$/.test(value)) return undefined
  return { summary: `${name} is not the id of a GitHub App`, detail: "Write the App ID, a number, or the Client ID, which begins with Iv, from the App's page: Settings, Developer settings, GitHub Apps." }
}

function checkInstallationId({ name, value }: Named): Problem | undefined {
  if (/^\d+$/.test(value)) return undefined
  return { summary: `${name} is not the id of an installation`, detail: "Leave it out, or write the number at the end of the address of the installation's settings." }
}

/** Line breaks may have become `\n` on their way through variables and JSON: that is mended when the key is read. */
function checkPrivateKey({ name, value }: Named): Problem | undefined {
  if (isRsaKey(value.replaceAll('\\n', '\n'))) return undefined
  return { summary: `${name} is not the private key of a GitHub App`, detail: "Give the .pem file as GitHub hands it out: the App's page, Private keys, Generate a private key." }
}

/** No error of the parser's may get out: it may quote the text. */
function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa'
  } catch {
    return false
  }
}

function checkToken({ name, value }: Named): Problem | undefined {
  if (/^[\x21-\x7e]+$/.test(value)) return undefined
  return { summary: `${name} holds white space or characters that no token has`, detail: 'Copy the token again, alone.' }
}
