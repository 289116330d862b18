/** The aws-identity-store target keeps its promises on a server that nobody here wrote. */
import { randomUUID } from 'node:crypto'
import { CreateGroupCommand, CreateGroupMembershipCommand, CreateUserCommand, IdentitystoreClient, UpdateGroupCommand, UpdateUserCommand } from '@aws-sdk/client-identitystore'
import { describe, expect, it } from 'vitest'
import { openIdentityStoreTarget } from '../../src/targets/aws-identity-store/aws-identity-store-target.js'
import { AWS_IDENTITY_STORE } from '../../src/targets/aws-identity-store/capabilities.js'
import type { RequestHandler } from '../../src/targets/aws-identity-store/client.js'
import { fromGroup, fromUser } from '../../src/targets/aws-identity-store/resource.js'
import { testTarget, type Lack, type TargetWorld, type WorldContent } from '../contracts/target-contract.js'
import { testTargetStory } from '../contracts/target-story.js'
import { crew, person } from '../support/people.js'
import { createVirtualClock } from '../support/virtual-clock.js'
import type { PeerAtHand } from './run.js'

const peers = (JSON.parse(process.env['IDPSCIM_PEERS'] ?? '[]') as PeerAtHand[]).filter(({ serves }) => serves.includes('identitystore'))

/** The sentences beside the peer say the same for people. */
const LACKS: readonly Lack[] = ['updates', 'external ids', 'extensions', 'unknown groups told apart', 'a membership once', 'strict uniqueness']

for (const { name, endpoint, credentials, lacks } of peers) {
  const place = { endpoint, region: 'us-east-1', credentials }

  const openWorld = async (content: WorldContent = {}): Promise<TargetWorld> => {
    process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'
    process.env['AWS_ACCESS_KEY_ID'] = credentials.accessKeyId
    process.env['AWS_SECRET_ACCESS_KEY'] = credentials.secretAccessKey
    const client = new IdentitystoreClient(place)
    // One that nobody has used yet is empty.
    const storeId = `d-${randomUUID().slice(0, 10).replace('-', '0')}`
    const ids = await seed(client, storeId, content)
    const line = lossy(client)
    const open = () => openIdentityStoreTarget({ endpoint, region: place.region, storeId, clock: createVirtualClock(), random: () => 0.5, requestHandler: line.handler })
    const [target, second] = await Promise.all([open(), open()])
    return { target, again: () => second, id: (contentId) => ids.get(contentId) ?? contentId, loseNextAnswer: line.lose, stop: () => Promise.resolve().then(() => { client.destroy() }) }
  }

  describe(`${name}, which lacks ${(lacks?.identitystore ?? []).join('; ')}`, () => {
    testTarget('the aws-identity-store target', { capabilities: AWS_IDENTITY_STORE, lacks: LACKS }, openWorld)
    testTargetStory('the aws-identity-store target', () => openWorld(), { updates: false })

    it('lacks updates still: where it does not, this file asks too little', async () => {
      const client = new IdentitystoreClient({ ...place, maxAttempts: 1 })
      const within = { IdentityStoreId: 'd-0123456789' }
      const { UserId } = await client.send(new CreateUserCommand({ ...within, ...fromUser(person(1)) }))
      const { GroupId } = await client.send(new CreateGroupCommand({ ...within, ...fromGroup(crew(1)) }))
      const Operations = [{ AttributePath: 'displayName', AttributeValue: 'Other' }]

      await expect(client.send(new UpdateUserCommand({ ...within, UserId, Operations }))).rejects.toThrow()
      await expect(client.send(new UpdateGroupCommand({ ...within, GroupId, Operations }))).rejects.toThrow()
    })
  })
}

/** The SDK's own way out, on which one answer may be lost once it is there. */
function lossy({ config: { requestHandler } }: IdentitystoreClient): { handler: RequestHandler; lose: () => void } {
  let losing = false
  const handle: typeof requestHandler.handle = async (request, options) => {
    const answer = await requestHandler.handle(request, options)
    if (!losing) return answer
    losing = false
    throw Object.assign(new Error('the connection was cut'), { name: 'TimeoutError', code: 'ECONNRESET' })
  }
  return { handler: { handle } as RequestHandler, lose: () => void (losing = true) }
}

/** By our own ids, the server's. */
async function seed(client: IdentitystoreClient, storeId: string, { users = [], groups = [] }: WorldContent): Promise<Map<string, string>> {
  const within = { IdentityStoreId: storeId }
  const ids = new Map<string, string>()
  for (const { id, attributes } of users) ids.set(id, (await client.send(new CreateUserCommand({ ...within, ...fromUser(attributes) }))).UserId ?? '')
  for (const { id, attributes, members = [] } of groups) {
    const GroupId = (await client.send(new CreateGroupCommand({ ...within, ...fromGroup(attributes) }))).GroupId ?? ''
    ids.set(id, GroupId)
    for (const member of members) await client.send(new CreateGroupMembershipCommand({ ...within, GroupId, MemberId: { UserId: ids.get(member) ?? '' } }))
  }
  return ids
}
