import { standardDialect } from '../../../src/targets/scim/discovery.js'
import { testTarget } from '../../contracts/target-contract.js'
import { testTargetStory } from '../../contracts/target-story.js'
import { openScimWorld, openStandardWorld } from '../../support/scim-world.js'

const BY_THE_BOOK = { capabilities: standardDialect().capabilities }

const losing = async (opened: ReturnType<typeof openStandardWorld>) => {
  const world = await opened
  return { ...world, loseNextAnswer: () => world.faults({ kind: 'lost-answer', times: 1 }) }
}

testTarget('a SCIM server by the book', BY_THE_BOOK, (content) => losing(openStandardWorld(content)))
testTarget('a SCIM server with cursors, which shows members in single groups alone', BY_THE_BOOK, (content) => losing(openStandardWorld(content, { paging: 'cursor', pageSize: 30, membersInLists: false })))
testTarget('a SCIM server without PATCH', BY_THE_BOOK, (content) => losing(openStandardWorld(content, { patch: false })))

testTargetStory('AWS SCIM', () => openScimWorld())
testTargetStory('a SCIM server by the book', () => openStandardWorld())
testTargetStory('a SCIM server without PATCH', () => openStandardWorld({}, { patch: false, paging: 'cursor', membersInLists: false }))
