/** What the state remembers of differences that a person let stand. */
import type { GroupChange, UserChange } from '../model/change.js'
import type { Json } from '../model/json.js'
import type { Accepted, AcceptedGroup, ManagedGroup, ManagedUser } from '../model/state.js'
import { same } from '../plan/patch.js'
import { acceptedOf, memberEntry, membersOf, putGroup, putUser, strangerToken, tokensOf, type Book } from './book.js'

export function enterAcceptedUser(book: Book, { action, source, sourceId, before, accepted = {} }: UserChange, held: ManagedUser): void {
  if (action === 'unaccept') {
    putUser(book, withRecord(held, less(held.accepted ?? {}, accepted)), held)
    return
  }
  const attributes = overlaid(held.attributes, accepted.attributes, before)
  putUser(book, withRecord({ ...held, source, sourceId, key: attributes.userName, attributes }, more(held.accepted, accepted)), held)
  // The account is gone, and its memberships with it.
  if (accepted.deleted !== undefined) {
    book.gone.add(held.targetId)
    book.keysMoved = true
  }
}

export function enterAcceptedGroup(book: Book, change: GroupChange, held: ManagedGroup): void {
  const { action, source, sourceId, before, accepted = {}, memberIds = {} } = change
  const { added = [], removed = [], ...whole } = accepted
  const tokens = (keys: readonly string[]) => keys.map((member) => memberEntry(book, member, memberIds[member]))
  const members = membersOf(book, held.targetId)
  const people = acceptedOf(book, held.targetId)
  if (action === 'unaccept') {
    // Named as the state names them, not as the plan does.
    for (const token of tokensOf(book, added).keys()) people.added.delete(token)
    for (const token of tokensOf(book, removed).keys()) people.removed.delete(token)
    putGroup(book, withRecord(held, less(held.accepted ?? {}, whole)), held)
    return
  }
  for (const [token, name] of tokens(added)) {
    members.set(token, name)
    people.added.set(token, name)
  }
  for (const [token, name] of tokens(removed)) {
    members.delete(token)
    members.delete(strangerToken(name))
    people.removed.set(token, name)
  }
  const attributes = overlaid(held.attributes, whole.attributes, before)
  putGroup(book, withRecord({ ...held, source, sourceId, key: attributes.displayName, attributes }, more(held.accepted, whole)), held)
  if (whole.deleted === undefined) return
  for (const kept of [members, people.added, people.removed]) kept.clear()
}

/** After a change that the source asked for: what was accepted stands where the change left it alone, and the object is there again. */
export function acceptedAfter<A extends object>(held: { attributes: A; accepted?: Accepted | undefined } | undefined, after: A): { accepted?: AcceptedGroup } {
  if (held?.accepted === undefined) return {}
  const { attributes = {}, deleted: _, ...members } = held.accepted as AcceptedGroup
  const [was, is] = [held.attributes, after] as [Record<string, unknown>, Record<string, unknown>]
  const kept = Object.fromEntries(Object.entries(attributes).filter(([field]) => same(was[field], is[field])))
  const accepted = { ...members, ...(Object.keys(kept).length === 0 ? {} : { attributes: kept }) }
  return Object.keys(accepted).length === 0 ? {} : { accepted }
}

function overlaid<A extends object>(attributes: A, fields: Readonly<Record<string, Json>> = {}, before: object = {}): A {
  const rest = Object.fromEntries(Object.entries(attributes).filter(([field]) => !(field in fields)))
  return { ...rest, ...Object.fromEntries(Object.entries(before).filter(([field]) => field in fields)) } as A
}

function more({ attributes, deleted }: Accepted = {}, with_: Accepted): Accepted {
  const all = { ...attributes, ...with_.attributes }
  const gone = with_.deleted ?? deleted
  return { ...(Object.keys(all).length === 0 ? {} : { attributes: all }), ...(gone === undefined ? {} : { deleted: gone }) }
}

function less({ attributes = {}, deleted }: Accepted, ended: Accepted): Accepted {
  const left = Object.fromEntries(Object.entries(attributes).filter(([field]) => !(field in (ended.attributes ?? {}))))
  return { ...(Object.keys(left).length === 0 ? {} : { attributes: left }), ...(deleted === undefined || ended.deleted !== undefined ? {} : { deleted }) }
}

function withRecord<M extends ManagedUser | ManagedGroup>({ accepted: _, ...managed }: M, accepted: M['accepted']): M {
  return { ...managed, ...(Object.keys(accepted ?? {}).length === 0 ? {} : { accepted }) } as M
}
