import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { IdpscimError } from '../../../src/errors.js'
import { Secret } from '../../../src/model/secret.js'
import type { AwsIdentity } from '../../../src/sources/google/aws-identity.js'
import { readCredentials } from '../../../src/sources/google/credentials.js'
import type { GoogleOptions } from '../../../src/sources/google/google-source.js'
import { subjectToken } from '../../../src/sources/google/subject-token.js'
import { startGoogleWorld, type GoogleWorld } from '../../support/google-world.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const ROLE: AwsIdentity = { region: 'eu-west-1', accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', sessionToken: 'session-token-of-the-lambda' }
const nobody = { known: { users: [], groups: [] } }

let world: GoogleWorld
let file: Record<string, unknown>
beforeAll(async () => {
  world = await startGoogleWorld()
  file = JSON.parse(await readFile(join(world.sandbox.dir, 'google-federation.json'), 'utf8')) as Record<string, unknown>
})
afterAll(() => world.end())
beforeEach(() => world.put({ customerId: 'C0sandbox', users: [{ primaryEmail: 'a@example.com', name: { givenName: 'A', familyName: 'B' } }], groups: [{ name: 'AWS', email: 'aws@example.com', members: ['a@example.com'] }] }))

const secretOf = (change: object = {}) => new Secret(JSON.stringify({ ...file, ...change }), 'file federation.json')
const source = (options: Partial<GoogleOptions> = {}, acting = { subject: true }) => world.source({ credentials: secretOf(), role: () => Promise.resolve(ROLE), ...options }, acting)
const operations = () => world.sandbox.requests().map(({ operation }) => operation).filter((operation) => !operation.includes('.list'))
const fault = (operation: string, more: object) => world.sandbox.setFaults([{ api: 'google-token', operation, ...more }])

async function failure(options: Partial<GoogleOptions>): Promise<string> {
  const error: unknown = await source(options).read(nobody).catch((thrown: unknown) => thrown)
  if (!(error instanceof IdpscimError) || error.code !== 'SourceRefused') throw new Error(`it should have been refused: ${String(error)}`)
  return [error.message, ...error.suggestions].join('\n')
}

describe('without any key, by the AWS role that runs', () => {
  test('the administrator is acted for: IAM signs what a key would have signed', async () => {
    const { groups } = await source().read(nobody)

    expect(groups[0]?.members).toHaveLength(1)
    expect(operations()).toEqual(['sts.token', 'signJwt', 'token'])
  })

  test('an account that is an administrator itself needs no signature', async () => {
    const { groups } = await source({ customer: 'C0sandbox' }, { subject: false }).read(nobody)

    expect(groups[0]?.members).toHaveLength(1)
    expect(operations()).toEqual(['sts.token', 'generateAccessToken'])
  })

  test('each step is tried again on its own', async () => {
    world.sandbox.setFaults([
      { api: 'google-token', operation: 'sts.token', kind: 'error', status: 503, at: 1 },
      { api: 'google-token', operation: 'signJwt', kind: 'throttle', status: 429, at: 1, times: 2 },
      { api: 'google-token', operation: 'token', kind: 'reset', at: 1 },
    ])

    await source().read(nobody)

    expect(operations()).toEqual(['sts.token', 'sts.token', 'signJwt', 'signJwt', 'signJwt', 'token', 'token'])
  })

  test('credentials of the role are asked for with each token, because they are renewed', async () => {
    let asked = 0
    const reading = source({ role: () => Promise.resolve({ ...ROLE, sessionToken: `session-${++asked}` }) })

    await reading.read(nobody)
    await world.clock.sleep(3_600_000)
    await reading.read(nobody)

    expect(asked).toBe(2)
  })
})

function readFederation(change: object = {}) {
  const read = readCredentials(secretOf(change))
  if (read.kind !== 'federation') throw new Error('the file is of a federation')
  return read.federation
}

