import { createHash, createPrivateKey, generateKeyPairSync, sign, X509Certificate, constants } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Sandbox } from '../../../src/sandbox/sandbox.js'
import { CERTIFICATE, PRIVATE_KEY } from '../../support/certificate.js'
import { useSandbox } from '../../support/world.js'
import { askToken, CLIENT, SCOPE, secretOf } from './graph-client.js'

const sandbox = useSandbox()
const users = [{ userPrincipalName: 'a@example.com' }]
const start = (app: object = {}) => sandbox({ seed: { entra: { users, app } } })
const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const now = () => Math.floor(Date.now() / 1000)

const own = (running: Sandbox, { header = {}, claims = {} }: { header?: object; claims?: object } = {}) => {
  const x5t = createHash('sha256').update(new X509Certificate(CERTIFICATE).raw).digest('base64url')
  const head = encode({ alg: 'PS256', typ: 'JWT', 'x5t#S256': x5t, ...header })
  const body = encode({ aud: running.endpoints['graph-token'], iss: CLIENT, sub: CLIENT, jti: 'one', nbf: now(), exp: now() + 600, ...claims })
  const signature = sign('sha256', Buffer.from(`${head}.${body}`), { key: createPrivateKey(PRIVATE_KEY), padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST })
  return { client_assertion_type: JWT_BEARER, client_assertion: `${head}.${body}.${signature.toString('base64url')}` }
}

const codes = ({ body }: Awaited<ReturnType<typeof askToken>>) => body['error_codes']

test('a secret gets a token that is Graph\'s alone, for an hour', async () => {
  const { status, body } = await askToken(await start(), { client_secret: 'wrong' }).then(async () => {
    const running = await start()
    return askToken(running, { client_secret: secretOf(running) }, 'example.com')
  })

  expect(status).toBe(200)
  expect(body).toEqual({ token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token: expect.stringMatching(/^eyJ/) as string })
})

describe('a request', () => {
  test.each([
    ['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client', 7000215],
    ['no proof', {}, 401, 'invalid_client', 7000218],
    ['another client', { client_id: '00000000-0000-4000-8000-000000000000', client_secret: 'x' }, 400, 'unauthorized_client', 700016],
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type', 70003],
    ['a scope that is no resource\'s', { scope: 'User.Read.All', client_secret: 'x' }, 400, 'invalid_scope', 1002012],
  ])('with %s is refused', async (_, form, status, error, code) => {
    const refused = await askToken(await start(), form)

    expect(refused).toMatchObject({ status, body: { error, error_codes: [code], error_description: expect.stringMatching(new RegExp(`^AADSTS${code}: .* Trace ID: [0-9a-f-]{36} Correlation ID: [0-9a-f-]{36} Timestamp: `)) as string } })
    expect(JSON.stringify(refused.body)).not.toContain('wrong')
  })

  test('to another tenant is refused, and so is a secret that has run out', async () => {
    const running = await start({ secrets: [{ value: 'old-secret', endDateTime: '2020-01-01T00:00:00Z' }] })

    expect(codes(await askToken(running, { client_secret: 'x' }, 'other.example'))).toEqual([90002])
    expect(codes(await askToken(running, { client_secret: 'old-secret' }))).toEqual([7000222])
  })
})

describe('a certificate', () => {
  test('stands for a secret, named by either thumbprint', async () => {
    const running = await start({ certificates: [CERTIFICATE] })

    expect((await askToken(running, own(running))).status).toBe(200)
    const x5t = createHash('sha1').update(new X509Certificate(CERTIFICATE).raw).digest('base64url')
    expect((await askToken(running, own(running, { header: { 'x5t#S256': undefined, x5t } }))).status).toBe(200)
  })

  test.each([
    ['is not registered', { header: { 'x5t#S256': 'another' } }, 700027],
    ['signed something else', { header: { alg: 'RS256' } }, 700027],
    ['is made out to somebody else', { claims: { aud: 'https://login.example' } }, 700023],
    ['speaks of another app', { claims: { sub: 'another' } }, 700021],
    ['has run out', { claims: { exp: now() - 3600 } }, 700024],
  ])('that %s is refused', async (_, wrong, code) => {
    const running = await start({ certificates: [CERTIFICATE] })

    expect(codes(await askToken(running, own(running, wrong)))).toEqual([code])
  })
})

describe("another issuer's token", () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const credential = { issuer: 'https://abc.tokens.sts.global.api.aws', subject: 'arn:aws:iam::111122223333:role/idpscim', jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] } }
  const token = (claims: object = {}, key = privateKey) => {
    const parts = `${encode({ alg: 'RS256', kid: 'k1', typ: 'JWT' })}.${encode({ iss: credential.issuer, sub: credential.subject, aud: 'api://AzureADTokenExchange', exp: now() + 300, ...claims })}`
    return { client_assertion_type: JWT_BEARER, client_assertion: `${parts}.${sign('sha256', Buffer.from(parts), key).toString('base64url')}` }
  }

  test('stands for a secret where issuer, subject and audience are the credential\'s to the letter', async () => {
    const running = await start({ federatedCredentials: [credential] })

    expect((await askToken(running, token())).status).toBe(200)
    expect(codes(await askToken(running, token({ iss: 'https://other.example' })))).toEqual([700211])
    expect(codes(await askToken(running, token({ sub: 'arn:aws:iam::111122223333:role/IDPSCIM' })))).toEqual([700213])
    expect(codes(await askToken(running, token({ aud: 'sts.amazonaws.com' })))).toEqual([700212])
    expect(codes(await askToken(running, token({}, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)))).toEqual([700027])
  })
})

test('a token lasts its hour, and keeps the permissions that it was given with', async () => {
  const running = await start()
  const { body } = await askToken(running, { client_secret: secretOf(running), scope: `${running.endpoints.graph.replace(/\/$/, '')}/.default` })
  const read = () => fetch(new URL('v1.0/users', running.endpoints.graph), { headers: { authorization: `Bearer ${String(body['access_token'])}` } })

  running.patchState({ entra: { app: { permissions: [] } } })

  expect((await read()).status).toBe(200)
  const { body: later } = await askToken(running, { client_secret: secretOf(running), scope: SCOPE })
  expect((await fetch(new URL('v1.0/users', running.endpoints.graph), { headers: { authorization: `Bearer ${String(later['access_token'])}` } })).status).toBe(403)
})
