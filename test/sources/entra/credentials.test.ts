import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { isIdpscimError, type IdpscimError } from '../../../src/errors.js'
import { redact, Secret } from '../../../src/model/secret.js'
import { awsWebIdentity } from '../../../src/sources/entra/aws-web-identity.js'
import type { Credential } from '../../../src/sources/entra/credential.js'
import { CERTIFICATE, PRIVATE_KEY } from '../../support/certificate.js'
import { startEntraWorld, type EntraWorld } from '../../support/entra-world.js'
import { startSts, type StsDouble } from '../../support/sts-double.js'

let world: EntraWorld
let sts: StsDouble
beforeAll(async () => {
  world = await startEntraWorld()
  sts = await startSts(() => world.clock.now())
  // The documentation's own examples: anything signed passes.
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY')
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await Promise.all([world.end(), sts.stop()])
})

const nobody = { known: { users: [], groups: [] } }
const directory = { users: [{ userPrincipalName: 'a@example.com' }], groups: [{ displayName: 'AWS-a', members: ['a@example.com'] }] }
const put = (app: object = {}) => world.put({ ...directory, app })
const read = async (credential: Credential | undefined, options: object = {}) => (await world.source({ ...(credential === undefined ? {} : { credential }), ...options }).read(nobody)).groups.map(({ name }) => name)
const certificate = (pem: string): Credential => ({ kind: 'certificate', certificate: new Secret(pem, 'file app.pem') })

async function failureOf(reading: Promise<unknown>): Promise<IdpscimError & { text: string }> {
  const error = await reading.then(() => new Error('it succeeded'), (thrown: unknown) => thrown)
  if (!isIdpscimError(error)) throw error
  return Object.assign(error, { text: [error.message, ...error.suggestions].join('\n') })
}

describe('a client secret', () => {
  const secret = (value: string): Credential => ({ kind: 'secret', secret: new Secret(value, 'the test') })

  test('that is wrong is refused with Microsoft\'s words and the remedy, and shown nowhere', async () => {
    put()

    const { code, text, facts } = await failureOf(read(secret('wrong-secret-value')))

    expect(code).toBe('SourceRefused')
    expect(text).toContain('AADSTS7000215: Invalid client secret provided')
    expect(text).toContain("the secret's value, not its id")
    expect(text).not.toMatch(/wrong-secret-value|Trace ID/)
    expect(facts).toMatchObject({ status: 401, codes: [7000215] })
  })

  test('that has run out is told so', async () => {
    put({ secrets: [{ value: 'old-secret-value', endDateTime: '2025-06-01T00:00:00Z' }] })

    expect((await failureOf(read(secret('old-secret-value')))).text).toContain('Make a new client secret')
  })

  test.each([
    [{ tenant: 'other.example' }, 'No tenant is called "other.example"'],
    [{ clientId: '00000000-0000-4000-8000-000000000000' }, 'has no app 00000000-0000-4000-8000-000000000000'],
  ])('of %j is refused by name', async (options, remedy) => {
    put()

    expect((await failureOf(read(undefined, options))).text).toContain(remedy)
  })
})

describe('a certificate', () => {
  test.each([
    ['before its key', `${CERTIFICATE}${PRIVATE_KEY}`],
    ['behind its key', `${PRIVATE_KEY}${CERTIFICATE}`],
  ])('%s proves the app', async (_, pem) => {
    put({ certificates: [CERTIFICATE] })

    expect(await read(certificate(pem))).toEqual(['AWS-a'])
  })

  test('that is not registered is refused with the remedy', async () => {
    put()

    expect((await failureOf(read(certificate(`${CERTIFICATE}${PRIVATE_KEY}`)))).text).toContain('Register this certificate on the app')
  })

  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  test.each([
    ['no PEM', 'a certificate of another kind', 'it holds no certificate'],
    ['a certificate alone', CERTIFICATE, 'it holds no private key'],
    ["another certificate's key", `${CERTIFICATE}${privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()}`, 'its private key belongs to another certificate'],
  ])('that is %s is refused by what is wrong with it, never by its content', async (_, pem, why) => {
    put({ certificates: [CERTIFICATE] })

    const { code, text } = await failureOf(read(certificate(pem)))

    expect(code).toBe('SourceRefused')
    expect(text).toContain(why)
    expect(text).toContain('file app.pem')
    expect(redact(text)).toBe(text)
  })
})

