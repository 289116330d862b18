import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { Unread } from '../../src/config/unread.js'
import { redact } from '../../src/model/secret.js'
import { CREDENTIALS, type Desk, ENDPOINT, FULL, google, lines, load, loadFull, PRIVATE_KEY, refused, scim, TOKEN } from './desk.js'

const BY_SECRETS = `version: 1
sources:
  - {type: google, credentials: {secret: my/google}, subject: {secret: my/all#admin}, customer: {secret: my/all#customer}}
target:
  type: aws-scim
  endpoint: {secret: my/all#endpoint}
  access_token: {secret: my/all#token}
state: {type: file, path: a.json}
`
const ALL = { admin: 'admin@corp.test', customer: 'C0customer', endpoint: ENDPOINT, token: TOKEN }
const SECRETS = { 'my/google': CREDENTIALS, 'my/all': ALL }
const withToken = (reference: string, secrets: Record<string, string | object>) => loadFull(FULL.replace('{env: SCIM_TOKEN}', `{secret: ${JSON.stringify(reference)}}`), { secrets })

describe('a reference to a secret', () => {
  test('stands wherever a text may, and every secret is asked for once, in one go', async () => {
    const asked: string[][] = []

    const config = await loadFull(BY_SECRETS, { secrets: SECRETS, asked })

    expect(config).toMatchObject({ sources: [{ subject: 'admin@corp.test', customer: 'C0customer' }], target: { endpoint: ENDPOINT } })
    expect(google(config).credentials.reveal()).toBe(CREDENTIALS)
    expect(scim(config).accessToken.reveal()).toBe(TOKEN)
    expect(asked.map((ids) => ids.sort())).toEqual([['my/all', 'my/google']])
  })

  test.each([
    ['a name', 'scim-token', { 'scim-token': TOKEN }],
    ['a name with a path and odd signs', 'a/b_c+d=e.f@g-h#token', { 'a/b_c+d=e.f@g-h': { token: TOKEN } }],
    ['an ARN', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:my/scim-AbCdEf', { 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:my/scim-AbCdEf': TOKEN }],
    ['an ARN of another partition and a key', 'arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:s-AbCdEf#a:b', { 'arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:s-AbCdEf': { 'a:b': TOKEN } }],
  ])('may be %s', async (_, reference, secrets) => {
    const config = await withToken(reference, secrets)

    expect(scim(config).accessToken.reveal()).toBe(TOKEN)
  })

  test.each(['my scim', '#token', 'my/scim#', 'a#b#c', 'arn:aws:s3:::bucket', 'arn:aws:secretsmanager:eu-west-1:12:secret:x'])('is refused when it names no secret, with or without a reader: %s', async (reference) => {
    const told = '8:17 target.access_token does not name a secret | Write {secret: NAME} or {secret: NAME#KEY}; NAME is the name (letters, digits and /_+=.@-) or the ARN of a secret, KEY a key of the JSON in it.'
    const text = FULL.replace('{env: SCIM_TOKEN}', `{secret: ${JSON.stringify(reference)}}`)

    expect(lines(await refused(loadFull(text)))).toEqual([told])
    expect(lines(await refused(loadFull(text, { secrets: {} })))).toEqual([told])
    expect(lines(await refused(loadFull(text, { needs: ['state'] })))).toEqual([told])
  })

  test.each([
    ['a line break that an editor left', `${TOKEN}\n`, TOKEN],
    ['one of another system', `${TOKEN}\r\n`, TOKEN],
  ])('gives a token without %s', async (_, text, value) => {
    expect(scim(await withToken('t', { t: text })).accessToken.reveal()).toBe(value)
  })

  test('leaves the line breaks of a key file alone', async () => {
    const config = await loadFull(BY_SECRETS, { secrets: { ...SECRETS, 'my/google': `${CREDENTIALS}\n` } })

    expect(google(config).credentials.reveal()).toBe(`${CREDENTIALS}\n`)
  })

  test.each([
    ['a number', { t: 12_345_678 }, '12345678'],
    ['true', { t: true }, 'true'],
  ])('takes %s for its text', async (_, content, value) => {
    expect(scim(await withToken('s#t', { s: content })).accessToken.reveal()).toBe(value)
  })

  test.each([
    ['nowhere to be found', 'gone#t', {}, 'the secret gone was not found | Check the name.'],
    ['no JSON', 's#t', { s: TOKEN }, 'the secret s is not a JSON object, so it has no key t | Leave #KEY out to mean the whole text, or store JSON.'],
    ['a list', 's#0', { s: [TOKEN] }, 'the secret s is not a JSON object, so it has no key 0 | Leave #KEY out to mean the whole text, or store JSON.'],
    ['without the key', 's#t', { s: { T: TOKEN } }, 'the secret s has no key t | Check the spelling of the key; case matters.'],
    ['asked for what every object has', 's#constructor', { s: {} }, 'the secret s has no key constructor | Check the spelling of the key; case matters.'],
    ['an object at the key', 's#t', { s: { t: { inner: TOKEN } } }, 'the secret s holds no text under its key t | A text, a number, true or false may stand there.'],
    ['null at the key', 's#t', { s: { t: null } }, 'the secret s holds no text under its key t | A text, a number, true or false may stand there.'],
    ['a long number', 's#t', { s: '{"t": 12345678901234567890}' }, 'the secret s holds a number too long to be read exactly under its key t | Store it as a text, in quotes.'],
    ['empty', 's', { s: '\n' }, 'the secret s is empty | Put the value there.'],
    ['empty at the key', 's#t', { s: { t: '' } }, 'the secret s has nothing under its key t | Put the value there.'],
    ['JSON where a token is meant', 's', { s: { token: TOKEN } }, 'the secret s holds JSON, not the value alone | Name the key whose value is meant after a #: NAME#KEY.'],
    ['white space', 's', { s: `${TOKEN} ${TOKEN}` }, undefined],
  ])('tells what is wrong by names alone: %s', async (_, reference, secrets, told) => {
    const diagnostics = await refused(withToken(reference, secrets))

    const expected = told === undefined ? `target.access_token (secret ${reference}) holds white space or characters that no token has | Copy the token again, alone.` : `target.access_token: ${told}`
    expect(lines(diagnostics)).toEqual([`8:17 ${expected}`])
    expect(JSON.stringify(diagnostics)).not.toContain(TOKEN)
    expect(JSON.stringify(diagnostics)).not.toContain('1234567890')
  })

  test('tells of one missing secret at every key that waits for it, and keeps what the others gave to itself', async () => {
    const diagnostics = await refused(loadFull(BY_SECRETS, { secrets: { 'my/google': CREDENTIALS } }))

    expect(lines(diagnostics)).toEqual([
      '3:63 sources[0].subject: the secret my/all was not found | Check the name.',
      '3:97 sources[0].customer: the secret my/all was not found | Check the name.',
      '6:13 target.endpoint: the secret my/all was not found | Check the name.',
      '7:17 target.access_token: the secret my/all was not found | Check the name.',
    ])
  })

  test('is not followed before all that can be checked offline is right', async () => {
    const asked: string[][] = []

    await refused(loadFull(`${BY_SECRETS}polcy: {}\n`, { secrets: SECRETS, asked }))

    expect(asked).toEqual([])
  })

  test('leaves nobody asked when there is none', async () => {
    const asked: string[][] = []

    await loadFull(FULL, { secrets: {}, asked })

    expect(asked).toEqual([])
  })

  test('has its value held to what it is for', async () => {
    const diagnostics = await refused(loadFull(BY_SECRETS, { secrets: { 'my/google': '{}', 'my/all': { ...ALL, endpoint: 'nowhere' } } }))

    expect(diagnostics.map(({ summary }) => summary)).toEqual([
      'sources[0].credentials (secret my/google) has no client_email',
      'target.endpoint (secret my/all#endpoint) is not a web address',
    ])
  })

  test('shows its value nowhere', async () => {
    const config = await loadFull(BY_SECRETS, { secrets: SECRETS })
    const target = scim(config)

    const printed = [JSON.stringify({ target: target.accessToken, sources: google(config).credentials }), inspect(config, { depth: 20, showHidden: true })].join('\n')
    for (const secret of [TOKEN, PRIVATE_KEY.split('\n')[1] ?? '']) expect(printed).not.toContain(secret)
    for (const secret of [TOKEN, ENDPOINT]) expect(redact(`says "${secret}"`)).not.toContain(secret)
    // Names, wherever they are kept: a plan speaks of the administrator as of anybody.
    for (const name of [ALL.admin, ALL.customer]) expect(redact(name)).toBe(name)
  })

  test('stays unread where there is nobody to ask: it says where the value is, and is refused when it is used', async () => {
    const config = await loadFull(BY_SECRETS)

    expect(scim(config).endpoint).toEqual(new Unread('secret my/all#endpoint'))
    expect(String(scim(config).endpoint)).toBe('secret my/all#endpoint')
    expect(JSON.stringify(scim(config).accessToken)).toBe('"secret my/all#token"')
    expect(() => scim(config).accessToken.reveal()).toThrow('the secret my/all#token is used, and was not read')
    expect(config.warnings).toEqual([])
  })

  test('is refused for the place of the state, which messages show', async () => {
    const diagnostics = await refused(loadFull(FULL.replace('path: data/state.json', 'path: {secret: my/state}')))

    expect(diagnostics.map(({ summary }) => summary)).toEqual(['state.path must be a text, or {env: NAME}, or {file: path}: it is shown in messages, so it is no secret'])
  })
})

