import { AWS_IDENTITY_STORE } from '../../../src/targets/aws-identity-store/capabilities.js'
import { testTarget } from '../../contracts/target-contract.js'
import { testTargetStory } from '../../contracts/target-story.js'
import { openIdentityStoreWorld } from '../../support/identity-store-world.js'

testTarget('the aws-identity-store target', { capabilities: AWS_IDENTITY_STORE }, async (content) => {
  const world = await openIdentityStoreWorld(content)
  const second = await world.again()
  return { ...world, again: () => second, loseNextAnswer: () => world.faults({ kind: 'lost-answer', at: 1 }) }
})
testTargetStory('the aws-identity-store target', () => openIdentityStoreWorld())
