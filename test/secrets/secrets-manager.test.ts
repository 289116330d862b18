import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { isIdpscimError } from '../../src/errors.js'
import { Secret } from '../../src/model/secret.js'
import type { SecretFailure } from '../../src/model/secret-reader.js'
import type { Sandbox } from '../../src/sandbox/sandbox.js'
import { createSecretReader } from '../../src/secrets/secrets-manager.js'
import { useSandbox } from '../support/world.js'

const start = useSandbox()
const base64 = (text: string) => Buffer.from(text).toString('base64')
const TOKEN = 'lKV/POguA4S+vZ0=tok-in'

async function sandboxWith(secrets: Record<string, unknown>): Promise<Sandbox> {
  const sandbox = await start({ seed: { aws: { secrets } } })
  vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', sandbox.endpoints.secretsmanager)
  return sandbox
}

const operations = (sandbox: Sandbox) => sandbox.requests().map(({ operation }) => operation)

/** Each answer as its text, or as what is told of it. */
async function fetched(ids: readonly string[]): Promise<Record<string, string>> {
  const answers = await createSecretReader().fetch(ids)
  return Object.fromEntries([...answers].map(([id, answer]) => [id, answer instanceof Secret ? answer.reveal() : `! ${answer.problem}`]))
}

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-west-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIASANDBOXSANDBOX00')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'not-a-real-key')
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
  vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent')
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent')
})
afterEach(() => {
  vi.unstubAllEnvs()
})

describe('AWS Secrets Manager', () => {
  test('gives each secret once, as it was stored', async () => {
    const sandbox = await sandboxWith({ plain: 'a text\n', 'my/json': { token: TOKEN, n: 1 } })

    expect(await fetched(['plain', 'my/json', 'plain'])).toEqual({ plain: 'a text\n', 'my/json': JSON.stringify({ token: TOKEN, n: 1 }) })
    expect(operations(sandbox)).toEqual(['GetSecretValue', 'GetSecretValue'])
  })

  test('finds a secret by its ARN, whole or without its ending, in the Region that the ARN names', async () => {
    const sandbox = await sandboxWith({ scim: TOKEN })
    const arn = await arnOf(sandbox, 'scim')
    vi.stubEnv('AWS_REGION', undefined)

    expect(await fetched([arn, arn.slice(0, -7)])).toEqual({ [arn]: TOKEN, [arn.slice(0, -7)]: TOKEN })
  })

  test.each([
    ['as it is', base64('{"type": "service_account"}'), '{"type": "service_account"}'],
    ['as it is, like base64 though it is none', base64('passw0rdpassw0rd'), 'passw0rdpassw0rd'],
    ['as base64, as the original has it', base64(base64('{"type": "service_account"}\n')), '{"type": "service_account"}\n'],
    ['as base64 in lines', base64(`${base64('https://scim.test/v2/ and so on')}\n`), 'https://scim.test/v2/ and so on'],
    ['no text', Buffer.from([0xff, 0xfe, 0x00, 0x81]).toString('base64'), '! is neither text nor base64 of a text'],
  ])('takes a binary secret %s', async (_, binary, text) => {
    await sandboxWith({ one: { binary } })

    expect(await fetched(['one'])).toEqual({ one: text })
  })

  test('tells of each that cannot be read, and gives the others', async () => {
    await sandboxWith({ fine: TOKEN, dying: { deleted: true }, hollow: { noValue: true } })

    expect(await fetched(['fine', 'dying', 'hollow', 'gone'])).toEqual({
      fine: TOKEN,
      dying: '! cannot be read as it stands: it is marked for deletion',
      hollow: '! was not found, or has no current value',
      gone: '! was not found, or has no current value',
    })
  })

  test('names the action that is not allowed', async () => {
    const sandbox = await sandboxWith({ scim: TOKEN })
    sandbox.setFaults([{ api: 'secretsmanager', kind: 'error', status: 403 }])

    const answer = (await createSecretReader().fetch(['scim'])).get('scim') as SecretFailure

    expect(answer.problem).toBe('may not be read with these AWS credentials')
    expect(answer.remedy).toContain('secretsmanager:GetSecretValue')
  })

  test('reads many by few calls, and singly what a batch leaves unanswered', async () => {
    const many = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`secret-${index}`, `value-${index}-of-many`]))
    const sandbox = await sandboxWith({ ...many, dying: { deleted: true } })

    const answers = await fetched([...Object.keys(many), 'dying', 'gone'])

    expect(answers).toEqual({ ...many, dying: '! cannot be read as it stands: it is marked for deletion', gone: '! was not found, or has no current value' })
    expect(operations(sandbox)).toEqual(['BatchGetSecretValue', 'BatchGetSecretValue'])
  })

  test('does without batches where they are not allowed', async () => {
    const many = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`secret-${index}`, `value-${index}-of-many`]))
    const sandbox = await sandboxWith(many)
    sandbox.setFaults([{ api: 'secretsmanager', operation: 'BatchGetSecretValue', kind: 'error', status: 403 }])

    expect(await fetched(Object.keys(many))).toEqual(many)
    expect(operations(sandbox).filter((operation) => operation === 'GetSecretValue')).toHaveLength(8)
  })

  test('asks again after a failure that passes', async () => {
    const sandbox = await sandboxWith({ scim: TOKEN })
    sandbox.setFaults([{ api: 'secretsmanager', kind: 'throttle', at: 1 }])

    expect(await fetched(['scim'])).toEqual({ scim: TOKEN })
  })

  test('asks nobody for nothing', async () => {
    expect(await createSecretReader().fetch([])).toEqual(new Map())
  })

  test('shows no value when printed', async () => {
    await sandboxWith({ scim: 'kept-from-everybody' })

    const answers = await createSecretReader().fetch(['scim'])

    expect(JSON.stringify([...answers])).toBe('[["scim","[secret]"]]')
  })

  test.each([
    ['without credentials', { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }, 'there are no AWS credentials'],
    ['without a Region', { AWS_REGION: undefined }, 'no AWS Region is set'],
    ['when nobody answers', { AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:1', AWS_MAX_ATTEMPTS: '1' }, 'connect ECONNREFUSED 127.0.0.1:1'],
  ])('says why nobody can be asked: %s', async (_, env: Record<string, string | undefined>, why) => {
    await sandboxWith({ scim: TOKEN })
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)

    const error: unknown = await createSecretReader().fetch(['scim']).catch((thrown: unknown) => thrown)

    expect(isIdpscimError(error, 'SecretsRefused') && error.message).toBe(`AWS Secrets Manager cannot be read: ${why}`)
  })
})

async function arnOf(sandbox: Sandbox, name: string): Promise<string> {
  const { SecretsManagerClient, DescribeSecretCommand } = await import('@aws-sdk/client-secrets-manager')
  const client = new SecretsManagerClient({ endpoint: sandbox.endpoints.secretsmanager })
  try {
    return (await client.send(new DescribeSecretCommand({ SecretId: name }))).ARN ?? ''
  } finally {
    client.destroy()
  }
}
