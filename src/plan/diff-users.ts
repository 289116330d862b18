/** People: what each desired, blocked or managed one needs, one at a time; names are settled afterwards. */
import type { Origin } from '../model/desired-state.js'
import type { UserChange } from '../model/change.js'
import { foldKey } from '../model/json.js'
import type { TargetUser } from '../model/snapshot.js'
import type { ManagedUser } from '../model/state.js'
import type { UserAttributes } from '../model/user.js'
import { arriveUser } from './arriving-user.js'
import { holderOf, protection, type DiffInput, type DiffRules } from './diff-rules.js'
import { leaveUser } from './leaving-user.js'
import { claimsOf, match, type Worlds } from './match.js'
import { collect, findingOf, type Collected, type Outcome } from './outcome.js'
import { fieldsWithin } from './reach.js'
import { stayUser } from './staying-user.js'
import { indexManaged, indexTargetUsers, originKey } from './worlds.js'

/** How a group may name a person: by the target's id, or by the change that makes or adopts them. */
export interface Person {
  key: string
  targetId?: string
  /** The change that creates or adopts them. */
  entry?: string
  /** A finding stands: neither added to groups nor taken out. */
  blocked: boolean
}

export interface UserOutcome extends Outcome<UserChange> {
  person: Person
}

export interface UserContext extends Worlds<TargetUser, ManagedUser> {
  rules: DiffRules
  fields: readonly (keyof UserAttributes)[]
  isProtected: (...names: (string | undefined)[]) => boolean
}

export interface UserDiff extends Collected<UserChange> {
  /** By folded key: everybody who is desired. */
  people: Map<string, Person>
  /** By origin: the target's objects of people with a finding. */
  spared: Map<string, string>
}

/** @param unseen target ids of people in groups of which a part cannot be seen: they may still be there */
export function diffUsers(input: DiffInput, unseen: ReadonlySet<string>): UserDiff {
  const { desired, state, rules } = input
  const sought = desired.users.map((user) => ({ ...user, externalId: user.attributes.externalId, user }))
  const context: UserContext = {
    actual: indexTargetUsers(input.actual),
    managed: indexManaged(state?.users ?? []),
    claims: claimsOf(sought, desired.blockedUsers),
    rules,
    fields: fieldsWithin(desired.userFields, rules.capabilities),
    isProtected: protection(rules.protect.users),
  }
  const result: UserDiff = { changes: [], drift: [], findings: [], people: new Map(), spared: new Map() }
  const spokenFor = new Set([...desired.users, ...desired.blockedUsers].map(originKey))

  for (const { user, ...record } of sought) {
    const matched = match(record, context, rules.samePersons.has(foldKey(user.key)) ? 'same' : 'ask')
    const outcome = matched.as === 'managed' ? stayUser(user, matched, context) : arriveUser(user, matched, context)
    if (matched.as === 'managed') spokenFor.add(originKey(matched.managed))
    collect(result, outcome)
    result.people.set(foldKey(user.key), outcome.person)
  }
  for (const blocked of desired.blockedUsers) {
    const matched = match(blocked, context, 'ask')
    if (matched.as === 'managed') spokenFor.add(originKey(matched.managed))
    const targetId = 'actual' in matched ? matched.actual.id : matched.as === 'withheld' ? matched.managed.targetId : undefined
    if (targetId !== undefined) result.spared.set(originKey(blocked), targetId)
  }
  for (const held of context.managed.all) {
    if (spokenFor.has(originKey(held)) || unseen.has(held.targetId)) continue
    collect(result, heldByOthers(held, context) ?? leaveUser(held, context.actual.byId.get(held.targetId), { ...context, end: endOf(input, held) }))
  }
  return result
}

/** What another stack holds is not ours to take away, whatever our state says. */
function heldByOthers(held: ManagedUser, { rules }: UserContext): Outcome<UserChange> | undefined {
  const neighbour = holderOf(rules.neighbours, 'users', held.targetId)
  if (neighbour === undefined) return undefined
  const summary = `${held.key} is no longer in ${held.source}, but the stack ${neighbour} on this target holds this person too: nothing is taken away`
  const remedy = `Take the person out of the state of one of the two stacks.`
  return { findings: [findingOf('user', held, { code: 'neighbour', targetId: held.targetId, summary, remedy })] }
}

/** The deletion clock is judged against the end of the owner's reading; a source that left the configuration is judged by the last of all. */
function endOf({ desired, actual }: DiffInput, { source }: Origin): string {
  const ends = Object.values(desired.sources).map(({ end }) => end)
  return desired.sources[source]?.end ?? ends.toSorted().at(-1) ?? actual.evidence.end
}
