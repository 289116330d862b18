/** All files' rows together, held against each other: every name once, every membership of a group that is there. */
import type { Place } from '../../diagnostic.js'
import { foldKey } from '../../model/json.js'
import type { Complain } from './complaints.js'
import type { GroupRow, MemberRow, Placed, Rows, UserRow } from './rows.js'
import { placeText } from './text.js'

export interface Person extends UserRow {
  id: string
}

export interface Team extends GroupRow {
  id: string
  people: Person[]
  nested: Team[]
  /** Members whom other sources hold, if anybody does. */
  elsewhere: MemberRow[]
  /** Members that name nobody, and nested groups that name none. */
  strangers: MemberRow[]
}

export interface Roster {
  people: Person[]
  teams: Team[]
}

/** @param othersPeople whether names that are in none of the files may be people of other sources */
export function buildRoster(rows: Rows, othersPeople: boolean, complain: Complain): Roster {
  const people = rows.users.map((row): Person => ({ ...row, id: row.user.id ?? idFrom(row.user.userName) }))
  const teams = rows.groups.map((row): Team => ({ ...row, id: row.group.id ?? idFrom(row.group.displayName), people: [], nested: [], elsewhere: [], strangers: [] }))
  once(people, 'id', ({ id }) => id, complain)
  once(teams, 'id', ({ id }) => id, complain)
  const byUserName = once(people, 'userName', ({ user }) => foldKey(user.userName), complain)
  const byName = once(teams, 'displayName', ({ group }) => foldKey(group.displayName), complain)

  for (const row of rows.members) {
    const team = byName.get(foldKey(row.group))
    if (team === undefined) {
      complain(row.place('group'), `the group ${JSON.stringify(row.group)} is in none of the files`, 'Add it, or correct the name: a group is made by a row of its own.')
      continue
    }
    const [person, nested] = row.type === 'user' ? [byUserName.get(foldKey(row.member))] : [undefined, byName.get(foldKey(row.member))]
    if (person !== undefined) team.people.push(person)
    else if (nested !== undefined) team.nested.push(nested)
    else if (row.type === 'user' && othersPeople) team.elsewhere.push(row)
    else team.strangers.push(row)
  }
  return { people, teams }
}

/** A name in another case is the same one. AWS takes no white space in an id, and is said to refuse some signs. */
function idFrom(name: string): string {
  return foldKey(name).replace(/[~<>;:%\s\p{C}]/gu, (sign) => `~${(sign.codePointAt(0) ?? 0).toString(16)}`)
}

function once<T extends Placed>(rows: readonly T[], field: string, keyOf: (row: T) => string, complain: Complain): Map<string, T> {
  const seen = new Map<string, T>()
  for (const row of rows) {
    const key = keyOf(row)
    const first = seen.get(key)
    if (first === undefined) seen.set(key, row)
    else complain(row.place(field), `${field} ${JSON.stringify(key)} is here a second time: the first is at ${at(first, field)}`, 'Keep one of them.')
  }
  return seen
}

function at(row: Placed, field: string): string {
  const place: Place = row.place(field)
  return placeText(place)
}
