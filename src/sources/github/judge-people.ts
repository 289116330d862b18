/** Who belongs to the organisation, and who is suspended: its list of people decides, and where it is silent a single read does. */
import type { Finding } from '../../model/finding.js'
import type { Directory } from './directory.js'
import { looksDeprovisioned } from './emails.js'
import { incomplete } from './explain-refusal.js'
import type { PersonRow, TeamMemberRow, TeamRow } from './rows.js'

export interface JudgePeopleOptions {
  directory: Directory
  people: readonly PersonRow[]
  /** By team id. */
  members: ReadonlyMap<string, readonly TeamMemberRow[]>
  teams: readonly TeamRow[]
  /** Ids of people whom our state holds. */
  known: readonly string[]
  /** Whether somebody has an address by the rule in force. */
  hasAddress: (person: PersonRow) => boolean
  /** GitHub Enterprise Server's list tells who is suspended. */
  listTellsSuspended: boolean
  source: string
}

export interface JudgedPeople {
  /** By id; suspended people whom the list lacks among them. */
  people: ReadonlyMap<string, PersonRow>
  findings: Finding[]
}

/**
 * Deprovisioned managed accounts stay in the organisation by name, under a hash for a login, and only a single read tells
 * (https://docs.github.com/en/enterprise-cloud@latest/admin/managing-iam/provisioning-user-accounts-with-scim/deprovisioning-and-reinstating-users,
 * `role` of an organisation's membership). It is asked about whoever looks like one: nothing is concluded from looks alone.
 * @throws IdpscimError `SourceIncomplete` when somebody who is missing from the list of people is there after all
 */
export async function judgePeople(options: JudgePeopleOptions): Promise<JudgedPeople> {
  const { directory, members, teams, known, hasAddress, listTellsSuspended, source } = options
  const people = new Map(options.people.map((person) => [person.id, person]))
  const strangers = new Map([...members.values()].flat().filter(({ id }) => !people.has(id)).map((member) => [member.id, member]))
  const missing = known.filter((id) => !people.has(id) && !strangers.has(id))
  const held = new Set(known)
  const suspects = listTellsSuspended ? [] : options.people.filter((person) => looksDeprovisioned(person.login) || (held.has(person.id) && !hasAddress(person)))

  const settle = async (id: string, login: string): Promise<void> => {
    const role = await directory.role(login)
    if (role === undefined) return
    if (role !== 'suspended') throw incomplete(`GitHub's list of people lacks ${login}, who is a member when asked for by name: the list is not whole`)
    people.set(id, { id, login, name: undefined, verifiedEmails: [], suspended: true, record: { databaseId: Number(id), login } })
  }
  await Promise.all([
    ...[...strangers.values()].map(({ id, login }) => settle(id, login)),
    ...missing.map(async (id) => {
      const login = await directory.login(id)
      if (login !== undefined) await settle(id, login)
    }),
    ...suspects.map(async (person) => {
      if ((await directory.role(person.login)) === 'suspended') people.set(person.id, { ...person, suspended: true })
    }),
  ])
  const findings = teams.flatMap((team) => (members.get(team.id) ?? []).filter(({ id }) => !people.has(id)).map((member) => outsider(team, member, source)))
  return { people, findings }
}

function outsider(team: TeamRow, { login }: TeamMemberRow, source: string): Finding {
  return {
    code: 'outside-organisation',
    kind: 'membership',
    key: team.name,
    source,
    sourceId: team.id,
    summary: `${login} is in the team ${team.label}, but no member of the organisation`,
    remedy: `Invite ${login} into the organisation, or take them out of the team. Nothing is granted meanwhile.`,
  }
}
