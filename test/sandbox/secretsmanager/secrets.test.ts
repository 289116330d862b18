import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  BatchGetSecretValueCommand, DescribeSecretCommand, GetSecretValueCommand, type GetSecretValueCommandInput, ListSecretsCommand, SecretsManagerClient, SecretsManagerServiceException,
} from '@aws-sdk/client-secrets-manager'
import { describe, expect, test } from 'vitest'
import type { Sandbox, SandboxOptions } from '../../../src/sandbox/sandbox.js'
import { parseSeed } from '../../../src/sandbox/seed.js'
import { createManualClock } from '../../support/manual-clock.js'
import { useSandbox } from '../../support/world.js'

const sandbox = useSandbox()

function clientOf({ endpoints, env }: Sandbox): SecretsManagerClient {
  const credentials = { accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '', secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '' }
  return new SecretsManagerClient({ endpoint: endpoints.secretsmanager, region: 'us-east-1', credentials, maxAttempts: 1 })
}

async function start(secrets: object, options: SandboxOptions = {}) {
  const running = await sandbox({ seed: { aws: { secrets } }, ...options })
  const client = clientOf(running)
  return { running, client, get: (SecretId: string, more: Partial<GetSecretValueCommandInput> = {}) => client.send(new GetSecretValueCommand({ SecretId, ...more })) }
}

async function refusalOf(call: Promise<unknown>): Promise<{ status: number | undefined; name: string; message: string } | undefined> {
  try {
    await call
    return undefined
  } catch (error) {
    if (!(error instanceof SecretsManagerServiceException)) throw error
    return { status: error.$metadata.httpStatusCode, name: error.name, message: error.message }
  }
}

const notFound = { status: 400, name: 'ResourceNotFoundException', message: "Secrets Manager can't find the specified secret." }

describe('GetSecretValue', () => {
  test('answers a text as it is, with everything that belongs to it', async () => {
    const clock = createManualClock()
    const { get } = await start({ 'team/scim-token': 'tøken\n' }, { clock })

    const answer = await get('team/scim-token')

    expect(answer).toMatchObject({
      ARN: expect.stringMatching(/^arn:aws:secretsmanager:us-east-1:\d{12}:secret:team\/scim-token-[A-Za-z0-9]{6}$/) as string,
      Name: 'team/scim-token',
      SecretString: 'tøken\n',
      VersionId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      VersionStages: ['AWSCURRENT'],
      CreatedDate: new Date(clock.now()),
    })
    expect(answer).not.toHaveProperty('SecretBinary')
  })

  test('answers an object as JSON text', async () => {
    const { get } = await start({ all: { token: 't', port: 443 } })

    expect((await get('all')).SecretString).toBe('{"token":"t","port":443}')
  })

  test('answers binary as bytes, and no text', async () => {
    const { get } = await start({ key: { binary: Buffer.from([0, 255]).toString('base64') } })

    const answer = await get('key')

    expect([...(answer.SecretBinary ?? [])]).toEqual([0, 255])
    expect(answer).not.toHaveProperty('SecretString')
  })

  test('finds by ARN, with its six signs and without', async () => {
    const { get } = await start({ a: '1', 'a-b': '2' })
    const { ARN = '' } = await get('a-b')

    expect((await get(ARN)).SecretString).toBe('2')
    expect((await get(ARN.replace(/-\w{6}$/, ''))).SecretString).toBe('2')
  })

  test('does not find by another Region\'s ARN, a part of the name, or another case', async () => {
    const { get } = await start({ Token: '1' })
    const { ARN = '' } = await get('Token')

    for (const id of [ARN.replace('us-east-1', 'eu-west-1'), 'Tok', 'token']) expect(await refusalOf(get(id))).toEqual(notFound)
  })

  test('answers by version and stage, if they are the current ones', async () => {
    const { get } = await start({ a: '1' })
    const { VersionId } = await get('a')

    expect((await get('a', { VersionId, VersionStage: 'AWSCURRENT' })).SecretString).toBe('1')
    expect(await refusalOf(get('a', { VersionStage: 'AWSPREVIOUS' }))).toEqual({ ...notFound, message: "Secrets Manager can't find the specified secret value for staging label: AWSPREVIOUS." })
    expect(await refusalOf(get('a', { VersionId: '0'.repeat(32) }))).toMatchObject({ name: 'ResourceNotFoundException' })
    expect(await refusalOf(get('a', { VersionId, VersionStage: 'AWSPREVIOUS' }))).toMatchObject({ name: 'InvalidRequestException' })
  })

  test('says that a secret is marked for deletion', async () => {
    const { get } = await start({ a: { deleted: true } })

    expect(await refusalOf(get('a'))).toEqual({
      status: 400,
      name: 'InvalidRequestException',
      message: "You can't perform this operation on the secret because it was marked for deletion.",
    })
  })

  test('says that a secret has no value', async () => {
    const { get } = await start({ a: { noValue: true } })

    expect(await refusalOf(get('a'))).toEqual({ ...notFound, message: "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT." })
  })

  test.each([{ SecretId: '' }, { SecretId: 'x'.repeat(2049) }, { SecretId: 'a', VersionId: 'short' }])('takes no %j', async (input) => {
    const { client } = await start({ a: '1' })

    expect(await refusalOf(client.send(new GetSecretValueCommand(input)))).toMatchObject({ status: 400, name: 'InvalidParameterException' })
  })

  test('follows a rotation: another value is another version', async () => {
    const { get, running } = await start({ a: '1', b: '1' })
    const [before, beside] = [await get('a'), await get('b')]

    running.patchState({ aws: { secrets: { a: '2' } } })

    const after = await get('a')
    expect([after.SecretString, after.ARN === before.ARN, after.VersionId === before.VersionId]).toEqual(['2', true, false])
    expect((await get('b')).VersionId).toBe(beside.VersionId)
  })
})

