import { testSource, type Person, type Team } from '../../contracts/source-contract.js'
import { startGoogleWorld } from '../../support/google-world.js'

testSource('the google source keeps the contract', async () => {
  const world = await startGoogleWorld()
  return {
    throttles: [403, 429],
    fill: (people, teams) => world.put(seedOf(people, teams)),
    befall: (...accidents) => world.sandbox.setFaults(accidents.map(({ listing, ...accident }) => ({ api: 'google', operation: `${listing}.list`, ...accident }))),
    source: () => world.source(),
    requests: (listing) => world.calls()[`${listing}.list`] ?? 0,
    end: () => world.end(),
  }
})

/** A team's mail is made from its place, because names may hold anything. */
function seedOf(people: readonly Person[], teams: readonly Team[]): object {
  const mails = new Map(teams.map(({ name }, index) => [name, `team-${index}@example.com`]))
  return {
    users: people.map(({ mail, ...flags }) => ({ primaryEmail: mail, name: { givenName: 'Some', familyName: 'Body' }, ...flags })),
    groups: teams.map(({ name, members }) => ({ name, email: mails.get(name), members: members.map((member) => mails.get(member) ?? member) })),
  }
}
