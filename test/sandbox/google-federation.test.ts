import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { admin, auth } from 'googleapis/build/src/apis/admin/index.js'
import { describe, expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.js'
import { useSandbox } from '../support/world.js'
import { SCOPES } from './google-client.js'

const sandbox = useSandbox()

interface FederationFile {
  audience: string
  token_url: string
  service_account_impersonation_url: string
  subject_token_type: string
}
const fileOf = ({ dir }: Sandbox) => JSON.parse(readFileSync(join(dir, 'google-federation.json'), 'utf8')) as FederationFile

interface Client {
  secret?: string
  scopes?: string[]
  /** Fields of the file in place of its own; null takes one out. */
  change?: Record<string, string | null>
}

/** What Google's own library makes for AWS, in another Region, with credentials of the test's choosing. */
function awsClient(running: Sandbox, { secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', scopes = SCOPES, change = {} }: Client = {}) {
  const file = Object.entries<unknown>({ ...fileOf(running), ...change }).filter(([key, value]) => key !== 'credential_source' && value !== null)
  const supplier = {
    getAwsRegion: () => Promise.resolve('eu-central-1'),
    getAwsSecurityCredentials: () => Promise.resolve({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: secret, token: 'a session' }),
  }
  return new auth.AwsClient({ ...(Object.fromEntries(file) as unknown as FederationFile), aws_security_credentials_supplier: supplier, scopes })
}

describe("Google's own library for workload identity federation", () => {
  test('is federated with AWS credentials, and acts for the service account by generateAccessToken', async () => {
    const running = await sandbox()
    const client = awsClient(running)

    const { token } = await client.getAccessToken()
    const { data } = await admin({ version: 'directory_v1', auth: client, rootUrl: running.endpoints.google }).users.list({ domain: 'example.com' })

    expect(token).toMatch(/^ya29\./)
    expect(data.users?.length).toBeGreaterThan(0)
    expect(running.requests().map(({ operation }) => operation)).toEqual(['sts.token', 'generateAccessToken', 'users.list'])
  })

  test.each<[string, Client, RegExp]>([
    ['a wrong secret', { secret: 'x'.repeat(40) }, /SignatureDoesNotMatch/],
    ['another provider', { change: { audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/other/providers/aws' } }, /invalid_target/],
  ])('is refused with %s', async (_, client, said) => {
    await expect(awsClient(await sandbox(), client).getAccessToken()).rejects.toThrow(said)
  })

  test('is refused for another account', async () => {
    const running = await sandbox()
    const { service_account_impersonation_url: url } = fileOf(running)

    await expect(awsClient(running, { change: { service_account_impersonation_url: url.replace('idpscim@', 'other@') } }).getAccessToken()).rejects.toThrow(/denied on resource/)
  })
})

describe('the Security Token Service', () => {
  const ask = async (running: Sandbox, form: Record<string, string>) => {
    const answer = await fetch(fileOf(running).token_url, { method: 'POST', body: new URLSearchParams(form) })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  const federated = (running: Sandbox) => awsClient(running, { scopes: ['https://www.googleapis.com/auth/cloud-platform'], change: { service_account_impersonation_url: null } }).getAccessToken()
  const right = ({ audience, subject_token_type }: FederationFile) => ({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    scope: 'https://www.googleapis.com/auth/cloud-platform',
    audience,
    subject_token_type,
  })

  test.each([
    ['another grant', { grant_type: 'client_credentials' }, 'unsupported_grant_type'],
    ['a subject token of another type', { subject_token_type: 'urn:ietf:params:oauth:token-type:jwt' }, 'invalid_request'],
    ['what is no request', { subject_token: 'token' }, 'invalid_grant'],
    ['a request to somebody else', { subject_token: JSON.stringify({ url: 'https://evil.example/?Action=GetCallerIdentity&Version=2011-06-15', method: 'POST', headers: [] }) }, 'invalid_grant'],
    ['a request without the provider among its headers', { subject_token: JSON.stringify({ url: 'https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15', method: 'POST', headers: [] }) }, 'invalid_grant'],
  ])('refuses %s', async (_, form, error) => {
    const running = await sandbox()

    expect(await ask(running, { ...right(fileOf(running)), ...form })).toMatchObject({ status: 400, body: { error } })
  })

  test("gives tokens that IAM takes and the Directory API does not: they are nobody's", async () => {
    const running = await sandbox()
    const { token } = await federated(running)

    const answer = await fetch(`${running.endpoints.google}admin/directory/v1/users?domain=example.com`, { headers: { authorization: `Bearer ${token ?? ''}` } })

    expect(answer.status).toBe(401)
  })

  test('iamcredentials wants a token of its own, and a payload that is JSON', async () => {
    const running = await sandbox()
    const url = fileOf(running).service_account_impersonation_url.replace('generateAccessToken', 'signJwt')
    const { token } = await federated(running)
    const post = async (authorization: string, payload: unknown) => (await fetch(url, { method: 'POST', headers: { authorization }, body: JSON.stringify({ payload }) })).status

    expect([await post('Bearer none', '{"iss":"x"}'), await post(`Bearer ${token ?? ''}`, 'no JSON'), await post(`Bearer ${token ?? ''}`, '{"iss":"x"}')]).toEqual([401, 400, 200])
  })
})
