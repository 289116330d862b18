import { createHash } from 'node:crypto'
import { testSource, type Person, type Team } from '../../contracts/source-contract.js'
import { startGithubWorld } from '../../support/github-world.js'

const OPERATIONS = { users: 'ListPeople', groups: 'ListTeams', members: 'ListTeamMembers' }

testSource('the github source keeps the contract', async () => {
  const world = await startGithubWorld()
  return {
    throttles: [200, 403, 429],
    fill: (people, teams) => world.put(seedOf(people, teams)),
    befall: (...accidents) => world.sandbox.setFaults(accidents.map(({ listing, ...accident }) => ({ api: 'github', operation: OPERATIONS[listing], ...accident }))),
    source: () => world.source(),
    requests: (listing) => world.calls()[OPERATIONS[listing]] ?? 0,
    end: () => world.end(),
  }
})

/** Deprovisioned accounts have a hash for a login, as GitHub gives them. Names may hold anything, slugs may not. */
function seedOf(people: readonly Person[], teams: readonly Team[]): object {
  const logins = new Map(people.map(({ mail, suspended, archived }) => [mail, suspended || archived ? `${createHash('md5').update(mail).digest('hex')}_acme` : mail]))
  const parents = parentsOf(teams)
  const slugOf = (team: Team) => (/^[a-z0-9-]+$/.test(team.name) ? team.name : `team-${teams.indexOf(team)}`)
  return {
    members: people.map(({ mail }) => ({ login: logins.get(mail), email: mail, ...(logins.get(mail) === mail ? {} : { suspendedAt: '2026-01-01T00:00:00Z' }) })),
    teams: teams.map((team) => {
      const parent = parents.get(team.name)
      return { name: team.name, slug: slugOf(team), ...(parent === undefined ? {} : { parent: slugOf(parent) }), members: directly(team, teams, parents).map((mail) => logins.get(mail) ?? mail) }
    }),
  }
}

/** A team has one parent at GitHub: the first that names it. */
function parentsOf(teams: readonly Team[]): Map<string, Team> {
  const parents = new Map<string, Team>()
  for (const team of teams) for (const member of team.members) if (teams.some(({ name }) => name === member) && !parents.has(member)) parents.set(member, team)
  return parents
}

/** What is nested a second time is written out. */
function directly(team: Team, teams: readonly Team[], parents: ReadonlyMap<string, Team>): string[] {
  const people = team.members.flatMap((member) => {
    const nested = teams.find(({ name }) => name === member)
    if (nested === undefined) return [member]
    return parents.get(member) === team ? [] : directly(nested, teams, parents)
  })
  return [...new Set(people)]
}
