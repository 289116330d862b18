import assert from 'node:assert/strict'
import { describe, expect, test } from 'vitest'
import type { EntraSourceConfig } from '../../src/config/sources/entra.js'
import type { Config } from '../../src/config/config.js'
import { CERTIFICATE, PRIVATE_KEY } from '../support/certificate.js'
import { ENDPOINT, type Desk, lines, loadFull, PRIVATE_KEY as OTHER_KEY, refused } from './desk.js'

const TENANT = 'f0a1b2c3-d4e5-4f60-8a1b-2c3d4e5f6071'
const CLIENT = 'a1b2c3d4-0001-4002-8003-e5f6a7b8c9d0'
const file = (...keys: string[]) => `version: 1
sources:
  - type: entra
    tenant: contoso.com
    client_id: ${CLIENT}
${keys.map((key) => `    ${key}\n`).join('')}target: {type: aws-scim, endpoint: ${ENDPOINT}, access_token: {env: SCIM_TOKEN}}
state: {type: file, path: state.json}
`
const entra = ({ sources: [source] }: Config): EntraSourceConfig => {
  assert(source?.type === 'entra')
  return source
}
const read = async (keys: string[], desk?: Desk) => entra(await loadFull(file(...keys), desk))
const secretOf = ({ credential }: EntraSourceConfig) => ('secret' in credential && 'reveal' in credential.secret ? credential.secret.reveal() : undefined)

test('an app with a secret needs no more', async () => {
  const source = await read(['client_secret: {env: ENTRA_SECRET}'], { env: { ENTRA_SECRET: 'abc~8Q-secret' } })

  expect(secretOf(source)).toBe('abc~8Q-secret')
  expect(source).toMatchObject({ name: 'entra', tenant: 'contoso.com', clientId: CLIENT, groupsFilter: [], includeOwners: false, guests: 'exclude', select: [], checkMemberCounts: true })
})

test('ids of Entra\'s carry the name of the source', async () => {
  const { rules } = await loadFull(file('client_secret: {env: S}', 'name: staff'), { env: { S: 'abc~8Q-secret' } })

  expect(rules.sources).toMatchObject([{ name: 'staff', externalId: 'prefixed' }])
})

describe('the app is proven', () => {
  const pem = `${CERTIFICATE}${PRIVATE_KEY}`

  test.each([
    ['certificate: {file: app.pem}', 'certificate'],
    ['federated: {type: aws}', 'aws'],
    ['federated_token: {file: token}', 'token'],
  ])('by %s', async (key, kind) => {
    expect((await read([key], { files: { '/desk/app.pem': pem, '/desk/token': 'eyJh.eyJi.c2ln' } })).credential.kind).toBe(kind)
  })

  test('by the running AWS role, for the audience that Entra expects, with nothing stored', async () => {
    expect((await read(['federated: {type: aws, region: eu-west-2}'])).credential).toEqual({ kind: 'aws', audience: 'api://AzureADTokenExchange', region: 'eu-west-2' })
  })

  test.each([
    [[], 'sources[0] must prove its app by one of client_secret, certificate, federated, federated_token'],
    [['client_secret: {env: S}', 'federated: {type: aws}'], 'sources[0] must prove its app by one of client_secret, certificate, federated, federated_token'],
    [['client_secret: {env: ID}'], 'is the secret\'s id, not its value'],
    [['client_secret: {env: SPACED}'], 'holds white space'],
    [['certificate: {file: bare.pem}'], 'holds no usable private key'],
    [['certificate: {file: other.pem}'], 'the private key belongs to another certificate'],
    [['certificate: {env: S}'], 'holds no certificate'],
    [['federated_token: {env: S}'], 'is not a JSON Web Token'],
    [['federated: {type: gcp}'], 'sources[0].federated.type'],
    [['federated: {type: aws, endpoint: nowhere}'], 'sources[0].federated.endpoint'],
  ])('and never by %j', async (keys, complaint) => {
    const env = { S: 'abc~8Q-secret', ID: CLIENT, SPACED: 'abc def' }
    const files = { '/desk/bare.pem': CERTIFICATE, '/desk/other.pem': `${CERTIFICATE}${OTHER_KEY}` }

    const told = lines(await refused(loadFull(file(...keys), { env, files }))).join('\n')

    expect(told).toContain(complaint)
    expect(told).not.toMatch(/abc~|MII/)
  })
})

test.each([
  ['tenant: contoso', 'is neither an id nor a domain'],
  ['client_id: my-app', 'is not an application id'],
  ["groups_filter: ['']", 'is empty, and an empty filter selects every group'],
  ['guests: maybe', 'must be one of exclude, include, use_mail'],
  ["select: ['manager($select=id)']", "must be the name of a property of Graph's users"],
  ['endpoint: graph', 'is not a web address'],
])('%s is told as wrong', async (key, complaint) => {
  const text = file('client_secret: {env: S}', key).replace(/ {4}tenant: contoso.com\n(?=[^]*tenant: contoso\n)/, '').replace(/ {4}client_id: a1b2[^\n]*\n(?=[^]*client_id: my-app)/, '')

  expect(lines(await refused(loadFull(text, { env: { S: 'abc~8Q-secret' } }))).join('\n')).toContain(complaint)
})

test('a rotated secret leaves the digest, a changed filter, tenant or way of proof moves it', async () => {
  const digest = async (...keys: string[]) => (await loadFull(file(...keys), { env: { S: 'abc~8Q-secret', T: 'other~8Q-secret' } })).digest
  const first = await digest('client_secret: {env: S}')

  expect(await loadFull(file('client_secret: {env: S}'), { env: { S: 'rotated~8Q-secret' } })).toMatchObject({ digest: first })
  expect(new Set([first, await digest('client_secret: {env: T}'), await digest('client_secret: {env: S}', "groups_filter: [\"displayName eq 'x'\"]"), await digest('federated: {type: aws}')]).size).toBe(4)
})

test('the tenant may be an id', async () => {
  expect(entra(await loadFull(file('client_secret: {env: S}').replace('contoso.com', TENANT), { env: { S: 'abc~8Q-secret' } })).tenant).toBe(TENANT)
})