describe('BatchGetSecretValue', () => {
  test('is a success though some are refused, each by its own error', async () => {
    const { client } = await start({ a: '1', b: { binary: 'AA==' }, c: { deleted: true }, d: { noValue: true } })

    const { SecretValues, Errors, $metadata } = await client.send(new BatchGetSecretValueCommand({ SecretIdList: ['a', 'b', 'c', 'd', 'e'] }))

    expect($metadata.httpStatusCode).toBe(200)
    expect(SecretValues).toMatchObject([{ Name: 'a', SecretString: '1' }, { Name: 'b', SecretBinary: new Uint8Array([0]) }])
    expect(Errors?.map(({ SecretId, ErrorCode }) => [SecretId, ErrorCode])).toEqual([
      ['c', 'InvalidRequestException'],
      ['d', 'ResourceNotFoundException'],
      ['e', 'ResourceNotFoundException'],
    ])
    expect(Errors?.[2]?.Message).toBe(notFound.message)
  })

  test('picks by filters, page by page', async () => {
    const { client } = await start({ 'idp/a': '1', 'idp/b': '2', 'idp/c': '3', other: '4' })
    const Filters = [{ Key: 'name' as const, Values: ['idp/'] }]

    const first = await client.send(new BatchGetSecretValueCommand({ Filters, MaxResults: 2 }))
    const second = await client.send(new BatchGetSecretValueCommand({ Filters, MaxResults: 2, NextToken: first.NextToken }))

    expect([first, second].map(({ SecretValues }) => SecretValues?.map(({ Name }) => Name))).toEqual([['idp/a', 'idp/b'], ['idp/c']])
    expect(second.NextToken).toBeUndefined()
  })

  test.each([
    ['neither a list nor filters', {}],
    ['both', { SecretIdList: ['a'], Filters: [{ Key: 'name' as const, Values: ['a'] }] }],
    ['more than twenty', { SecretIdList: Array.from({ length: 21 }, (_, index) => `s${index}`) }],
    ['a page size without filters', { SecretIdList: ['a'], MaxResults: 5 }],
  ])('takes not %s', async (_what, input) => {
    const { client } = await start({ a: '1' })

    expect(await refusalOf(client.send(new BatchGetSecretValueCommand(input)))).toMatchObject({ name: 'InvalidParameterException' })
  })
})

test('DescribeSecret and ListSecrets tell of secrets, and never what they hold', async () => {
  const { client } = await start({ a: 'hidden', b: { deleted: true }, c: { noValue: true } })

  const described = await client.send(new DescribeSecretCommand({ SecretId: 'a' }))
  const listed = await client.send(new ListSecretsCommand({}))
  const everything = await client.send(new ListSecretsCommand({ IncludePlannedDeletion: true }))

  expect(Object.values(described.VersionIdsToStages ?? {})).toEqual([['AWSCURRENT']])
  expect(listed.SecretList?.map(({ Name }) => Name)).toEqual(['a', 'c'])
  expect(everything.SecretList?.find(({ Name }) => Name === 'b')?.DeletedDate).toBeInstanceOf(Date)
  expect(JSON.stringify([described, everything])).not.toContain('hidden')
})

