import { testTarget } from '../../contracts/target-contract.js'
import { openStandardWorld } from '../../support/scim-world.js'

const losing = async (opened: ReturnType<typeof openStandardWorld>) => {
  const world = await opened
  return { ...world, loseNextAnswer: () => world.faults({ kind: 'lost-answer', times: 1 }) }
}

testTarget('a SCIM server by the book', (content) => losing(openStandardWorld(content)))
testTarget('a SCIM server with cursors, which shows members in single groups alone', (content) => losing(openStandardWorld(content, { paging: 'cursor', pageSize: 30, membersInLists: false })))
testTarget('a SCIM server without PATCH', (content) => losing(openStandardWorld(content, { patch: false })))
