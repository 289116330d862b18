/** People of other organisations who were invited: left out unless the configuration says otherwise, and told of group by group. Pure. */
import type { Finding } from '../../model/finding.js'
import { compareText } from '../../model/json.js'
import type { GroupNode } from './read-members.js'
import type { UserRow } from './rows.js'

/** As many as a sentence bears. */
const NAMED = 5

export function guestFindings(nodes: readonly GroupNode[], people: ReadonlyMap<string, UserRow>, source: string): Finding[] {
  return nodes
    .flatMap((group): Finding[] => {
      const guests = new Map(group.people.map(({ id }) => [id, people.get(id)]).filter((entry): entry is [string, UserRow] => (entry[1] as UserRow | undefined)?.guest === true))
      return guests.size === 0 ? [] : [finding(group, [...guests.values()].map(({ id, mail, principal }) => mail ?? principal ?? id).sort(compareText), source)]
    })
    .sort((a, b) => compareText(a.key, b.key) || compareText(a.sourceId ?? '', b.sourceId ?? ''))
}

function finding(group: GroupNode, guests: readonly string[], source: string): Finding {
  const named = [...guests.slice(0, NAMED), ...(guests.length > NAMED ? [`${guests.length - NAMED} more`] : [])]
  const who = named.length > 1 ? `${named.slice(0, -1).join(', ')} and ${named.at(-1) ?? ''}` : (named[0] ?? '')
  return {
    code: 'outside-organisation',
    kind: 'membership',
    key: group.label,
    source,
    sourceId: group.id,
    summary: `${who} ${guests.length === 1 ? 'is a guest' : 'are guests'} in ${group.label}: guests of the tenant are left out`,
    remedy: `Set guests to use_mail (or include) for ${source} if guests shall have access, or take them out of ${group.label} in Entra. Nothing is granted meanwhile.`,
  }
}
