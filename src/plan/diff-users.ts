/** People: what each desired, managed or blocked one needs, one at a time; names are settled afterwards. */
import type { Drift, UserChange } from '../model/change.js'
import type { DesiredUser } from '../model/desired-state.js'
import type { Finding } from '../model/finding.js'
import { foldKey, type Json } from '../model/json.js'
import type { TargetUser } from '../model/snapshot.js'
import type { ManagedUser } from '../model/state.js'
import type { ActualUserAttributes, UserAttributes } from '../model/user.js'
import { protection, type DiffInput } from './diff-rules.js'
import { covers, match, notAdopted } from './match.js'
import { differingFields, patchOf, pick, same } from './patch.js'
import { removeUser } from './remove-user.js'
import { indexManaged, indexTargetUsers, originKey } from './worlds.js'

/** How a group may name a person: by the target's id, or by the change that will make them. */
export interface Person {
  key: string
  targetId?: string
  createdBy?: string
  /** A finding stands: neither added to groups nor taken out. */
  blocked: boolean
}

export interface UserDiff {
  changes: UserChange[]
  drift: Drift[]
  findings: Finding[]
  /** By folded key: everybody who is desired. */
  people: Map<string, Person>
  unmanaged: number
}

export function diffUsers(input: DiffInput): UserDiff {
  const { desired, state, rules } = input
  const actual = indexTargetUsers(input.actual)
  const managed = indexManaged(state?.users ?? [])
  const isProtected = protection(rules.protect.users)
  const claimed = new Set([...desired.users, ...desired.blockedUsers].map(originKey))
  const result: UserDiff = { changes: [], drift: [], findings: [], people: new Map(), unmanaged: 0 }
  const succeeded = new Set<string>()
  const adopted = new Set<string>()

  const finding = (code: Finding['code'], user: DesiredUser, targetId: string | undefined, summary: string, remedy: string) => {
    const { key, source, sourceId } = user
    result.findings.push({ code, kind: 'user', key, source, sourceId, ...(targetId === undefined ? {} : { targetId }), summary, remedy })
  }
  const person = (user: DesiredUser, rest: Omit<Person, 'key'>) => result.people.set(foldKey(user.key), { key: user.key, ...rest })

  const create = (user: DesiredUser, reason: string) => {
    const change: UserChange = { kind: 'user', action: 'create', ...common(user, 'create', user.key), reason, after: user.attributes, patch: patchOf({}, user.attributes) }
    result.changes.push(change)
    person(user, { createdBy: change.id, blocked: false })
    return change
  }
  const shieldName = (user: DesiredUser, object: TargetUser | undefined, what: string): boolean => {
    if (!isProtected(user.key, object?.attributes.userName)) return false
    finding('protected', user, object?.id, `${user.key} is protected by policy: ${what} is not planned`, 'Take the name out of policy.protect.users if this stack shall manage it.')
    person(user, { ...(object === undefined ? {} : { targetId: object.id }), blocked: true })
    return true
  }

  const bring = (user: DesiredUser, held: ManagedUser, object: TargetUser, reason: string) => {
    const fields = [...desired.userFields, ...Object.keys(held.attributes)]
    const before = pick(object.attributes, fields)
    const moved = held.source !== user.source
    const idle = same(before, user.attributes) && !moved && held.deletion === undefined
    if (!idle && shieldName(user, object, 'an update')) return
    person(user, { targetId: object.id, blocked: false })
    if (moved) {
      const why = `${user.source} owns this person now, ${held.source} did before`
      result.changes.push({ kind: 'user', action: 'transfer', ...common(user, 'transfer', object.attributes.userName), targetId: object.id, from: held.source, reason: why })
    }
    if (held.deletion !== undefined) {
      const why = `is back in ${user.source}: the deletion due ${held.deletion.due} is called off`
      result.changes.push({ kind: 'user', action: 'unschedule', ...common(user, 'unschedule', object.attributes.userName), targetId: object.id, reason: why })
    }
    const drifted = differingFields(before, held.attributes, fields).filter((field) => !same(before[field as keyof UserAttributes], user.attributes[field as keyof UserAttributes]))
    if (same(before, user.attributes)) return
    const change = updateUser(user, object, before, reason || updateReason(user, held, before, drifted))
    result.changes.push(change)
    if (drifted.length > 0) {
      result.drift.push({
        kind: 'user',
        key: object.attributes.userName,
        targetId: object.id,
        what: 'changed',
        before: pick(held.attributes, drifted) as Json,
        after: pick(before, drifted) as Json,
        answer: 'revert',
        change: change.id,
      })
    }
  }

  const adopt = (user: DesiredUser, object: TargetUser, reason: string) => {
    const before = pick(object.attributes, desired.userFields)
    adopted.add(object.id)
    person(user, { targetId: object.id, blocked: false })
    result.changes.push({
      kind: 'user',
      action: 'adopt',
      ...common(user, 'adopt', object.attributes.userName),
      targetId: object.id,
      reason,
      before,
      after: user.attributes,
      patch: patchOf(before, user.attributes),
    })
  }

  for (const user of desired.users) {
    const matched = match({
      desired: { ...user, externalId: user.attributes.externalId },
      actual,
      managed,
      claimed,
      recycled: rules.samePersons.has(foldKey(user.key)) ? 'same' : 'ask',
    })
    switch (matched.as) {
      case 'managed': {
        if (matched.from !== undefined) succeeded.add(originKey(matched.from))
        const vouched = matched.from !== undefined && matched.from.source === user.source
        bring(user, matched.managed, matched.actual, vouched ? `the same person under a new id in ${user.source} (was ${matched.managed.sourceId}), as --same-person says` : '')
        break
      }
      case 'recycled':
        finding(
          'recycled',
          user,
          matched.managed.targetId,
          `${user.key} came back in ${user.source} under a new id (${user.sourceId}, was ${matched.managed.sourceId}): it may be another person`,
          `If it is the same person, plan with --same-person ${user.key}. If not, wait until the old account is deleted by its lifecycle; the new one is created then.`,
        )
        person(user, { blocked: true })
        break
      case 'gone':
        result.drift.push({ kind: 'user', key: matched.managed.key, targetId: matched.managed.targetId, what: 'deleted', answer: 'revert' })
        if (user.suspended) {
          result.changes.push({ kind: 'user', action: 'forget', ...common(user, 'forget', matched.managed.key), targetId: matched.managed.targetId, reason: 'is gone from the target and suspended in the source' })
          result.drift.push({ ...(result.drift.pop() as Drift), answer: 'keep' })
          person(user, { blocked: true })
        } else if (!shieldName(user, undefined, 'a creation')) {
          result.drift.push({ ...(result.drift.pop() as Drift), change: create(user, 'was deleted in the target by somebody else').id })
        }
        break
      case 'adoptable': {
        const object = matched.actual
        const neighbour = rules.neighbours.find((stack) => stack.users.has(object.id))
        if (neighbour !== undefined) person(user, { targetId: object.id, blocked: false })
        else if (shieldName(user, object, 'an adoption')) break
        else if (covers(rules.adopt, matched.by)) adopt(user, object, adoptReason(matched.by))
        else {
          const { why, remedy } = notAdopted(matched.by)
          finding('not-adopted', user, object.id, `${user.key} ${why}`, remedy)
          person(user, { targetId: object.id, blocked: true })
        }
        break
      }
      case 'new':
        if (user.suspended) {
          const why = `${user.key} is suspended in ${user.source} and not in the target: nothing is created`
          finding('suspended-not-created', user, undefined, why, 'Nothing to do: the person is created when they come back.')
          person(user, { blocked: true })
        } else if (!shieldName(user, undefined, 'a creation')) create(user, `is in ${user.source} and not in the target`)
        break
    }
  }

  for (const held of managed.all) {
    const key = originKey(held)
    if (claimed.has(key) || succeeded.has(key)) continue
    const removal = removeUser(held, actual.byId.get(held.targetId), { rules, end: endOf(input, held.source), isProtected })
    result.changes.push(...removal.changes)
    result.findings.push(...removal.findings)
    result.drift.push(...removal.drift)
  }
  result.unmanaged = actual.all.filter((user) => !managed.byTargetId.has(user.id) && !adopted.has(user.id)).length
  return result
}

