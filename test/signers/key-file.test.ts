import { generateKeyPairSync } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isSignedBy } from '../../src/model/public-key.js'
import { openKeyFile } from '../../src/signers/key-file.js'
import { somebody } from '../support/approvers.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const MESSAGE = Buffer.from('a plan')
const nobodyThere = { passphrase: () => Promise.resolve(undefined) }

async function fileOf(text: string): Promise<string> {
  const path = join(await temporaryFolder(), 'approver.key')
  await writeFile(path, text)
  return path
}

describe('a key in a file', () => {
  test.each(['ed25519', 'prime256v1', 'rsa'] as const)('signs what its public key accepts: %s', async (kind) => {
    const alice = somebody('alice', kind)
    const signer = await openKeyFile(await fileOf(alice.privatePem), nobodyThere)

    expect(signer.publicKey.fingerprint).toBe(alice.publicKey.fingerprint)
    expect(isSignedBy(alice.publicKey, MESSAGE, await signer.sign(MESSAGE))).toBe(true)
    expect(isSignedBy(alice.publicKey, Buffer.from('another plan'), await signer.sign(MESSAGE))).toBe(false)
  })

  test('that is encrypted is opened by its passphrase, and by no other', async () => {
    const { privateKey } = generateKeyPairSync('ed25519')
    const path = await fileOf(privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' }) as string)
    const asked = (passphrase: string | undefined) => openKeyFile(path, { passphrase: () => Promise.resolve(passphrase) })

    await expect(asked('open sesame')).resolves.toBeDefined()
    await expect(asked('open barley')).rejects.toMatchObject({ code: 'BadUsage', message: expect.stringContaining('the passphrase is not its own') as string })
    await expect(asked(undefined)).rejects.toMatchObject({ code: 'BadUsage', message: expect.stringContaining('nobody is there to give the passphrase') as string })
  })

  test.each([
    ['a public key', somebody('alice').publicPem, 'it is a public key: the private one signs'],
    ['a key of OpenSSH', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n', "it is in OpenSSH's own form"],
    ['something else', 'hello', 'it is not a private key in PEM'],
    ['a key that only agrees on secrets', generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, 'it is of a kind that cannot approve (x25519)'],
    ['a short RSA key', generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, 'it is of a kind that cannot approve (RSA of 1024 bits)'],
  ])('is refused when it is %s', async (_, text, why) => {
    await expect(openKeyFile(await fileOf(text), nobodyThere)).rejects.toMatchObject({ code: 'BadUsage', message: expect.stringContaining(why) as string, suggestions: [expect.stringContaining('openssl genpkey -algorithm ed25519')] as unknown })
  })
})
