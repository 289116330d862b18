import { expect, it } from 'vitest'
import { standardDialect } from '../../../src/targets/scim/discovery.js'
import { testTarget } from '../../contracts/target-contract.js'
import { testTargetStory } from '../../contracts/target-story.js'
import { crew, numbers, person } from '../../support/people.js'
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

it('on a server without PATCH, changes of one group that are under way together all happen', async () => {
  const people = numbers(6).map((n) => ({ id: `u${n}`, attributes: person(n) }))
  const world = await openStandardWorld({ users: people, groups: [{ id: 'g1', attributes: crew(1), members: ['u1', 'u2', 'u3'] }] }, { patch: false })
  try {
    const writer = world.target.writer(() => undefined)

    await Promise.all([writer.addMembers('g1', ['u4', 'u5']), writer.removeMembers('g1', ['u1']), writer.updateGroup('g1', crew(1), crew(1, { displayName: 'renamed' })), writer.addMembers('g1', ['u6'])])

    const { groups } = await world.target.reader.read({ membersOf: () => true, known: { users: [], groups: [] } })
    expect(groups).toMatchObject([{ id: 'g1', attributes: crew(1, { displayName: 'renamed' }), members: ['u2', 'u3', 'u4', 'u5', 'u6'] }])
  } finally {
    await world.stop()
  }
})
