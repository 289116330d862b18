/** A first configuration as a person would write it: what was answered, and beside it what else could be said. Pure. */
import { stringify } from 'yaml'
import { DEFAULT_LIMITS } from '../../model/policy.js'
import type { Answers, GithubEmail, SourceAnswers, StateAnswers, TargetAnswers } from './answers.js'

export interface StarterOptions {
  /** Where editors find the JSON Schema: a path or an address. */
  schema: string
}

/** Ends with a newline. */
export function starterText({ stack, sources, target, state }: Answers, { schema }: StarterOptions): string {
  return [
    `# yaml-language-server: $schema=${schema}`,
    '# What this stack is: where people and groups come from, what is made to match them, and where it remembers what it did.',
    '# idpscim validate checks this file offline, idpscim doctor asks every system in it. No secret stands here, only where each is kept:',
    '# {file: path}, {env: NAME} or {secret: NAME#KEY} (AWS Secrets Manager).',
    'version: 1',
    `stack: ${flow(stack)} # the name that plans and history carry`,
    '',
    'sources:',
    ...sources.flatMap((source) => ['  - type: ' + source.type, ...sourceLines(source).map((line) => `    ${line}`)]),
    '',
    ...(sources.length > 1 ? ['# merge: {on_conflict: error} # two groups of one name block both; or: first, in the order above', ''] : []),
    ...targetLines(target),
    '',
    ...stateLines(state),
    '',
    ...LIFECYCLE,
    '',
    ...policyLines(),
    '',
  ].join('\n')
}

function sourceLines(source: SourceAnswers): string[] {
  const endpoint = 'endpoint' in source ? [`endpoint: ${flow(source.endpoint)}`] : []
  switch (source.type) {
    case 'google':
      return [
        'name: google # names what this source owns in the target: choose before the first apply',
        'customer: my_customer # the account of the administrator below',
        ...endpoint,
        `credentials: ${flow(source.credentials)} # a service account's key (JSON), or a workload identity federation`,
        `subject: ${flow(source.subject)} # the administrator to act for: domain-wide delegation`,
        ...selection('groups_filter', source.groups, "['name:AWS*', 'email:aws-*']", "Google's own queries; their results are united"),
      ]
    case 'entra':
      return [
        'name: entra # names what this source owns in the target: choose before the first apply',
        `tenant: ${flow(source.tenant)}`,
        ...endpoint,
        ...(source.authority === undefined ? [] : [`authority: ${flow(source.authority)}`]),
        `client_id: ${flow(source.clientId)} # an app with GroupMember.Read.All and User.Read.All, with admin consent`,
        entraProof(source.proof),
        ...selection('groups_filter', source.groups, `["startswith(displayName,'AWS-')"]`, "Graph's $filter; their results are united"),
        '# guests: exclude # or use_mail, to let guests in by their mail address',
      ]
    case 'github':
      return [
        'name: github # names what this source owns in the target: choose before the first apply',
        `organization: ${flow(source.organization)}`,
        ...endpoint,
        ...(source.proof.by === 'app'
          ? [`app_id: ${flow(/^\d+$/.test(source.proof.appId) ? Number(source.proof.appId) : source.proof.appId)} # a GitHub App with Organization, Members: Read-only, installed on the organisation`, `private_key: ${flow(source.proof.privateKey)}`]
          : [`token: ${flow(source.proof.token)} # with read:org; authorised for single sign-on where there is one`]),
        `email: ${flow(source.email)} # ${EMAILS[source.email.from]}`,
        ...selection('teams', source.teams, "['aws-*']", 'slugs; what they give is united'),
      ]
    case 'file':
      return ['name: file # names what this source owns in the target: choose before the first apply', `paths: ${flow(source.paths)} # YAML, JSON and CSV, relative to this file`]
  }
}

const EMAILS: Readonly<Record<GithubEmail['from'], string>> = {
  saml: "the address that the organisation's single sign-on knows people by",
  verified_domain: 'an address that people confirmed in a domain which the organisation verified',
  login: 'the login in small letters, and the suffix',
}

