/** The original's deployment: four secrets and a bucket, nothing else. */
import { afterEach, expect, test, vi } from 'vitest'
import { google, scim } from '../config/desk.js'
import { loadConfig } from '../../src/config/load-config.js'
import type { Need } from '../../src/config/needs.js'
import { redact } from '../../src/model/secret.js'
import { createSecretReader } from '../../src/secrets/secrets-manager.js'
import { useSandbox } from '../support/world.js'

const start = useSandbox()
afterEach(() => {
  vi.unstubAllEnvs()
})

async function deployed() {
  const sandbox = await start()
  for (const [name, value] of Object.entries(sandbox.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, value)
  const load = (needs: readonly Need[]) =>
    loadConfig({
      flags: {},
      env: { IDPSCIM_USE_SECRETS_MANAGER: 'true', IDPSCIM_AWS_S3_BUCKET_NAME: 'states' },
      cwd: sandbox.dir,
      home: undefined,
      readFile: () => Promise.reject(Object.assign(new Error('no file'), { code: 'ENOENT' })),
      secrets: createSecretReader(),
      needs,
    })
  return { sandbox, load }
}

test('the four secrets of the original are all that a plan needs', async () => {
  const { sandbox, load } = await deployed()

  const config = await load(['sources', 'target', 'state'])

  expect(scim(config).endpoint).toBe(sandbox.endpoints.scim)
  expect(scim(config).accessToken.reveal()).toBe(sandbox.env['IDPSCIM_AWS_SCIM_ACCESS_TOKEN'])
  expect(JSON.parse(google(config).credentials.reveal())).toMatchObject({ type: 'service_account' })
  expect(google(config).subject).toBe(sandbox.env['IDPSCIM_GWS_USER_EMAIL'])
  expect(sandbox.requests().filter(({ api }) => api === 'secretsmanager')).toHaveLength(4)
})

test('the token and the key are blotted out of all text, the administrator, who may be a person in the plan, is not', async () => {
  const { sandbox, load } = await deployed()
  const config = await load(['sources', 'target', 'state'])
  const token = sandbox.env['IDPSCIM_AWS_SCIM_ACCESS_TOKEN'] ?? ''
  const { private_key: key } = JSON.parse(google(config).credentials.reveal()) as { private_key: string }

  expect(redact(`${token} ${key} ${sandbox.env['IDPSCIM_GWS_USER_EMAIL'] ?? ''}`)).toBe('[secret] [secret] admin@example.com')
})

test('an apply reads the two of the target, a look at the state none', async () => {
  const { sandbox, load } = await deployed()

  const applied = await load(['target', 'state'])
  const forApply = sandbox.requests().filter(({ api }) => api === 'secretsmanager').length
  const looked = await load(['state'])

  expect(forApply).toBe(2)
  expect(sandbox.requests().filter(({ api }) => api === 'secretsmanager')).toHaveLength(2)
  expect(looked.digest).toBe(applied.digest)
})
