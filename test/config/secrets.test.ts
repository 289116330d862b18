import { inspect } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { IdpscimError } from '../../src/errors.js'
import { CREDENTIALS, type Desk, FLAT_ENV, FULL, load, loadFull, PRIVATE_KEY, scim, TOKEN } from './desk.js'

/** Everything that could be printed of a loading, whether it ended well or not. */
async function printed(desk: Desk): Promise<string> {
  try {
    const config = await load(desk)
    return [JSON.stringify(config), inspect(config, { depth: 20, showHidden: true }), String(scim(config).accessToken)].join('\n')
  } catch (error) {
    if (!(error instanceof IdpscimError)) throw error
    return [JSON.stringify(error), JSON.stringify(error.facts), inspect(error, { depth: 20 }), error.message].join('\n')
  }
}

const yaml = (text: string): Desk => ({ files: { '/desk/.idpscim.yaml': text } })
const KEY_LINE = PRIVATE_KEY.split('\n')[1] ?? ''

describe('a secret', () => {
  test('shows nowhere in a configuration', async () => {
    const text = await printed({ env: FLAT_ENV })

    expect(text).toContain('[secret]')
    expect(text).not.toContain(TOKEN)
    expect(text).not.toContain(KEY_LINE)
  })

  test.each([
    ['as an unknown key', yaml(FULL.replace('access_token: {env: SCIM_TOKEN}', `acces_token: ${TOKEN}`))],
    ['as the endpoint', yaml(FULL.replace(/endpoint: .*/, `endpoint: ${TOKEN}`))],
    ['as a list', yaml(FULL.replace('{env: SCIM_TOKEN}', `[${TOKEN}]`))],
    ['as an alias', yaml(FULL.replace('{env: SCIM_TOKEN}', `*${TOKEN}`))],
    ['as a tag', yaml(FULL.replace('{env: SCIM_TOKEN}', `!${TOKEN}`))],
    ['as an anchor with nothing', yaml(FULL.replace('{env: SCIM_TOKEN}', `&${TOKEN}`))],
    ['in broken YAML', yaml(FULL.replace('{env: SCIM_TOKEN}', `${TOKEN}: ${TOKEN}`))],
    ['unclosed', yaml(FULL.replace('{env: SCIM_TOKEN}', `"${TOKEN}`))],
    ['as the whole file', yaml(TOKEN)],
    ['as the target', yaml(FULL.replace(/target:\n(?: .*\n)+/, `target: ${TOKEN}\n`))],
    ['with white space', yaml(FULL.replace('{env: SCIM_TOKEN}', `${TOKEN} ${TOKEN}`))],
    ['set twice, differently', { env: FLAT_ENV, flags: { 'aws-scim-access-token': `${TOKEN}-other` } }],
    ['as the endpoint, and set differently', { env: { ...FLAT_ENV, IDPSCIM_AWS_SCIM_ENDPOINT: TOKEN }, flags: { 'aws-scim-endpoint': `${TOKEN}-other` } }],
  ])('shows in no message: %s', async (_, desk) => {
    expect(await printed(desk)).not.toContain(TOKEN)
  })

  test.each([
    ['where a path belongs, broken', { env: { ...FLAT_ENV, IDPSCIM_GWS_SERVICE_ACCOUNT_FILE: CREDENTIALS.slice(0, -1) } }],
    ['set twice, differently', { env: { ...FLAT_ENV, IDPSCIM_GWS_SERVICE_ACCOUNT_FILE: CREDENTIALS }, flags: { 'gws-service-account-file': ` ${CREDENTIALS}` } }],
    ['in a file that is not quite JSON', { env: FLAT_ENV, files: { '/desk/credentials.json': CREDENTIALS.slice(1) } }],
    ['in the configuration', yaml(FULL.replace('type: google', `type: google\n    credentials: ${JSON.stringify(CREDENTIALS.replace('client_email', 'email'))}`))],
  ])('shows no private key: %s', async (_, desk) => {
    expect(await printed(desk)).not.toContain(KEY_LINE)
  })

  test('shows in no message wherever in the file it is put', async () => {
    const value = fc.constantFrom(...[...FULL.matchAll(/: (?=[^\s{])/g)].map((match) => match.index + 2))
    await fc.assert(
      fc.asyncProperty(value, fc.constantFrom('', '"', '[', '{', '*', '!', '&', '%', '@', '- '), async (at, before) => {
        const long = TOKEN.repeat(4)
        const text = `${FULL.slice(0, at)}${before}${long}${FULL.slice(at).replace(/^.*/, '')}`

        const error: unknown = await loadFull(text).catch((thrown: unknown) => thrown)

        // An accepted value is the user's own name for something, not a message.
        if (error instanceof IdpscimError) expect(JSON.stringify([error.message, error.facts, error.suggestions])).not.toContain(long)
      }),
      { numRuns: 200 },
    )
  })
})
