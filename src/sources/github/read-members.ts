/** The immediate members of many teams, in as few questions as GitHub's limits allow. */
import type { OnProgress } from '../../model/progress.js'
import type { GithubClient } from './client.js'
import type { Directory } from './directory.js'
import { incomplete } from './explain-refusal.js'
import { createCursorGuard, type CursorGuard, halved, LARGEST_PAGE } from './listing.js'
import { LIST_TEAM_MEMBERS, listMoreTeamMembers } from './queries.js'
import { type Call, Refusal, TooHeavy } from './refusal.js'
import { type MembersPage, MoreTeamMembersPages, TeamMembersPages, type TeamMemberRow, type TeamRow } from './rows.js'

export interface ReadMembersOptions {
  client: GithubClient
  directory: Directory
  teams: readonly TeamRow[]
  onProgress?: OnProgress | undefined
}

/**
 * Teams asked for at once: with a hundred people each that is one point of the hour's five thousand, and a hundredth of the nodes that one
 * question may touch. https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
 */
const TEAMS_AT_ONCE = 50
const OPERATION = 'ListTeamMembers'

/** A team under reading. */
interface Reading {
  team: TeamRow
  members: Map<string, TeamMemberRow>
  /** Where its next page begins; undefined before its first. */
  after: string | undefined
  cursors: CursorGuard
  attempt: 1 | 2
}

/** By team id. @throws IdpscimError `SourceIncomplete` when a team gives fewer members than GitHub counts, twice */
export async function readMembers({ client, directory, teams, onProgress }: ReadMembersOptions): Promise<Map<string, TeamMemberRow[]>> {
  const members = new Map<string, TeamMemberRow[]>()

  /** Takes a page in; gives the reading back while there is more to read. */
  const take = (reading: Reading, page: MembersPage): Reading[] => {
    for (const row of page.rows) reading.members.set(row.id, row)
    if (page.next !== undefined) return [{ ...reading, after: reading.cursors.next(page.next) }]
    if (reading.members.size < page.totalCount) return [again(reading, page.totalCount)]
    members.set(reading.team.id, [...reading.members.values()])
    return []
  }

  const readBatch = async (batch: readonly Reading[], first: number): Promise<Reading[]> => {
    try {
      const pages = await ask(client, batch, first)
      directory.onPage(OPERATION, pages.reduce((sum, { rows }) => sum + rows.length, 0))
      const byTeam = new Map(pages.map((page) => [page.id, page]))
      const more = batch.flatMap((reading) => take(reading, pageOf(byTeam, reading)))
      onProgress?.({ type: 'steps', system: 'github', operation: OPERATION, done: members.size, total: teams.length })
      return more
    } catch (error) {
      if (!(error instanceof TooHeavy)) throw error
      const half = Math.ceil(batch.length / 2)
      if (batch.length > 1) return [...(await readBatch(batch.slice(0, half), first)), ...(await readBatch(batch.slice(half), first))]
      const less = halved(first)
      if (less === undefined) throw error
      return readBatch(batch, less)
    }
  }

  // Round by round: large teams share their questions with others that have as many pages.
  for (let pending = teams.map((team) => begin(team, 1)); pending.length > 0; ) {
    const isFresh = ({ after }: Reading) => after === undefined
    const batches = [...chunks(pending.filter(isFresh)), ...chunks(pending.filter((reading) => !isFresh(reading)))]
    pending = (await Promise.all(batches.map((batch) => readBatch(batch, LARGEST_PAGE)))).flat()
  }
  return members
}

function begin(team: TeamRow, attempt: 1 | 2): Reading {
  return { team, members: new Map(), after: undefined, cursors: createCursorGuard({ what: `the members of ${team.label}` }), attempt }
}

/** A list may be short because somebody has just left; counted and read once more, both must agree. */
function again({ team, members, attempt }: Reading, count: number): Reading {
  if (attempt === 1) return begin(team, 2)
  throw incomplete(`the team ${team.label} has ${count} members by GitHub's count, but its list gives ${members.size}, twice`)
}

/** One page for each team of the batch: all their first ones, or all further ones. */
async function ask(client: GithubClient, batch: readonly Reading[], first: number): Promise<MembersPage[]> {
  const call: Call = { operation: OPERATION, what: `the members of ${named(batch)}`, part: true }
  try {
    if (batch.some(({ after }) => after === undefined)) return await client.query(call, LIST_TEAM_MEMBERS, { first, ids: batch.map(({ team }) => team.nodeId) }, TeamMembersPages)
    const cursors = Object.fromEntries(batch.flatMap(({ team, after }, n) => [[`id${n}`, team.nodeId], [`after${n}`, after]]))
    return await client.query(call, listMoreTeamMembers(batch.length), { first, ...cursors }, MoreTeamMembersPages)
  } catch (error) {
    const reading = error instanceof Refusal ? struck(error, batch) : undefined
    throw reading === undefined ? error : new Refusal({ ...call, what: `the members of ${named([reading])}` }, error as Refusal)
  }
}

/** The team that an error belongs to: `nodes, 3, …` or `team3, …`. */
function struck({ path: [root, index] }: Refusal, batch: readonly Reading[]): Reading | undefined {
  if (root === 'nodes' && typeof index === 'number') return batch[index]
  return batch[Number(/^team(\d+)$/.exec(String(root))?.[1] ?? -1)]
}

function pageOf(pages: ReadonlyMap<string, MembersPage>, { team }: Reading): MembersPage {
  const page = pages.get(team.id)
  if (page === undefined) throw incomplete(`GitHub left out the team ${team.label} when it was asked for its members`)
  return page
}

const NAMED = 5

function named(batch: readonly Reading[]): string {
  const labels = batch.slice(0, NAMED).map(({ team }) => team.label)
  const more = batch.length > NAMED ? ` and ${batch.length - NAMED} more` : ''
  return `the team${batch.length === 1 ? '' : 's'} ${labels.join(', ')}${more}`
}

function chunks(readings: readonly Reading[]): Reading[][] {
  return Array.from({ length: Math.ceil(readings.length / TEAMS_AT_ONCE) }, (_, n) => readings.slice(n * TEAMS_AT_ONCE, (n + 1) * TEAMS_AT_ONCE))
}
