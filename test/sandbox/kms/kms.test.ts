import { createPublicKey, verify } from 'node:crypto'
import { DescribeKeyCommand, GetPublicKeyCommand, KMSClient, KMSServiceException, SignCommand, type SigningAlgorithmSpec, VerifyCommand } from '@aws-sdk/client-kms'
import { describe, expect, test } from 'vitest'
import type { Sandbox, SandboxOptions } from '../../../src/sandbox/sandbox.js'
import { parseSeed } from '../../../src/sandbox/seed.js'
import { useSandbox } from '../../support/world.js'

const sandbox = useSandbox()
const MESSAGE = Buffer.from('a plan')

function clientOf({ endpoints, env }: Sandbox): KMSClient {
  const credentials = { accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '', secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '' }
  return new KMSClient({ endpoint: endpoints.kms, region: 'us-east-1', credentials, maxAttempts: 1 })
}

async function start(kmsKeys: object[], options: SandboxOptions = {}) {
  const running = await sandbox({ seed: { aws: { kmsKeys } }, ...options })
  const client = clientOf(running)
  const sign = (KeyId: string, SigningAlgorithm: SigningAlgorithmSpec, more: object = {}) => client.send(new SignCommand({ KeyId, Message: MESSAGE, SigningAlgorithm, ...more }))
  return { running, client, sign, publicKey: (KeyId: string) => client.send(new GetPublicKeyCommand({ KeyId })) }
}

async function refusalOf(call: Promise<unknown>): Promise<[string, string] | undefined> {
  try {
    await call
    return undefined
  } catch (error) {
    if (!(error instanceof KMSServiceException)) throw error
    return [error.name, error.message]
  }
}

describe('a key', () => {
  test.each([
    ['ECC_NIST_P256', 'ECDSA_SHA_256', 'sha256'],
    ['ECC_NIST_P384', 'ECDSA_SHA_384', 'sha384'],
    ['ECC_SECG_P256K1', 'ECDSA_SHA_256', 'sha256'],
    ['ECC_NIST_EDWARDS25519', 'ED25519_SHA_512', null],
    ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_256', 'sha256'],
  ] as const)('of %s signs by %s, so that its public key accepts it', async (spec, algorithm, hash) => {
    const { client, sign, publicKey } = await start([{ alias: 'approval', spec }])

    const { Signature = new Uint8Array() } = await sign('alias/approval', algorithm)
    const { PublicKey = new Uint8Array(), KeyUsage, SigningAlgorithms } = await publicKey('alias/approval')

    expect([KeyUsage, SigningAlgorithms?.includes(algorithm)]).toEqual(['SIGN_VERIFY', true])
    expect(verify(hash, MESSAGE, createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' }), Signature)).toBe(true)
    const proof = { KeyId: 'alias/approval', Message: MESSAGE, SigningAlgorithm: algorithm, Signature }
    expect((await client.send(new VerifyCommand(proof))).SignatureValid).toBe(true)
    expect(await refusalOf(client.send(new VerifyCommand({ ...proof, Message: Buffer.from('another plan') })))).toMatchObject(['KMSInvalidSignatureException', expect.any(String) as string])
  })

  test('is found by its id, its ARN, its alias and the ARN of its alias, and is the same after a round trip of the state', async () => {
    const { running, client, publicKey } = await start([{ alias: 'team/approval', spec: 'ECC_NIST_P256' }])
    const { KeyMetadata: { KeyId = '', Arn = '' } = {} } = await client.send(new DescribeKeyCommand({ KeyId: 'alias/team/approval' }))
    const before = await publicKey(KeyId)

    running.putState(running.state())

    for (const id of [KeyId, Arn, 'alias/team/approval', 'arn:aws:kms:us-east-1:123456789012:alias/team/approval']) {
      const { KeyId: arn, PublicKey } = await publicKey(id)
      expect([arn, PublicKey]).toEqual([Arn, before.PublicKey])
    }
  })

  test('answers as KMS does where it cannot be used', async () => {
    const { sign, publicKey } = await start([
      { alias: 'off', state: 'Disabled' },
      { alias: 'going', state: 'PendingDeletion' },
      { alias: 'symmetric', spec: 'SYMMETRIC_DEFAULT' },
      { alias: 'p256' },
    ])

    expect(await refusalOf(sign('alias/none', 'ECDSA_SHA_256'))).toEqual(['NotFoundException', 'Alias arn:aws:kms:us-east-1:123456789012:alias/none is not found.'])
    expect(await refusalOf(publicKey('11111111-2222-3333-4444-555555555555'))).toMatchObject(['NotFoundException', expect.stringContaining('does not exist') as string])
    expect(await refusalOf(sign('alias/off', 'ECDSA_SHA_256'))).toMatchObject(['DisabledException', expect.stringMatching(/is disabled\.$/) as string])
    expect(await refusalOf(publicKey('alias/going'))).toMatchObject(['KMSInvalidStateException', expect.stringMatching(/is pending deletion\.$/) as string])
    expect(await refusalOf(publicKey('alias/symmetric'))).toMatchObject(['UnsupportedOperationException', expect.any(String) as string])
    expect(await refusalOf(sign('alias/p256', 'ECDSA_SHA_384'))).toEqual(['InvalidKeyUsageException', 'Algorithm ECDSA_SHA_384 and key spec ECC_NIST_P256 are incompatible.'])
    expect(await refusalOf(sign('alias/p256', 'ECDSA_SHA_256', { Message: Buffer.alloc(4097) }))).toMatchObject(['ValidationException', expect.stringContaining('less than or equal to 4096') as string])
    expect(await refusalOf(sign('alias/p256', 'ECDSA_SHA_256', { MessageType: 'DIGEST', Message: Buffer.alloc(32) }))).toMatchObject(['ValidationException', expect.stringContaining('of type RAW') as string])
  })

  test('can be made to fail, and is limited where limits are on', async () => {
    const { running, sign } = await start([{ alias: 'p256' }])

    running.setFaults([{ api: 'kms', operation: 'Sign', kind: 'error', status: 403, at: 1 }, { api: 'kms', operation: 'Sign', kind: 'throttle', at: 2 }])

    expect(await refusalOf(sign('alias/p256', 'ECDSA_SHA_256'))).toMatchObject(['AccessDeniedException', expect.any(String) as string])
    expect(await refusalOf(sign('alias/p256', 'ECDSA_SHA_256'))).toMatchObject(['ThrottlingException', expect.any(String) as string])
    expect(await refusalOf(sign('alias/p256', 'ECDSA_SHA_256'))).toBeUndefined()
    expect(running.requests().map(({ api, operation, status }) => [api, operation, status])).toEqual([['kms', 'Sign', 400], ['kms', 'Sign', 400], ['kms', 'Sign', 200]])
  })
})

test.each([
  [{ alias: 'alias with spaces' }, 'aws.kmsKeys[0].alias'],
  [{ spec: 'ML_DSA_44' }, 'aws.kmsKeys[0].spec'],
  [{ privateKey: 'hello' }, 'aws.kmsKeys[0].privateKey: is no private key in PEM'],
])('a seed names no key such as %j', (key, message) => {
  expect(() => parseSeed({ aws: { kmsKeys: [key] } })).toThrow(message)
})
