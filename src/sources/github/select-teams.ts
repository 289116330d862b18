/** Which teams become groups, and whose members have to be read for that. */
import { glob } from '../../model/policy.js'
import type { Directory } from './directory.js'
import { incomplete } from './explain-refusal.js'
import type { TeamRow } from './rows.js'

export interface TeamChoice {
  /** Slugs with `*` and `?`, each a filter of its own; none selects every team. */
  teams: readonly string[]
  /** Slugs that become no group, whatever the filters say: their people still count for the teams above them. */
  ignoreTeams: readonly string[]
}

export interface Selection {
  /** In the order of the filters, then of GitHub's list. */
  groups: readonly TeamRow[]
  /** Teams that each filter gave, in their order. */
  matched: readonly number[]
}

export function selectTeams(all: readonly TeamRow[], { teams, ignoreTeams }: TeamChoice): Selection {
  const isIgnored = anyOf(ignoreTeams)
  const left = all.filter(({ slug }) => !isIgnored(slug))
  if (teams.length === 0) return { groups: left, matched: [] }
  const lists = teams.map((pattern) => left.filter(({ slug }) => glob(pattern)(slug)))
  return { groups: [...new Set(lists.flat())], matched: lists.map(({ length }) => length) }
}

/** Compiled once: a filter may be asked for every name of an organisation. */
export function anyOf(patterns: readonly string[]): (name: string) => boolean {
  const globs = patterns.map(glob)
  return (name) => globs.some((matches) => matches(name))
}

/** Teams by the id of the team that they are nested in. */
export function childrenOf(all: readonly TeamRow[]): ReadonlyMap<string, readonly TeamRow[]> {
  const children = new Map<string, TeamRow[]>()
  for (const team of all) {
    if (team.parent === undefined) continue
    const siblings = children.get(team.parent)
    if (siblings === undefined) children.set(team.parent, [team])
    else siblings.push(team)
  }
  return children
}

/** The groups and every team nested in them, each once. */
export function withDescendants(groups: readonly TeamRow[], children: ReadonlyMap<string, readonly TeamRow[]>): TeamRow[] {
  const needed = new Set(groups)
  // The set grows while it is walked.
  for (const team of needed) for (const child of children.get(team.id) ?? []) needed.add(child)
  return [...needed]
}

/** @throws IdpscimError `SourceIncomplete` when a team that our state holds is missing from the list, and there when it is asked for by its id */
export async function settleTeams(directory: Directory, all: readonly TeamRow[], choice: TeamChoice, known: readonly string[]): Promise<void> {
  const listed = new Set(all.map(({ id }) => id))
  const isChosen = choice.teams.length === 0 ? () => true : anyOf(choice.teams)
  const isIgnored = anyOf(choice.ignoreTeams)
  await Promise.all(
    known.filter((id) => !listed.has(id)).map(async (id) => {
      const team = await directory.team(id)
      if (team === undefined || !isChosen(team.slug) || isIgnored(team.slug)) return
      throw incomplete(`GitHub's list of teams lacks the team "${team.name}" (${team.slug}), which is there when asked for by its id: the list is not whole`)
    }),
  )
}
