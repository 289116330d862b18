/** The generic SCIM target keeps its promises on a server that nobody here wrote. */
import { describe } from 'vitest'
import { Secret } from '../../src/model/secret.js'
import { standardDialect } from '../../src/targets/scim/discovery.js'
import { createScimTarget } from '../../src/targets/scim/scim-target.js'
import { testTarget, type WorldContent } from '../contracts/target-contract.js'
import { testTargetStory } from '../contracts/target-story.js'
import { seedOf } from '../support/scim-world.js'
import { createVirtualClock } from '../support/virtual-clock.js'
import type { PeerAtHand } from './run.js'

const peers = (JSON.parse(process.env['IDPSCIM_PEERS'] ?? '[]') as PeerAtHand[]).filter(({ serves }) => serves.includes('scim'))

for (const { name, endpoint, credentials } of peers) {
  /** The answer to a write is lost on its way through this. */
  const openWorld = async (content: WorldContent = {}) => {
    await fetch(`${endpoint}/content`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(seedOf(content, 'value')) })
    let losing = false
    const carry: typeof fetch = async (input, init) => {
      const answer = await fetch(input, init)
      if (!losing || init?.method === 'GET') return answer
      losing = false
      throw new TypeError('the connection was cut', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) })
    }
    const again = () => createScimTarget({ endpoint: `${endpoint}/scim`, accessToken: new Secret(credentials.secretAccessKey, 'the test'), clock: createVirtualClock(), random: () => 0.5, fetch: carry })
    return { target: again(), again, loseNextAnswer: () => void (losing = true), stop: () => Promise.resolve() }
  }

  describe(name, () => {
    testTarget('the scim target', { capabilities: standardDialect().capabilities }, openWorld)
    testTargetStory('the scim target', () => openWorld())
  })
}