describe('a federation that is refused says what to change', () => {
  test('where AWS does not confirm the role', async () => {
    const text = await failure({ role: () => Promise.resolve({ ...ROLE, secretAccessKey: 'x'.repeat(40) }) })

    expect(text).toContain("workload identity federation does not let us in (400): invalid_grant: Received invalid AWS response: SignatureDoesNotMatch")
    expect(text).toContain('AWS did not confirm the running role')
  })

  test('where there is no role', async () => {
    expect(await failure({ role: () => Promise.reject(new Error('Could not load credentials from any providers')) })).toMatch(/AWS credentials cannot be found: Could not load credentials.*\n.*AWS_PROFILE/)
  })

  test('where the provider does not exist, or its condition refuses', async () => {
    expect(await failure({ credentials: secretOf({ audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q' }) })).toContain('Check `audience`')
    fault('sts.token', { kind: 'error', status: 400 })
    expect(await failure({})).toContain('attribute condition does not let this identity in')
  })

  test('where nobody let the pool sign for the account', async () => {
    fault('signJwt', { kind: 'error', status: 403 })

    const text = await failure({})

    expect(text).toContain("Permission 'iam.serviceAccounts.signJwt' denied on resource")
    expect(text).toContain('(principalSet://iam.googleapis.com/projects/100000000001/locations/global/workloadIdentityPools/sandbox/…) the role roles/iam.serviceAccountTokenCreator on idpscim@sandbox.iam.gserviceaccount.com')
  })

  test('where delegation is missing, as with a key', async () => {
    expect(await failure({ scopes: ['https://www.googleapis.com/auth/drive'] })).toContain('Domain-wide delegation')
  })

  test.each([
    ['service_account_impersonation_url', {}],
    ['service_account_impersonation_url', { service_account_impersonation_url: 'https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/a@b:signBlob' }],
    ['credential_source', { credential_source: { executable: { command: '/bin/sh' } } }],
    ['token_url', { token_url: 'ftp://x' }],
  ])('where the file lacks a usable %s', async (field, change) => {
    const { [field]: _, ...rest } = file
    const credentials = new Secret(JSON.stringify({ ...rest, ...change }), 'file federation.json')

    expect(await failure({ credentials })).toMatch(new RegExp(`the Google credentials from file federation.json cannot be used: .*${field}`))
  })
})

describe('a token of somebody else', () => {
  const vouching = { role: () => Promise.reject(new Error('nobody asks AWS')), now: new Date(0) }

  test('is read from a file, as text or from a field of JSON', async () => {
    const dir = await temporaryFolder()
    await writeFile(join(dir, 'token'), 'a.jwt.token\n')
    await writeFile(join(dir, 'token.json'), '{"value": "another.jwt.token"}')
    const of = (credential_source: object) => subjectToken(readFederation({ credential_source }), vouching)

    expect(await of({ file: join(dir, 'token') })).toBe('a.jwt.token')
    expect(await of({ file: join(dir, 'token.json'), format: { type: 'json', subject_token_field_name: 'value' } })).toBe('another.jwt.token')
    await expect(of({ file: join(dir, 'token'), format: { type: 'json', subject_token_field_name: 'value' } })).rejects.toThrow(/holds no value in JSON/)
    await expect(of({ file: join(dir, 'gone') })).rejects.toThrow(/cannot be had from .*gone: no such file/)
  })

  test('is fetched with the headers that the file says, as pipelines hand it out', async () => {
    const server = createServer((request, answer) => {
      answer.writeHead(request.headers.authorization === 'bearer pipeline' ? 200 : 403).end('{"value":"from.the.pipeline"}')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`
    const of = (authorization: string) => subjectToken(readFederation({ credential_source: { url, headers: { authorization }, format: { type: 'json', subject_token_field_name: 'value' } } }), vouching)

    expect(await of('bearer pipeline')).toBe('from.the.pipeline')
    await expect(of('bearer other')).rejects.toThrow('status 403')
    server.close()
  })
})
