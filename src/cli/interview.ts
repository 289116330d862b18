/** What has to be known for a first configuration, in the order in which a person would tell it. */
import { referenceIn, type Answers, type EntraProof, type GithubEmail, type GithubProof, type SourceAnswers, type StateAnswers, type TargetAnswers } from '../config/starter/answers.js'
import type { Given, Interviewer, Question } from './interviewer.js'

/** `given`: what nobody is asked for, since only emulators and proxies need it. */
export async function interview(ask: Interviewer, given: Given): Promise<Answers> {
  const types = await ask.chooseSome({
    flag: 'source',
    message: 'Where do people and groups come from?',
    choices: [
      { value: 'google', name: 'Google Workspace' },
      { value: 'entra', name: 'Microsoft Entra ID' },
      { value: 'github', name: 'GitHub teams' },
      { value: 'file', name: 'Files in Git (YAML, JSON, CSV)' },
    ],
  })
  const sources: SourceAnswers[] = []
  for (const type of [...new Set(types)]) sources.push(await SOURCES[type](ask, (flag) => single(given[flag])))
  const target = await askTarget(ask)
  const state = await askState(ask)
  const stack = await ask.text({ flag: 'stack', message: 'A name for this stack, for plans and history', default: 'staff-aws', check: filled })
  return { stack, sources, target, state }
}

type Extra = (flag: string) => string | undefined

const SOURCES: Readonly<Record<SourceAnswers['type'], (ask: Interviewer, extra: Extra) => Promise<SourceAnswers>>> = {
  google: async (ask, extra) => ({
    type: 'google',
    credentials: await ask.reference({ flag: 'google-credentials', message: "Google: the service account's key, or its federation", default: 'google-credentials.json' }),
    subject: await ask.text({ flag: 'google-subject', message: 'Google: the administrator to act for (mail address)', check: (text) => (/^[^\s@]+@[^\s@]+$/.test(text) ? undefined : 'is no mail address') }),
    groups: await ask.list({ flag: 'google-groups', message: 'Google: which groups', example: 'name:AWS*' }),
    ...extraKey('endpoint', extra('google-endpoint')),
  }),
  entra: async (ask, extra) => ({
    type: 'entra',
    tenant: await ask.text({ flag: 'entra-tenant', message: "Entra: the tenant's id, or one of its verified domains", check: filled }),
    clientId: await ask.text({ flag: 'entra-client-id', message: 'Entra: the application (client) id of the app that reads', check: (text) => (GUID.test(text) ? undefined : 'is no id of an app: 8-4-4-4-12 hexadecimal digits') }),
    proof: await askEntraProof(ask),
    groups: await ask.list({ flag: 'entra-groups', message: 'Entra: which groups', example: "startswith(displayName,'AWS-')" }),
    ...extraKey('endpoint', extra('entra-endpoint')),
    ...extraKey('authority', extra('entra-authority')),
  }),
  github: async (ask, extra) => ({
    type: 'github',
    organization: await ask.text({ flag: 'github-organization', message: 'GitHub: the organisation, as in github.com/NAME', check: filled }),
    proof: await askGithubProof(ask),
    email: await askGithubEmail(ask),
    teams: await ask.list({ flag: 'github-teams', message: 'GitHub: which teams', example: 'aws-*' }),
    ...extraKey('endpoint', extra('github-endpoint')),
  }),
  file: async (ask) => {
    const paths = await ask.list({ flag: 'file-path', message: 'Files: which', example: 'people/*.yaml; people/*.csv', default: 'people/*' })
    return { type: 'file', paths: paths.length > 0 ? paths : ['people/*'] }
  },
}

async function askEntraProof(ask: Interviewer): Promise<EntraProof> {
  const by = await ask.choose({
    flag: 'entra-proof',
    message: 'Entra: what proves the app?',
    default: 'secret',
    choices: [
      { value: 'secret', name: 'a client secret' },
      { value: 'certificate', name: 'a certificate', says: 'PEM, with its private key' },
      { value: 'aws', name: 'the running AWS role', says: 'a federated credential of the app: nothing is stored' },
      { value: 'token', name: 'a token that others keep fresh', says: 'in a file, for a federated credential' },
    ],
  })
  if (by === 'aws') return { by }
  const what = { secret: 'client secret', certificate: 'certificate', token: 'token' }[by]
  return { by, kept: await ask.reference({ flag: 'entra-credential', message: `Entra: the ${what}`, default: `entra-${by === 'secret' ? 'client-secret' : by}` }) }
}

