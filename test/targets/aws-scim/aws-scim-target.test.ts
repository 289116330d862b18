import { AWS_SCIM } from '../../../src/targets/scim/aws-dialect.js'
import { testTarget } from '../../contracts/target-contract.js'
import { openScimWorld } from '../../support/scim-world.js'

testTarget('the aws-scim target', { capabilities: AWS_SCIM }, async (content) => {
  const world = await openScimWorld(content)
  return { ...world, loseNextAnswer: () => world.faults({ kind: 'lost-answer', at: 1 }) }
})