describe('on the wire', () => {
  const ask = ({ endpoints }: Sandbox, headers: Record<string, string>, body = '{"SecretId":"a"}') => fetch(endpoints.secretsmanager, { method: 'POST', headers, body })
  const signed = { authorization: 'AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host, Signature=00', 'content-type': 'application/x-amz-json-1.1' }

  test('an error is a type and a message', async () => {
    const { running } = await start({})

    const answer = await ask(running, { ...signed, 'x-amz-target': 'secretsmanager.GetSecretValue' })

    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/x-amz-json-1.1'])
    expect(await answer.json()).toEqual({ __type: 'ResourceNotFoundException', Message: notFound.message })
  })

  test.each([
    ['no signature', { 'x-amz-target': 'secretsmanager.GetSecretValue' }, undefined, 'MissingAuthenticationTokenException'],
    ['an operation that is not here', { ...signed, 'x-amz-target': 'secretsmanager.PutSecretValue' }, undefined, 'UnknownOperationException'],
    ['no JSON', { ...signed, 'x-amz-target': 'secretsmanager.GetSecretValue' }, '{', 'SerializationException'],
  ])('%s is refused', async (_what, headers, body, type) => {
    const { running } = await start({ a: '1' })

    const answer = await ask(running, headers, body)

    expect([answer.status, await answer.json()]).toMatchObject([400, { __type: type }])
  })

  test('requests are recorded by their names, and a throttled one looks as from AWS', async () => {
    const { running, get } = await start({ a: '1' }, { faults: [{ api: 'secretsmanager', operation: 'GetSecretValue', kind: 'throttle', at: 1 }] })

    expect(await refusalOf(get('a'))).toEqual({ status: 400, name: 'ThrottlingException', message: 'Rate exceeded' })
    expect((await get('a')).SecretString).toBe('1')
    expect(running.requests()).toMatchObject([{ api: 'secretsmanager', operation: 'GetSecretValue', path: '/', status: 400 }, { status: 200 }])
  })

  test.each([
    [403, 400, 'AccessDeniedException'],
    [500, 500, 'InternalServiceError'],
  ])('an error of %i is answered with %i %s', async (wanted, status, name) => {
    const { get } = await start({ a: '1' }, { faults: [{ api: 'secretsmanager', kind: 'error', status: wanted }] })

    expect(await refusalOf(get('a'))).toMatchObject({ status, name })
  })

  test('a hundred batches a second are enough', async () => {
    const { client } = await start({ a: '1' }, { clock: createManualClock(), rateLimits: true })

    const refusals = await Promise.all(Array.from({ length: 103 }, () => refusalOf(client.send(new BatchGetSecretValueCommand({ SecretIdList: ['a'] })))))

    expect(refusals.filter((refusal) => refusal?.name === 'ThrottlingException')).toHaveLength(3)
  })
})

describe('a seed of secrets', () => {
  test('round-trips whatever a secret can be', async () => {
    const secrets = { text: 'a', json: '{"a":1}', bytes: { binary: 'AAE=' }, gone: { deleted: true }, none: { noValue: true } }
    const { running } = await start({ ...secrets, object: { deleted: true, note: 'two keys are JSON' } })

    const state = running.state()
    running.putState(state)

    expect(state.aws?.secrets).toEqual({ ...secrets, object: '{"deleted":true,"note":"two keys are JSON"}' })
    expect(running.state()).toEqual(state)
  })

  test.each([[{ deleted: false }], [{ binary: 'no base64!' }], [{ noValue: 'yes' }], [7], [['a']]])('takes no %j for one', (value) => {
    expect(() => parseSeed({ aws: { secrets: { a: value } } })).toThrow('aws.secrets.a')
  })

  test('takes no name that AWS does not', () => {
    expect(() => parseSeed({ aws: { secrets: { 'a#b': 'x' } } })).toThrow('is no name that Secrets Manager takes')
  })

  test('that nobody brought holds what the original reads, for the sandbox itself', async () => {
    const running = await sandbox()
    const client = clientOf(running)
    const valueOf = async (SecretId: string) => (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString

    const key = JSON.parse((await valueOf('IDPSCIM_GWSServiceAccountFile')) ?? '') as Record<string, string>

    expect(key).toMatchObject({ type: 'service_account', token_uri: running.endpoints['google-token'] })
    expect(key['private_key']).toBe((JSON.parse(await readFile(join(running.dir, 'google-credentials.json'), 'utf8')) as Record<string, string>)['private_key'])
    expect(await valueOf('IDPSCIM_GWSUserEmail')).toBe('admin@example.com')
    expect(await valueOf('IDPSCIM_SCIMEndpoint')).toBe(running.endpoints.scim)
    expect(await valueOf('IDPSCIM_SCIMAccessToken')).toBe(running.env['IDPSCIM_AWS_SCIM_ACCESS_TOKEN'])
    expect(running.env['AWS_ENDPOINT_URL_SECRETS_MANAGER']).toBe(running.endpoints.secretsmanager)
  })
})
