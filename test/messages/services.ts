/** Credentials that are refused, permissions that are missing, and networks that fail: each vendor's words, and what to do. */
import { PRIVATE_KEY } from './configuration.js'
import { SECRETS, type Wrong } from './desk.js'
import { COMPANY, edited, staged } from './stage.js'

const SCOPE = 'https://www.googleapis.com/auth/admin.directory.'
const MANY = { ...COMPANY, google: { ...COMPANY.google, users: Array.from({ length: 600 }, (_, index) => ({ primaryEmail: `p${String(index)}@example.com`, name: { givenName: 'P', familyName: 'O' } })), groups: [] } }
const ALONE = { google: { domain: 'example.com', users: [{ primaryEmail: 'ada@example.com', name: { givenName: 'Ada', familyName: 'Obi' } }], groups: [{ name: 'AWS-Admins', email: 'aws-admins@example.com', members: ['ada@example.com'] }] } }
const delegated = (...scopes: string[]) => ({ ...COMPANY, google: { ...COMPANY.google, delegatedScopes: scopes.map((scope) => SCOPE + scope) } })
const ENTRA = { entra: { domain: 'contoso.com', users: [{ userPrincipalName: 'eve@contoso.com', givenName: 'Eve', surname: 'Adams' }], groups: [{ displayName: 'AWS-Audit', members: ['eve@contoso.com'] }] } }
const GITHUB = { github: { org: 'acme', members: [{ login: 'ada', name: 'Ada Hub', email: 'ada@acme.test' }], teams: [{ name: 'Platform', members: ['ada'] }] } }
const inS3 = (text: string) => text.replace(/state:[\s\S]*?(?=\n\S|$)/, 'state: {type: s3, bucket: states, key: staff/state.json}\n')
const byStore = (text: string) => text.replace(/target:[\s\S]*?(?=\nstate:)/, 'target: {type: aws-identity-store}')
const tokenFrom = (reference: string) => (text: string) => text.replace(/access_token:\n\s+file: .*/, `access_token: ${reference}`)