describe('use_secrets_manager', () => {
  const FOUR = { IDPSCIM_GWSServiceAccountFile: CREDENTIALS, IDPSCIM_GWSUserEmail: 'admin@corp.test\n', IDPSCIM_SCIMEndpoint: `${ENDPOINT}\n`, IDPSCIM_SCIMAccessToken: `${TOKEN}\n` }
  const use = (desk: Desk) => load({ flags: { 'use-secrets-manager': true }, ...desk })

  test('takes the four secrets of the original, by their usual names', async () => {
    const config = await use({ secrets: FOUR })

    expect(config).toMatchObject({ sources: [{ subject: 'admin@corp.test' }], target: { endpoint: ENDPOINT }, warnings: [] })
    expect(scim(config).accessToken.reveal()).toBe(TOKEN)
    expect(google(config).credentials.reveal()).toBe(CREDENTIALS)
  })

  test('takes other names from flags, variables and file', async () => {
    const config = await use({
      flags: { 'use-secrets-manager': true, 'aws-scim-endpoint-secret-name': 'e' },
      env: { IDPSCIM_AWS_SCIM_ACCESS_TOKEN_SECRET_NAME: 't' },
      files: { '/desk/.idpscim.yaml': 'gws_user_email_secret_name: u\ngws_service_account_file_secret_name: s\n' },
      secrets: { e: ENDPOINT, t: TOKEN, u: 'admin@corp.test', s: CREDENTIALS },
    })

    expect(scim(config).accessToken.reveal()).toBe(TOKEN)
    expect(config.sources[0]).toMatchObject({ subject: 'admin@corp.test' })
  })

  test('says which settings the secrets replace', async () => {
    const config = await use({ env: { IDPSCIM_AWS_SCIM_ACCESS_TOKEN: 'stale-token-stale-token' }, secrets: FOUR })

    expect(lines(config.warnings)).toEqual(['-:- IDPSCIM_AWS_SCIM_ACCESS_TOKEN is not used: the secret IDPSCIM_SCIMAccessToken is | Take it out, or leave out --use-secrets-manager.'])
    expect(scim(config).accessToken.reveal()).toBe(TOKEN)
  })

  test('names the setting that names a missing secret', async () => {
    const diagnostics = await refused(use({ env: { IDPSCIM_AWS_SCIM_ENDPOINT_SECRET_NAME: 'other' }, secrets: { ...FOUR, IDPSCIM_GWSUserEmail: '' } }))

    expect(lines(diagnostics)).toEqual([
      '-:- IDPSCIM_AWS_SCIM_ENDPOINT_SECRET_NAME: the secret other was not found | Check the name.',
      '-:- gws_user_email_secret_name: the secret IDPSCIM_GWSUserEmail is empty | Put the value there.',
    ])
    expect(diagnostics[0]?.place).toEqual({ variable: 'IDPSCIM_AWS_SCIM_ENDPOINT_SECRET_NAME' })
  })

  test('is checked offline without asking for the values that it will bring', async () => {
    const config = await use({})

    expect(String(scim(config).endpoint)).toBe('secret IDPSCIM_SCIMEndpoint')
    expect(config.warnings).toEqual([])
  })
})
