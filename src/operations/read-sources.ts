/** All sources, read whole, and not believed when they are empty or have shrunk at once. */
import { IdpscimError } from '../errors.js'
import type { SourceSnapshot } from '../model/snapshot.js'
import type { State } from '../model/state.js'
import type { Source } from '../sources/source.js'
import type { Context } from './context.js'

/**
 * @throws IdpscimError `SourceEmpty` when a source, or one of its filters, gives nothing and `allowEmpty` is not set;
 *   `SourceIncomplete`, `SourceRefused` as the sources do
 */
export async function readSources(context: Context, sources: readonly Source[], state: State | undefined, allowEmpty: boolean): Promise<SourceSnapshot[]> {
  return Promise.all(
    sources.map(async (source) => {
      const known = knownTo(state, source.name)
      let snapshot = await source.read({ known })
      const shrunk = shrinkage(snapshot, known)
      if (shrunk > context.config.policy.limits.source_shrinks.percent) {
        context.onProgress({ type: 'note', level: 'warn', message: `${source.name} shrank by ${Math.round(shrunk)} %: reading it again before believing it` })
        snapshot = await source.read({ known })
      }
      if (!allowEmpty) refuseEmpty(snapshot, known)
      return snapshot
    }),
  )
}

function knownTo(state: State | undefined, source: string): { users: string[]; groups: string[] } {
  const idsOf = (managed: readonly { source: string; sourceId: string }[] | undefined) => (managed ?? []).flatMap((entry) => (entry.source === source ? [entry.sourceId] : []))
  return { users: idsOf(state?.users), groups: idsOf(state?.groups) }
}

/** By how many percent of what we hold from it a source came short, in people or in groups. */
function shrinkage(snapshot: SourceSnapshot, known: { users: readonly string[]; groups: readonly string[] }): number {
  const missing = (ids: readonly string[], present: readonly { id: string }[]) => {
    const there = new Set(present.map(({ id }) => id))
    return ids.length === 0 ? 0 : (100 * ids.filter((id) => !there.has(id)).length) / ids.length
  }
  return Math.max(missing(known.users, snapshot.users), missing(known.groups, snapshot.groups))
}

function refuseEmpty({ source, users, groups, evidence }: SourceSnapshot, known: { groups: readonly string[] }): void {
  const barren = evidence.filter.filter((_, index) => evidence.matched?.[index] === 0)
  const selected = evidence.filter.length === 0 ? 'without a filter' : `with the filter ${evidence.filter.map((filter) => `"${filter}"`).join(', ')}`
  // People alone are no empty source; but who had groups and has none any more is not believed.
  const noGroups = groups.length === 0 && (users.length === 0 || known.groups.length > 0)
  const what =
    noGroups
      ? `no groups ${selected}`
      : barren.length > 0
        ? `nothing for the filter ${barren.map((filter) => `"${filter}"`).join(', ')}`
        : users.length === 0 && groups.length > 0 && evidence.memberships === 0
          ? `${groups.length} groups and nobody in them, ${selected}`
          : undefined
  if (what === undefined) return
  throw new IdpscimError('SourceEmpty', `${source} gave ${what}: an empty answer is not believed`, {
    suggestions: ['Check the filter, the customer and the rights of the account that reads.', 'If the source is meant to be empty, say so with --allow-empty.'],
    facts: { source, users: users.length, groups: groups.length, filter: evidence.filter },
  })
}
