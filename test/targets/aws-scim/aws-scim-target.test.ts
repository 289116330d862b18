import { testTarget } from '../../contracts/target-contract.js'
import { openScimWorld } from '../../support/scim-world.js'

testTarget('the aws-scim target', async (content) => {
  const world = await openScimWorld(content)
  return { ...world, loseNextAnswer: () => world.faults({ kind: 'lost-answer', at: 1 }) }
})