async function askGithubProof(ask: Interviewer): Promise<GithubProof> {
  const by = await ask.choose({
    flag: 'github-proof',
    message: 'GitHub: who asks?',
    default: 'app',
    choices: [
      { value: 'app', name: 'a GitHub App', says: 'with Organization, Members: Read-only' },
      { value: 'token', name: "somebody's access token", says: 'with read:org' },
    ],
  })
  if (by === 'token') return { by, token: await ask.reference({ flag: 'github-credential', message: 'GitHub: the access token', default: 'github-token' }) }
  return {
    by,
    appId: await ask.text({ flag: 'github-app-id', message: "GitHub: the App ID, or the Client ID, from the App's page", check: (text) => (/^(\d+|Iv[\w.]+)$/.test(text) ? undefined : 'is no id of an App: a number, or Iv…') }),
    privateKey: await ask.reference({ flag: 'github-credential', message: "GitHub: the App's private key (.pem)", default: 'github-app.pem' }),
  }
}

async function askGithubEmail(ask: Interviewer): Promise<GithubEmail> {
  const from = await ask.choose({
    flag: 'github-email',
    message: 'GitHub: by which address are people known outside?',
    default: 'saml',
    choices: [
      { value: 'saml', name: "the organisation's single sign-on" },
      { value: 'verified_domain', name: 'an address in a verified domain' },
      { value: 'login', name: 'the login and a suffix' },
    ],
  })
  if (from !== 'login') return { from }
  return { from, suffix: await ask.text({ flag: 'github-email-suffix', message: 'GitHub: what follows the login', default: '@example.com', check: (text) => (/^\S+$/.test(text) ? undefined : 'has white space') }) }
}

async function askTarget(ask: Interviewer): Promise<TargetAnswers> {
  const type = await ask.choose({
    flag: 'target',
    message: 'What is made to match?',
    choices: [
      { value: 'aws-scim', name: 'AWS IAM Identity Center, by SCIM', says: 'endpoint and token from its console; can switch people off' },
      { value: 'aws-identity-store', name: 'AWS IAM Identity Center, by AWS credentials', says: 'no token to renew; cannot switch people off' },
      { value: 'scim', name: 'another SCIM 2.0 server' },
    ],
  })
  if (type === 'aws-identity-store') return { type, ...extraKey('region', await askRegion(ask, "AWS: the instance's Region; empty for AWS_REGION", 'region')) }
  const example = type === 'aws-scim' ? 'https://scim.<region>.amazonaws.com/<tenant>/scim/v2/' : 'https://host/scim/v2'
  const endpoint = await ask.text({
    flag: 'endpoint',
    message: `SCIM endpoint (${example})`,
    check: (text) => (referenceIn(text) !== undefined || /^https?:\/\/[^\s<>]+$/.test(text) ? undefined : 'is no address, and none of env:NAME, file:PATH, secret:NAME#KEY'),
  })
  return { type, endpoint: referenceIn(endpoint) ?? endpoint, accessToken: await ask.reference({ flag: 'access-token', message: 'SCIM access token', default: 'scim-token' }) }
}

async function askState(ask: Interviewer): Promise<StateAnswers> {
  const type = await ask.choose({
    flag: 'state',
    message: 'Where is the state kept: what this stack manages?',
    default: 'file',
    choices: [
      { value: 'file', name: 'a file', says: 'to try, and for one machine' },
      { value: 's3', name: 'Amazon S3', says: 'for a team, a schedule, a pipeline' },
    ],
  })
  if (type === 'file') return { type, path: await ask.text({ flag: 'state-path', message: 'State: the file', default: 'state.json', check: filled }) }
  return {
    type,
    bucket: await ask.text({ flag: 'state-bucket', message: 'State: the bucket, which must be there', check: filled }),
    key: await ask.text({ flag: 'state-key', message: 'State: the key in it', default: 'idpscim/state.json', check: filled }),
    ...extraKey('region', await askRegion(ask, "State: the bucket's Region; empty for AWS_REGION", 'state-region')),
  }
}

function askRegion(ask: Interviewer, message: string, flag: Question['flag']): Promise<string> {
  return ask.text({ flag, message, optional: true, check: (text) => (text === '' || /^[a-z]{2,}(-[a-z]+)+-\d+$/.test(text) ? undefined : 'is no Region, as eu-west-1') })
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

function filled(text: string): string | undefined {
  return text === '' ? 'is empty' : undefined
}

function extraKey<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return value === undefined || value === '' ? {} : ({ [key]: value } as { [P in K]?: string })
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}
