import { generateKeyPairSync, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.js'
import { createManualClock } from '../support/manual-clock.js'
import { useSandbox } from '../support/world.js'
import { directoryOf, jwtFor, refused, SCOPES } from './google-client.js'

const sandbox = useSandbox()

interface KeyFile {
  client_email: string
  private_key: string
  token_uri: string
}

const keyFile = ({ dir }: Sandbox) => JSON.parse(readFileSync(join(dir, 'google-credentials.json'), 'utf8')) as KeyFile

/** Asks with claims of the test's making, signed as the key file's owner unless `key` says otherwise. */
async function ask(running: Sandbox, claims: object, key = keyFile(running).private_key): Promise<{ status: number; body: Record<string, unknown> }> {
  const { client_email: iss, token_uri: aud } = keyFile(running)
  const now = Math.floor(Date.now() / 1000)
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const input = `${part({ alg: 'RS256' })}.${part({ iss, aud, sub: 'admin@example.com', scope: SCOPES.join(' '), iat: now, exp: now + 3600, ...claims })}`
  const assertion = `${input}.${sign('RSA-SHA256', Buffer.from(input), key).toString('base64url')}`
  const answer = await fetch(aud, { method: 'POST', body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }) })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

test('gives a token for an hour, and no refresh token', async () => {
  const { status, body } = await ask(await sandbox(), {})

  expect(status).toBe(200)
  expect(body).toEqual({ access_token: expect.stringMatching(/^ya29\./) as string, expires_in: 3599, token_type: 'Bearer' })
})

test('takes the audience that the Node library always names', async () => {
  const running = await sandbox()

  const { status } = await ask(running, { aud: 'https://oauth2.googleapis.com/token' })

  expect(status).toBe(200)
  expect((await jwtFor(running).getAccessToken()).token).toMatch(/^ya29\./)
})

const now = Math.floor(Date.now() / 1000)

test.each([
  ['an unknown person', { sub: 'nobody@example.com' }, 400, 'invalid_grant', 'Invalid email or User ID'],
  ['what is no mail', { sub: 'nobody' }, 400, 'invalid_grant', 'Not a valid email'],
  ['another account', { iss: 'other@sandbox.iam.gserviceaccount.com' }, 400, 'invalid_grant', 'Invalid grant: account not found'],
  ['another audience', { aud: 'https://example.com/token' }, 400, 'invalid_grant', 'Invalid JWT: Failed audience check.'],
  ['two hours', { exp: now + 7200 }, 400, 'invalid_grant', 'Invalid JWT: Token must be a short-lived token (60 minutes)'],
  ['a clock that is behind', { iat: now - 7200, exp: now - 3600 }, 400, 'invalid_grant', 'Invalid JWT: Token must be a short-lived token (60 minutes)'],
  ['no scope', { scope: '' }, 400, 'invalid_scope', 'Invalid OAuth scope or ID token audience provided.'],
  ['a scope of nobody', { scope: 'directory' }, 400, 'invalid_scope', 'Invalid OAuth scope or ID token audience provided.'],
  ['one scope too many', { scope: `${SCOPES.join(' ')} https://www.googleapis.com/auth/drive` }, 400, 'access_denied', 'Requested client not authorized'],
  ['no delegated scope', { scope: 'https://www.googleapis.com/auth/drive' }, 401, 'unauthorized_client', 'Client is unauthorized to retrieve access tokens using this method'],
])('refuses %s', async (_what, claims, status, error, description) => {
  const answer = await ask(await sandbox(), claims)

  expect(answer).toMatchObject({ status, body: { error, error_description: expect.stringContaining(description) as string } })
})

test('refuses a signature by another key', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

  const answer = await ask(await sandbox(), {}, privateKey.export({ type: 'pkcs8', format: 'pem' }) as string)

  expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' } })
})

test('delegates the scopes that the seed says', async () => {
  const running = await sandbox({ seed: { google: { delegatedScopes: SCOPES.slice(0, 2) } } })

  expect(await ask(running, {})).toMatchObject({ status: 400, body: { error: 'access_denied' } })
  expect(await ask(running, { scope: SCOPES[0] })).toMatchObject({ status: 200 })
})

test('lets the usual administrator be impersonated though no seed names one', async () => {
  const running = await sandbox({ seed: { google: { domain: 'corp.example', users: [] } } })

  expect(await ask(running, { sub: 'admin@corp.example' })).toMatchObject({ status: 200 })
  expect(running.env['IDPSCIM_GWS_USER_EMAIL']).toBe('admin@corp.example')
})

test('gives tokens that run out', async () => {
  const clock = createManualClock(Date.now())
  const directory = directoryOf(await sandbox({ clock }))
  await directory.groups.get({ groupKey: 'finance@example.com' })

  clock.pass(3600_000)

  expect(await refused(directory.groups.get({ groupKey: 'finance@example.com' }))).toMatchObject({ status: 401, reason: 'authError' })
})

test('knows no other grant', async () => {
  const { endpoints } = await sandbox()

  const answer = await fetch(endpoints['google-token'], { method: 'POST', body: new URLSearchParams({ grant_type: 'password' }) })

  expect(answer.status).toBe(400)
  expect(await answer.json()).toEqual({ error: 'unsupported_grant_type', error_description: 'Invalid grant_type: password' })
})
