import assert from 'node:assert/strict'
import { describe, expect, test } from 'vitest'
import type { Config } from '../../src/config/config.js'
import type { GithubSourceConfig } from '../../src/config/sources/github.js'
import { ENDPOINT, type Desk, lines, loadFull, PRIVATE_KEY, refused } from './desk.js'

const file = (...keys: string[]) => `version: 1
sources:
  - type: github
    organization: acme
${keys.map((key) => `    ${key}\n`).join('')}target: {type: aws-scim, endpoint: ${ENDPOINT}, access_token: {env: SCIM_TOKEN}}
state: {type: file, path: state.json}
`
const APP = ['app_id: 1001', 'private_key: {file: app.pem}']
const SAML = 'email: {from: saml}'
const desk: Desk = { files: { '/desk/app.pem': PRIVATE_KEY }, env: { GITHUB_TOKEN: 'ghp_0123456789' } }
const github = ({ sources: [source] }: Config): GithubSourceConfig => {
  assert(source?.type === 'github')
  return source
}
const read = async (...keys: string[]) => github(await loadFull(file(...keys), desk))

describe('who asks', () => {
  test('is an App, whose ids need no quotes', async () => {
    const source = await read(...APP, 'installation_id: 77', SAML)

    expect(source.credentials).toMatchObject({ as: 'app', appId: '1001', installationId: '77' })
    assert(source.credentials.as === 'app' && 'reveal' in source.credentials.privateKey)
    expect(source.credentials.privateKey.reveal()).toBe(PRIVATE_KEY.trimEnd())
    expect(source).toMatchObject({ name: 'github', organization: 'acme', teams: [], ignoreTeams: [], ignoreUsers: [], membership: 'all', includeUsers: 'grouped', email: { from: 'saml' } })
  })

  test('is an App by its client id, the key with its line breaks lost', async () => {
    const { credentials } = github(await loadFull(file('app_id: Iv23liABCDEF', 'private_key: {env: KEY}', SAML), { env: { KEY: PRIVATE_KEY.replaceAll('\n', '\\n') } }))

    expect(credentials).toMatchObject({ as: 'app', appId: 'Iv23liABCDEF' })
  })

  test('is somebody with a token', async () => {
    const { credentials } = await read('token: {env: GITHUB_TOKEN}', SAML)

    assert(credentials.as === 'token' && 'reveal' in credentials.token)
    expect(credentials.token.reveal()).toBe('ghp_0123456789')
  })

  test.each([
    [[SAML], 'sources[0] must have app_id and private_key, or a token'],
    [['app_id: 5', SAML], 'sources[0] must have app_id and private_key, or a token'],
    [[...APP, 'token: {env: GITHUB_TOKEN}', SAML], 'sources[0] must have app_id and private_key, or a token'],
    [['app_id: my-app', 'private_key: {file: app.pem}', SAML], 'sources[0].app_id is not the id of a GitHub App'],
    [['app_id: 5', 'private_key: {env: GITHUB_TOKEN}', SAML], 'is not the private key of a GitHub App'],
    [['app_id: -5', 'private_key: {file: app.pem}', SAML], 'sources[0].app_id is -5'],
    [[...APP, 'installation_id: acme', SAML], 'sources[0].installation_id is not the id of an installation'],
  ])('cannot be told from %j', async (keys, summary) => {
    const told = lines(await refused(loadFull(file(...keys), desk))).join('\n')

    expect(told).toContain(summary)
    expect(told).not.toContain('ghp_0123456789')
  })
})

describe('addresses', () => {
  test.each([
    ['email: {from: saml, enterprise: acme-corp}', { from: 'saml', enterprise: 'acme-corp' }],
    ['email: {from: verified_domain}', { from: 'verified_domain' }],
    ['email: {from: verified_domain, domain: example.com}', { from: 'verified_domain', domain: 'example.com' }],
    ['email: {from: login, suffix: "@digital.example.gov.uk"}', { from: 'login', suffix: '@digital.example.gov.uk' }],
  ])('%s', async (key, email) => {
    expect((await read(...APP, key)).email).toEqual(email)
  })

  test.each([
    [[], 'sources[0].email is missing'],
    [['email: {from: profile}'], 'must be {from: saml}, {from: verified_domain} or {from: login, suffix: "@example.com"}'],
    [['email: {from: login}'], 'sources[0].email.suffix is missing'],
    [['email: {from: verified_domain, domain: "@example.com"}'], 'must be a domain, as example.com'],
    [['email: {from: saml, domain: example.com}'], 'sources[0].email.domain is not a known key'],
  ])('are never guessed: %j', async (keys, summary) => {
    expect(lines(await refused(loadFull(file(...APP, ...keys), desk))).join('\n')).toContain(summary)
  })
})

test('teams are chosen by slugs, which have neither spaces nor an organisation before them', async () => {
  expect(await read(...APP, SAML, "teams: ['aws-*', ops]", 'ignore_teams: [all-org-members]', "ignore_users: ['*-bot']", 'membership: immediate', 'include_users: all')).toMatchObject({
    teams: ['aws-*', 'ops'],
    ignoreTeams: ['all-org-members'],
    ignoreUsers: ['*-bot'],
    membership: 'immediate',
    includeUsers: 'all',
  })
  expect(lines(await refused(loadFull(file(...APP, SAML, 'teams: [acme/ops]'), desk)))).toEqual([expect.stringContaining('sources[0].teams[0] is "acme/ops": it must be a slug') as string])
})

test("ids of GitHub's carry the name of the source", async () => {
  const { rules } = await loadFull(file('name: crew', ...APP, SAML), desk)

  expect(rules.sources).toMatchObject([{ name: 'crew', externalId: 'prefixed' }])
})

test('another filter or another rule for addresses is another configuration, another key is not', async () => {
  const digest = async (...keys: string[]) => (await loadFull(file(...keys), { ...desk, files: { ...desk.files, '/desk/app.pem': PRIVATE_KEY } })).digest
  const before = await digest(...APP, SAML)

  expect(await digest('app_id: 1001', 'private_key: {file: app.pem}', SAML)).toBe(before)
  expect(await digest(...APP, 'email: {from: verified_domain}')).not.toBe(before)
  expect(await digest(...APP, SAML, 'teams: [ops]')).not.toBe(before)
})
