import { testSource, type Listing, type Person, type Team } from '../../contracts/source-contract.js'
import { guid, startEntraWorld } from '../../support/entra-world.js'

const OPERATIONS: Record<Listing, string> = { users: 'users.user.ListUser', groups: 'groups.group.ListGroup', members: 'groups.ListMembers' }

testSource('the entra source keeps the contract', async () => {
  const world = await startEntraWorld()
  return {
    throttles: [429, 503],
    fill: (people, teams) => world.put(seedOf(people, teams)),
    befall: (...accidents) => world.sandbox.setFaults(accidents.map(({ listing, ...accident }) => ({ api: 'graph', operation: OPERATIONS[listing], ...accident }))),
    source: () => world.source(),
    requests: (listing) => world.calls()[OPERATIONS[listing]] ?? 0,
    end: () => world.end(),
  }
}, { pageOfTeams: 999 })

/** Entra knows one way to close an account; who is from outside has been invited. */
function seedOf(people: readonly Person[], teams: readonly Team[]): object {
  const ids = new Map([...people.map(({ mail }) => [mail, guid(`user ${mail}`)] as const), ...teams.map(({ name }) => [name, guid(`group ${name}`)] as const)])
  const guests = [...new Set(teams.flatMap(({ members }) => members))].filter((member) => !ids.has(member))
  for (const guest of guests) ids.set(guest, guid(`guest ${guest}`))
  return {
    users: [
      ...people.map(({ mail, suspended, archived }) => ({ id: ids.get(mail), userPrincipalName: mail, mail, givenName: 'Some', surname: 'Body', accountEnabled: !suspended && !archived })),
      ...guests.map((mail) => ({ id: ids.get(mail), userPrincipalName: `${mail.replace('@', '_')}#EXT#@example.onmicrosoft.com`, mail, userType: 'Guest' })),
    ],
    groups: teams.map(({ name, members }) => ({ id: ids.get(name), displayName: name, members: members.map((member) => ids.get(member)) })),
  }
}
