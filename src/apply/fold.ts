/** What the state remembers after changes that ended: pure, and linear in the state and the changes. */
import type { GroupChange, MembershipChange, UserChange } from '../model/change.js'
import type { Hold, ManagedUser, State } from '../model/state.js'
import { closeBook, dropGroup, dropUser, memberEntry, membersOf, openBook, originOf, putGroup, putUser, strangerToken, type Book } from './book.js'
import { acceptedAfter, enterAcceptedGroup, enterAcceptedUser } from './fold-accepted.js'
import type { Ended } from './journal-entries.js'

/** In the order in which they ended. A membership counts for the people in its outcome, whatever the plan had in mind. */
export function fold(before: State, ended: readonly Ended[]): State {
  if (ended.length === 0) return before
  const state = withHolds(before, ended)
  const book = openBook(state)
  for (const { change, outcome } of ended) {
    switch (change.kind) {
      case 'user':
        enterUser(book, change, outcome.targetId)
        break
      case 'group':
        enterGroup(book, change, outcome.targetId)
        break
      case 'membership':
        enterMembers(book, change, outcome.members ?? [])
        break
    }
  }
  return closeBook(book, state)
}

/** What is held is known by its origin: it may be in the target or not. */
function withHolds(state: State, ended: readonly Ended[]): State {
  const holds = ended.flatMap(({ change }): Hold[] => {
    if (change.kind === 'membership' || change.action !== 'hold' || change.until === undefined) return []
    const { kind, key, source, sourceId, until, reason } = change
    const members = change.kind === 'group' ? change.members : undefined
    return [{ kind, key, source, sourceId, ...(members === undefined ? {} : { members }), until, plan: /[0-9a-f]{12}/.exec(reason)?.[0] ?? '' }]
  })
  return holds.length === 0 ? state : { ...state, holds: [...(state.holds ?? []), ...holds] }
}

function enterUser(book: Book, change: UserChange, made: string | undefined): void {
  const targetId = change.targetId ?? made
  if (targetId === undefined) return
  const { key, source, sourceId, after, since, due } = change
  const held = book.users.get(targetId)
  switch (change.action) {
    case 'create':
    case 'adopt':
    case 'update':
    case 'deactivate':
    case 'reactivate': {
      if (after === undefined) return
      // Made anew after somebody deleted it: what the state held under the same origin is gone.
      const former = book.userByOrigin.get(originOf(change))
      if (former !== undefined && former !== targetId) dropUser(book, former)
      putUser(book, { ...heldStill(held), key, source, sourceId, targetId, attributes: after, ...acceptedAfter(held, after) }, held)
      return
    }
    case 'delete':
    case 'forget':
      dropUser(book, targetId)
      return
    case 'transfer':
      if (held !== undefined) putUser(book, { ...held, source, sourceId }, held)
      return
    case 'schedule':
      if (held !== undefined && since !== undefined && due !== undefined) book.users.set(targetId, { ...held, deletion: { since, due } })
      return
    case 'hold':
      return
    case 'unschedule':
      if (held !== undefined) book.users.set(targetId, withoutDeletion(held))
      return
    case 'accept':
    case 'unaccept':
      if (held !== undefined) enterAcceptedUser(book, change, held)
      return
  }
}

function enterGroup(book: Book, change: GroupChange, made: string | undefined): void {
  const targetId = change.targetId ?? made
  if (targetId === undefined) return
  const { key, source, sourceId, after } = change
  const held = book.groups.get(targetId)
  switch (change.action) {
    case 'create':
    case 'adopt':
    case 'update': {
      if (after === undefined) return
      const former = book.groupByOrigin.get(originOf(change))
      if (former !== undefined && former !== targetId) dropGroup(book, former)
      putGroup(book, { key, source, sourceId, targetId, attributes: after, members: held?.members ?? [], ...acceptedAfter(held, after) }, held)
      for (const member of change.members ?? []) membersOf(book, targetId).set(...memberEntry(book, member))
      return
    }
    case 'delete':
    case 'forget':
      dropGroup(book, targetId)
      return
    case 'transfer':
      if (held !== undefined) putGroup(book, { ...held, source, sourceId }, held)
      return
    case 'hold':
      return
    case 'accept':
    case 'unaccept':
      if (held !== undefined) enterAcceptedGroup(book, change, held)
      return
  }
}

function enterMembers(book: Book, change: MembershipChange, done: readonly string[]): void {
  const groupId = change.targetId ?? book.groupByOrigin.get(originOf(change))
  if (groupId === undefined || !book.groups.has(groupId)) return
  const members = membersOf(book, groupId)
  for (const member of done) {
    const [token, key] = memberEntry(book, member, change.memberIds[member])
    if (change.action === 'add') members.set(token, key)
    else {
      members.delete(token)
      members.delete(strangerToken(member))
    }
  }
}

function heldStill(held: ManagedUser | undefined): Omit<Partial<ManagedUser>, 'accepted'> {
  const { accepted: _, ...rest } = held ?? {}
  return rest
}

function withoutDeletion({ deletion: _, ...user }: ManagedUser): ManagedUser {
  return user
}