describe('the running AWS role', () => {
  const role = (more: object = {}): Credential => ({ kind: 'federated', token: awsWebIdentity({ audience: 'api://AzureADTokenExchange', region: 'eu-west-2', endpoint: sts.endpoint, ...more }) })
  const credential = () => ({ issuer: sts.issuer, subject: sts.subject, jwks: sts.jwks })

  beforeEach(() => {
    sts.asked.length = 0
    sts.refuse(undefined)
  })

  test('proves the app by a token of STS, short-lived, for Entra alone, and asked for once', async () => {
    put({ secrets: [], federatedCredentials: [credential()] })

    expect(await read(role())).toEqual(['AWS-a'])
    expect(sts.asked).toEqual([{ Action: 'GetWebIdentityToken', Version: '2011-06-15', 'Audience.member.1': 'api://AzureADTokenExchange', SigningAlgorithm: 'RS256', DurationSeconds: '300' }])
  })

  test('for which the app has no credential is refused by what differs', async () => {
    put({ federatedCredentials: [{ ...credential(), subject: 'arn:aws:iam::111122223333:role/other' }] })
    expect((await failureOf(read(role()))).text).toContain('The subject is the ARN of the role')

    put({ federatedCredentials: [credential()] })
    expect((await failureOf(read(role({ audience: 'api://other' })))).text).toContain('api://AzureADTokenExchange')
  })

  test.each([
    ['OutboundWebIdentityFederationDisabledException', 'Enable outbound identity federation in this AWS account'],
    ['AccessDenied', 'Allow the role sts:GetWebIdentityToken'],
    ['ExpiredToken', "the role's session has ended"],
  ])('to which STS answers %s is told what to do', async (code, remedy) => {
    put({ federatedCredentials: [credential()] })
    sts.refuse(code)

    const failure = await failureOf(read(role()))

    expect(failure.code).toBe('SourceRefused')
    expect(failure.text).toContain(remedy)
  })
})

describe('an access token', () => {
  test('is one for a reading, and for the next ones too', async () => {
    put()
    const source = world.source()

    await source.read(nobody)
    await source.read(nobody)

    expect(world.calls()['token']).toBe(1)
  })

  test('is renewed before it runs out', async () => {
    put()
    const source = world.source()
    await source.read(nobody)

    await world.clock.sleep(3_400_000)
    await source.read(nobody)

    expect(world.calls()['token']).toBe(2)
  })

  test('that Graph forgets is renewed once, and refused the second time', async () => {
    put()
    world.sandbox.setFaults([{ api: 'graph', operation: 'groups.group.ListGroup', kind: 'error', status: 401, at: 1 }])
    expect(await read(undefined)).toEqual(['AWS-a'])
    expect(world.calls()['token']).toBe(2)

    world.sandbox.setFaults([{ api: 'graph', operation: 'groups.group.ListGroup', kind: 'error', status: 401 }])
    expect(await failureOf(read(undefined))).toMatchObject({ code: 'SourceRefused', message: expect.stringContaining('401 InvalidAuthenticationToken') as string })
  })

  test('survives an endpoint that stumbles, and is given up when it stays down', async () => {
    put()
    world.sandbox.setFaults([{ api: 'graph-token', kind: 'error', status: 503, at: 1, times: 2 }])
    expect(await read(undefined)).toEqual(['AWS-a'])

    put()
    world.sandbox.setFaults([{ api: 'graph-token', kind: 'error', status: 503 }])
    expect(await failureOf(read(undefined))).toMatchObject({ code: 'SourceIncomplete', retryable: true })
    expect(world.calls()['token']).toBe(5)
  })
})