/** The id names the object as the target knows it today: there, no two have one name. */
function common(user: DesiredUser, action: UserChange['action'], today: string) {
  return { id: `user:${action}:${today}`, key: user.key, source: user.source, sourceId: user.sourceId, dependsOn: [] }
}

function updateUser(user: DesiredUser, object: TargetUser, before: Partial<ActualUserAttributes>, reason: string): UserChange {
  const after = user.attributes
  const action = before.active === after.active ? 'update' : after.active ? 'reactivate' : 'deactivate'
  return { kind: 'user', action, ...common(user, action, object.attributes.userName), targetId: object.id, reason, before, after, patch: patchOf(before, after) }
}

function updateReason(user: DesiredUser, held: ManagedUser, before: Partial<ActualUserAttributes>, drifted: readonly string[]): string {
  const changed = differingFields(held.attributes, user.attributes, Object.keys({ ...held.attributes, ...user.attributes }))
  if (user.suspended && before.active !== false) return `is suspended in ${user.source}`
  if (changed.includes('userName')) return `was renamed in ${user.source}, from ${held.key}`
  if (before.active === false && changed.includes('active')) return `is back in ${user.source}`
  if (changed.length === 0) return `was changed in the target by somebody else (${drifted.join(', ')})`
  return `changed in ${user.source} (${changed.join(', ')})`
}

function adoptReason(by: 'ids' | 'keys' | 'all'): string {
  if (by === 'ids') return 'the target has it with our id'
  return by === 'keys' ? 'the target has it under this name, without an id' : "the target has it under this name, with another's id"
}

/** The deletion clock is judged against the end of the owner's reading; a source that left the configuration is judged by the last of all. */
function endOf(input: DiffInput, source: string): string {
  const ends = Object.values(input.desired.sources).map(({ end }) => end)
  return input.desired.sources[source]?.end ?? ends.toSorted().at(-1) ?? input.actual.evidence.end
}
