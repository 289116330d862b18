import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../src/clock.js'
import { openIdentityStoreTarget } from '../../../src/targets/aws-identity-store/aws-identity-store-target.js'
import { IdentityStoreId } from '../../sandbox/identitystore/client.js'
import { useExampleCredentials } from '../../support/identity-store-world.js'
import { useSandbox } from '../../support/world.js'

const sandbox = useSandbox()
const ADDRESSES = ['AWS_ENDPOINT_URL_IDENTITYSTORE', 'AWS_ENDPOINT_URL_SSO_ADMIN'] as const

const before = { ...process.env }
afterEach(() => {
  process.env = { ...before }
})

/** As any client of AWS would find it. */
async function inSandbox() {
  useExampleCredentials()
  const running = await sandbox({ seed: { aws: { users: [{ userName: 'ada@example.com' }] } } })
  for (const name of ADDRESSES) process.env[name] = running.env[name] ?? ''
  return running
}

const whole = { membersOf: () => true, known: { users: [], groups: [] } }

describe('opening the identity store', () => {
  it("finds the store of the Region's only instance, which is the same as naming it", async () => {
    const running = await inSandbox()

    const found = await openIdentityStoreTarget({ region: 'us-east-1', clock: systemClock })
    const named = await openIdentityStoreTarget({ region: 'us-east-1', storeId: IdentityStoreId, clock: systemClock })

    expect(found.reader.fingerprint).toBe(named.reader.fingerprint)
    expect((await found.reader.read(whole)).users).toHaveLength(1)
    expect(running.requests().map(({ operation }) => operation).sort()).toEqual(['ListGroups', 'ListInstances', 'ListUsers'])
  })

  it('says that a Region has no instance, and that a store is none there', async () => {
    await inSandbox()

    await expect(openIdentityStoreTarget({ region: 'eu-west-1', clock: systemClock })).rejects.toMatchObject({ code: 'BadConfig', message: expect.stringContaining('eu-west-1') as string })
    const far = await openIdentityStoreTarget({ region: 'eu-west-1', storeId: IdentityStoreId, clock: systemClock })
    await expect(far.reader.read(whole)).rejects.toMatchObject({ message: expect.stringContaining(IdentityStoreId) as string })
  })

  it('says what to grant where listing instances is refused, and works without when the store is named', async () => {
    const running = await inSandbox()
    running.setFaults([{ api: 'sso-admin', kind: 'error', status: 403 }])

    await expect(openIdentityStoreTarget({ region: 'us-east-1', clock: systemClock })).rejects.toMatchObject({
      code: 'TargetRefused', suggestions: ['grant sso:ListInstances', 'or name the store yourself: target.identity_store_id'],
    })
    const named = await openIdentityStoreTarget({ region: 'us-east-1', storeId: IdentityStoreId, clock: systemClock })
    expect((await named.reader.read(whole)).users).toHaveLength(1)
  })

  it('says what is missing where credentials may not read, and where there are none', async () => {
    const running = await inSandbox()
    running.setFaults([{ api: 'identitystore', kind: 'error', status: 403 }])
    const target = await openIdentityStoreTarget({ region: 'us-east-1', storeId: IdentityStoreId, clock: systemClock })
    await expect(target.reader.read(whole)).rejects.toMatchObject({ code: 'TargetRefused', suggestions: [expect.stringContaining('identitystore') as string, expect.any(String) as string] })

    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) Reflect.deleteProperty(process.env, name)
    Object.assign(process.env, { AWS_EC2_METADATA_DISABLED: 'true', HOME: '/nowhere' })
    const bare = await openIdentityStoreTarget({ region: 'us-east-1', storeId: IdentityStoreId, clock: systemClock })
    await expect(bare.reader.read(whole)).rejects.toMatchObject({ code: 'TargetRefused', message: expect.stringContaining('AWS credentials') as string })
  })
})