export const CREDENTIALS: readonly Wrong[] = [
  staged('a SCIM token that is not the endpoint\'s', 'idpscim target config', 1, { then: (folder) => edited(folder, 'scim-token', () => SECRETS.token) }),
  staged('a Google key of an account that is gone', 'idpscim source groups', 1, { then: (folder) => edited(folder, 'google-credentials.json', (text) => text.replace('idpscim@sandbox', 'gone@sandbox')) }),
  staged('a Google administrator whom nobody knows', 'idpscim source groups', 1, { config: (text) => text.replace('admin@example.com', 'boss@example.com') }),
  staged('a Google account that nobody delegated to', 'idpscim source groups', 1, { seed: delegated() }),
  staged('a client secret that is not the application\'s', 'idpscim source groups', 1, { seed: ENTRA, then: (folder) => edited(folder, 'entra-client-secret', () => SECRETS.clientSecret) }),
  staged('a key that is not the GitHub App\'s', 'idpscim source groups', 1, { seed: GITHUB, then: (folder) => edited(folder, 'github-app.pem', () => PRIVATE_KEY) }),
  staged('a secret that is not there', 'idpscim target users', 64, { variables: 'aws', config: tokenFrom("{secret: 'staff/scmi#token'}") }),
  staged('a key that the secret has not', 'idpscim target users', 64, { variables: 'aws', config: tokenFrom("{secret: 'staff/scim#tokn'}") }),
  staged('no AWS credentials', 'idpscim state pull', 1, { config: inS3, env: { AWS_REGION: 'eu-west-1', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' } }),
  staged('no AWS Region', 'idpscim state pull', 64, { config: inS3, env: { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y', AWS_CONFIG_FILE: '/dev/null' } }),
]

export const PERMISSIONS: readonly Wrong[] = [
  staged('one of three Google scopes that is not delegated', 'idpscim source groups', 1, { seed: delegated('group.readonly', 'user.readonly') }),
  staged('a Google group whose members may not be read', 'idpscim plan', 1, { seed: ALONE, faults: [{ api: 'google', operation: 'members.list', kind: 'error', status: 403 }] }),
  staged('an Entra application without consent', 'idpscim source groups', 1, { seed: { entra: { ...ENTRA.entra, app: { permissions: ['User.Read.All'] } } } }),
  staged('a GitHub App that may not see members', 'idpscim source groups', 1, { seed: { github: { ...GITHUB.github, installation: { permissions: { metadata: 'read' } } } } }),
  staged('a GitHub App that nobody installed', 'idpscim source groups', 1, { seed: { github: { ...GITHUB.github, installation: null } } }),
  staged('a SCIM endpoint that may not be read', 'idpscim target config', 1, { faults: [{ api: 'scim', kind: 'error', status: 403 }] }),
  staged('a SCIM endpoint that may be read and not written', 'idpscim apply plan.json', 6, { first: [['plan']], seed: ALONE, faults: [{ api: 'scim', operation: 'CreateUser', kind: 'error', status: 403 }], prints: true }),
  staged('a state in S3 that may not be read', 'idpscim state pull', 1, { variables: 'aws', config: inS3, faults: [{ api: 's3', kind: 'error', status: 403 }] }),
  staged('a bucket that is not there', 'idpscim state pull', 64, { variables: 'aws', config: (text) => inS3(text).replace('bucket: states', 'bucket: state') }),
  staged('a plan in S3 that is not there', 'idpscim show s3://states/plans/today.json', 64, { variables: 'aws', config: inS3 }),
  staged('a secret that may not be read', 'idpscim target users', 64, { variables: 'aws', config: tokenFrom('{secret: staff/scim}'), faults: [{ api: 'secretsmanager', kind: 'error', status: 403 }] }),
  staged('an Identity Store that may not be read', 'idpscim target users', 1, { variables: 'aws', config: byStore, faults: [{ api: 'identitystore', operation: 'ListUsers', kind: 'error', status: 403 }] }),
  staged('an instance that may not be found', 'idpscim target users', 1, { variables: 'aws', config: byStore, faults: [{ api: 'sso-admin', kind: 'error', status: 403 }] }),
]

/** Nobody listens there: it is below what systems give out, and not among those that fetch refuses to ask. */
const CLOSED = 'http://127.0.0.1:10007/'
const elsewhere = (text: string) => text.replace(/endpoint: http:\/\/127.0.0.1:\d+\/(\S+scim\/v2\/)/, `endpoint: ${CLOSED}$1`)

export const NETWORK: readonly Wrong[] = [
  staged('a SCIM endpoint where nobody listens', 'idpscim target config', 1, { config: elsewhere }),
  staged('a token endpoint of Google\'s that nobody reaches', 'idpscim source groups', 1, { then: (folder) => edited(folder, 'google-credentials.json', (text) => text.replace(/"token_uri": *"[^"]*"/, `"token_uri": "${CLOSED}token"`)) }),
  staged('an S3 where nobody listens', 'idpscim state pull', 1, { variables: 'aws', config: inS3, env: { AWS_ENDPOINT_URL_S3: CLOSED } }),
  staged('connections that are cut', 'idpscim target config', 1, { faults: [{ api: 'scim', kind: 'reset' }] }),
  staged('answers that are cut', 'idpscim target groups', 1, { faults: [{ api: 'scim', operation: 'ListGroups', kind: 'truncate-body' }] }),
  staged('a list that never ends', 'idpscim source users', 1, { seed: MANY, faults: [{ api: 'google', operation: 'users.list', kind: 'repeat-page' }] }),
  staged('a server that fails', 'idpscim target groups', 1, { faults: [{ api: 'scim', operation: 'ListGroups', kind: 'error', status: 503 }] }),
  staged('a page that is not SCIM', 'idpscim target config', 1, { config: (text, { endpoints }) => text.replace(/endpoint: http:\/\/127.0.0.1:\d+\/\S+scim\/v2\//, `endpoint: ${endpoints.google}`) }),
]
