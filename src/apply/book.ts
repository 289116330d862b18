/** The state laid open: everything by target id, so that thousands of changes are entered without a search. */
import { compareText, foldKey } from '../model/json.js'
import type { ManagedGroup, ManagedUser, State } from '../model/state.js'

/**
 * The state by target id. Members are held by the person's target id (`?key` for people who are not ours), so that a rename
 * need not search the groups; the value is the key to fall back on.
 */
export interface Book {
  users: Map<string, ManagedUser>
  groups: Map<string, ManagedGroup>
  userByOrigin: Map<string, string>
  groupByOrigin: Map<string, string>
  /** By folded key as it was when the book was opened: what the members of untouched groups mean. */
  idOfOldKey: Map<string, string>
  /** By folded key as it is now. */
  idOfKey: Map<string, string>
  members: Map<string, Map<string, string>>
  /** Of the members, those who stand against the source, and those who are missing against it. */
  accepted: Map<string, AcceptedPeople>
  gone: Set<string>
  keysMoved: boolean
}

export interface AcceptedPeople {
  added: Map<string, string>
  removed: Map<string, string>
}

export function openBook(state: State): Book {
  const ids = (all: readonly ManagedUser[]) => new Map(all.map((user) => [foldKey(user.key), user.targetId]))
  return {
    users: new Map(state.users.map((user) => [user.targetId, user])),
    groups: new Map(state.groups.map((group) => [group.targetId, group])),
    userByOrigin: new Map(state.users.map((user) => [originOf(user), user.targetId])),
    groupByOrigin: new Map(state.groups.map((group) => [originOf(group), group.targetId])),
    idOfOldKey: ids(state.users),
    idOfKey: ids(state.users),
    members: new Map(),
    accepted: new Map(),
    gone: new Set(),
    keysMoved: false,
  }
}

export function closeBook(book: Book, state: State): State {
  const groups = [...book.groups.values()].map((group): ManagedGroup => {
    if (!book.keysMoved && !book.members.has(group.targetId)) return group
    const { accepted: _, ...rest } = group
    return { ...rest, members: keysOf(book, membersOf(book, group.targetId)), ...acceptedNow(book, group) }
  })
  return { ...state, users: [...book.users.values()].sort(byKey), groups: groups.sort(byKey) }
}

export function putUser(book: Book, user: ManagedUser, held: ManagedUser | undefined): void {
  if (held !== undefined) unindexUser(book, held)
  if (held !== undefined && held.key !== user.key) book.keysMoved = true
  book.gone.delete(user.targetId)
  book.users.set(user.targetId, user)
  book.userByOrigin.set(originOf(user), user.targetId)
  book.idOfKey.set(foldKey(user.key), user.targetId)
}

export function dropUser(book: Book, targetId: string): void {
  const held = book.users.get(targetId)
  if (held === undefined) return
  unindexUser(book, held)
  book.users.delete(targetId)
  book.gone.add(targetId)
  book.keysMoved = true
}

export function putGroup(book: Book, group: ManagedGroup, held: ManagedGroup | undefined): void {
  if (held !== undefined && book.groupByOrigin.get(originOf(held)) === held.targetId) book.groupByOrigin.delete(originOf(held))
  book.groups.set(group.targetId, group)
  book.groupByOrigin.set(originOf(group), group.targetId)
}

export function dropGroup(book: Book, targetId: string): void {
  const held = book.groups.get(targetId)
  if (held !== undefined && book.groupByOrigin.get(originOf(held)) === targetId) book.groupByOrigin.delete(originOf(held))
  book.groups.delete(targetId)
  book.members.delete(targetId)
  book.accepted.delete(targetId)
}

/** A group's members, turned into tokens when first touched. */
export function membersOf(book: Book, groupId: string): Map<string, string> {
  const touched = book.members.get(groupId)
  if (touched !== undefined) return touched
  const members = tokensOf(book, book.groups.get(groupId)?.members)
  book.members.set(groupId, members)
  return members
}

/** As `membersOf`. */
export function acceptedOf(book: Book, groupId: string): AcceptedPeople {
  const touched = book.accepted.get(groupId)
  if (touched !== undefined) return touched
  const { added, removed } = book.groups.get(groupId)?.accepted ?? {}
  const people = { added: tokensOf(book, added), removed: tokensOf(book, removed) }
  book.accepted.set(groupId, people)
  return people
}

/** The state's keys mean people by the names that they had when the book was opened. */
export function tokensOf(book: Book, keys: readonly string[] = []): Map<string, string> {
  return new Map(keys.map((key) => [book.idOfOldKey.get(foldKey(key)) ?? strangerToken(key), key]))
}

export function memberEntry(book: Book, key: string, knownId?: string): [token: string, key: string] {
  if (knownId !== undefined && book.users.has(knownId)) return [knownId, key]
  return [book.idOfKey.get(foldKey(key)) ?? strangerToken(key), key]
}

export function strangerToken(key: string): string {
  return `?${foldKey(key)}`
}

export function originOf({ source, sourceId }: { source: string; sourceId: string }): string {
  return `${source}\u0000${sourceId}`
}

function unindexUser(book: Book, user: ManagedUser): void {
  if (book.userByOrigin.get(originOf(user)) === user.targetId) book.userByOrigin.delete(originOf(user))
  if (book.idOfKey.get(foldKey(user.key)) === user.targetId) book.idOfKey.delete(foldKey(user.key))
}

function keysOf(book: Book, members: ReadonlyMap<string, string>): string[] {
  const keys = new Map<string, string>()
  for (const [token, fallback] of members) {
    if (book.gone.has(token)) continue
    const key = book.users.get(token)?.key ?? fallback
    keys.set(foldKey(key), key)
  }
  return [...keys.values()].sort(compareText)
}

/** Names of people in what was accepted follow the people; who is gone has nothing accepted. */
function acceptedNow(book: Book, { targetId, accepted }: ManagedGroup): Pick<ManagedGroup, 'accepted'> {
  const people = acceptedOf(book, targetId)
  const { added: _, removed: __, ...whole } = accepted ?? {}
  const [added, removed] = [keysOf(book, people.added), keysOf(book, people.removed)]
  const next = { ...whole, ...(added.length === 0 ? {} : { added }), ...(removed.length === 0 ? {} : { removed }) }
  return Object.keys(next).length === 0 ? {} : { accepted: next }
}

function byKey(a: { key: string }, b: { key: string }): number {
  return compareText(foldKey(a.key), foldKey(b.key)) || compareText(a.key, b.key)
}