function entraProof(proof: Extract<SourceAnswers, { type: 'entra' }>['proof']): string {
  switch (proof.by) {
    case 'secret':
      return `client_secret: ${flow(proof.kept)}`
    case 'certificate':
      return `certificate: ${flow(proof.kept)} # PEM: the certificate and its private key`
    case 'token':
      return `federated_token: ${flow(proof.kept)} # a token that others keep fresh, for a federated credential of the app`
    case 'aws':
      return 'federated: {type: aws} # the running AWS role, by a federated credential of the app: nothing is stored'
  }
}

/** What is not narrowed is said to be everything, and how to narrow it. */
function selection(key: string, given: readonly string[], example: string, what: string): string[] {
  return given.length > 0 ? [`${key}: ${flow(given)} # ${what}`] : [`# ${key}: ${example} # ${what}. Without it, all of them`]
}

function targetLines(target: TargetAnswers): string[] {
  const head = ['target:', `  type: ${target.type}`]
  switch (target.type) {
    case 'aws-scim':
      return [...head, `  endpoint: ${flow(target.endpoint)} # IAM Identity Center, Settings, Automatic provisioning`, `  access_token: ${flow(target.accessToken)} # lives a year from the day it is made`]
    case 'scim':
      return [...head, `  endpoint: ${flow(target.endpoint)} # the part before /Users`, `  access_token: ${flow(target.accessToken)}`, '  # rates: {read: 20, write: 10} # requests a second for each operation']
    case 'aws-identity-store':
      return [...head, ...optional('region', target.region, 'eu-west-1', "the instance's primary Region; AWS_REGION or the profile's unless given"), '  # identity_store_id: d-1234567890 # asked of SSO Admin unless given']
  }
}

function stateLines(state: StateAnswers): string[] {
  if (state.type === 'file') return ['state:', '  type: file', `  path: ${flow(state.path)} # lock, journal and history lie beside it. For several machines: {type: s3, bucket: …, key: …}`]
  return [
    'state:',
    '  type: s3',
    `  bucket: ${flow(state.bucket)} # in a bucket with versions, every state that ever was can be had again`,
    `  key: ${flow(state.key)} # lock, journal and history lie beside it`,
    ...optional('region', state.region, 'eu-west-1', "the bucket's Region; AWS_REGION or the profile's unless given"),
    '  # kms_key_id: alias/idpscim',
  ]
}

function optional(key: string, value: string | undefined, example: string, what: string): string[] {
  return [value === undefined ? `  # ${key}: ${example} # ${what}` : `  ${key}: ${flow(value)} # ${what}`]
}

const LIFECYCLE = [
  '# What becomes of people who are suspended in their source, or gone from all of them. These are the defaults:',
  '# lifecycle:',
  '#   suspended: deactivate # keeps memberships, so that coming back needs no new grants; or: remove',
  '#   removed: {action: deactivate, delete_after: 30d}',
]

/** From the defaults themselves, so that they cannot part. */
function policyLines(): string[] {
  const { windowMs, ...limits } = DEFAULT_LIMITS
  return [
    '# What every plan must keep. These are the defaults: over a limit nothing is applied until a person has said so, and what the stack took within',
    '# the window counts too.',
    '# policy:',
    "#   protect: {groups: [], users: [], defaults: true} # never touched: ['finance-*'], ['break-glass@*']; the groups of AWS Control Tower are, by default",
    '#   limits:',
    `#     window: ${windowMs / 3_600_000}h`,
    ...Object.entries(limits).map(([name, limit]) => `#     ${name}: ${flow(limit)} # ${LIMITS[name as keyof typeof limits]}`),
    '#   on_drift: revert # what somebody else changed in the target is taken back; or: report, block',
    '#   approval: {required: false} # or true, with keys: whose signatures count',
  ]
}

const LIMITS: Readonly<Record<Exclude<keyof typeof DEFAULT_LIMITS, 'windowMs'>, string>> = {
  remove_users: 'people deactivated, deleted, or left without any managed group',
  delete_users: 'people deleted',
  delete_groups: 'groups deleted',
  remove_members: 'memberships removed, over all groups',
  remove_members_per_group: "of one group's members",
  source_shrinks: 'a source that lost more is read again before it is believed',
}

/** On one line, quoted where YAML would read it as something else. */
function flow(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false, singleQuote: true }).replace(/\n$/, '')
}
