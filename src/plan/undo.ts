/** The plan that takes an applied plan back, against today's state and target: what moved since is left as it is, and what cannot be taken back is said. */
import type { Change } from '../model/change.js'
import type { Finding } from '../model/finding.js'
import { GroupAttributes } from '../model/group.js'
import { compareText, type Json } from '../model/json.js'
import type { ManagedGroup, ManagedUser } from '../model/state.js'
import { CORE_FIELDS, UserAttributes } from '../model/user.js'
import type { Diff } from './diff.js'
import { claimsOfGroup, groupNaming } from './group-names.js'
import { holdersOf, settleNames } from './names.js'
import { orderChanges } from './order.js'
import { differingFields, patchOf, pick, same } from './patch.js'
import type { Plan } from './plan.js'
import { cannot, type ObjectChange, type UndoContext } from './undo-context.js'
import { undoMemberships } from './undo-memberships.js'
import { claimsOfUser, userNaming } from './user-names.js'
import { indexManaged, type ManagedIndex } from './worlds.js'

type Attributes = Record<string, Json | undefined>

export function undoOf(context: UndoContext): Diff {
  const { plan, state, actual } = context
  const made: ObjectChange[] = []
  const findings: Finding[] = []
  const users = indexManaged(state.users)
  const groups = indexManaged(state.groups)
  const objects = { user: new Map(actual.users.map((user) => [user.id, user.attributes as object])), group: new Map(actual.groups.map((group) => [group.id, group.attributes as object])) }
  for (const chain of chainsOf(plan.changes)) {
    const managed: ManagedIndex<ManagedUser | ManagedGroup> = chain[0]?.kind === 'user' ? users : groups
    const undone = undoChain(chain, { managed, objects: objects[chain[0]?.kind ?? 'user'], plan })
    made.push(...undone.changes)
    findings.push(...undone.findings)
  }
  const named = settleNames(made.filter((change) => change.kind === 'user'), holdersOf(actual.users, claimsOfUser), userNaming)
  const namedGroups = settleNames(made.filter((change) => change.kind === 'group'), holdersOf(actual.groups, claimsOfGroup), groupNaming)
  const settled = [...named.changes, ...namedGroups.changes]
  const memberships = undoMemberships(context, settled)
  const changes = orderChanges([...settled.map(settledNeeds(settled)), ...memberships.changes])
  const ours = new Set([...state.users, ...state.groups].map(({ targetId }) => targetId))
  const count = (rows: readonly { id: string }[]) => rows.filter(({ id }) => !ours.has(id)).length
  return {
    changes: context.holdUntil === undefined ? changes : [...changes, ...holdsFor(plan, context.holdUntil)],
    drift: [],
    findings: [...findings, ...named.findings, ...namedGroups.findings, ...memberships.findings],
    unmanaged: { users: count(actual.users), groups: count(actual.groups) },
  }
}

/** One object's changes in the plan's order: what counts is how it was before the first and after the last. */
function chainsOf(changes: readonly Change[]): ObjectChange[][] {
  const chains = new Map<string, ObjectChange[]>()
  for (const change of changes) {
    if (change.kind === 'membership') continue
    const object = change.action === 'create' || change.targetId === undefined ? change.id : `${change.kind} ${change.targetId}`
    const known = chains.get(object)
    if (known === undefined) chains.set(object, [change])
    else known.push(change)
  }
  return [...chains.values()]
}

interface Undone {
  changes: ObjectChange[]
  findings: Finding[]
}

interface Today {
  managed: ManagedIndex<ManagedUser | ManagedGroup>
  objects: ReadonlyMap<string, object>
  plan: Plan
}

function undoChain(chain: readonly ObjectChange[], today: Today): Undone {
  const result: Undone = { changes: [], findings: [] }
  const writing = chain.filter(({ before, after, action }) => action !== 'accept' && (before !== undefined || after !== undefined))
  const [first] = writing
  const last = writing.at(-1)
  if (first !== undefined && last !== undefined) {
    if (first.action === 'create') unmake(first, today, result)
    else if (last.action === 'delete') remake(last, today, result)
    else restore(first, last, today, result)
  }
  for (const change of chain) undoMemory(change, today, result)
  return result
}

function unmake(change: ObjectChange, { managed, objects, plan }: Today, into: Undone): void {
  const held = managed.byOrigin.get(`${change.source}\u0000${change.sourceId}`)
  const object = held === undefined ? undefined : (objects.get(held.targetId) as Attributes | undefined)
  if (held === undefined || object === undefined) return void into.findings.push(cannot(change, 'is gone again already: nothing is taken back'))
  const before = pick(object, change.kind === 'user' ? [...CORE_FIELDS, ...Object.keys(held.attributes)] : ['displayName', 'externalId'])
  into.changes.push({ ...begin('delete', change, held, nameIn(object)), reason: `${reasonOf(plan)}: it was created by it`, before } as ObjectChange)
  into.findings.push(cannot(change, 'is deleted for good: its id, and what was assigned to it directly, do not come back if it is made again'))
}

function remake(change: ObjectChange, { managed, objects, plan }: Today, into: Undone): void {
  const key = nameIn(change.before as Attributes)
  if (managed.byOrigin.has(`${change.source}\u0000${change.sourceId}`)) return void into.findings.push(cannot(change, 'is there again already: nothing is taken back'))
  if (change.targetId !== undefined && objects.has(change.targetId)) return void into.findings.push(cannot(change, 'was not deleted after all: nothing is taken back'))
  const parsed = (change.kind === 'user' ? UserAttributes : GroupAttributes).safeParse(change.before)
  if (!parsed.success) return void into.findings.push(cannot(change, 'had attributes that a new one cannot have: it is not made again'))
  const { kind, source, sourceId } = change
  const after = parsed.data
  into.changes.push({ kind, action: 'create', id: `${kind}:create:${key}`, key, source, sourceId, dependsOn: [], reason: `${reasonOf(plan)}: it was deleted by it`, after, patch: patchOf({}, after) } as ObjectChange)
  into.findings.push(cannot(change, 'is made again as a new one: its former id, what was assigned to it directly, and the memberships that went with it do not come back'))
}

function restore(first: ObjectChange, last: ObjectChange, { managed, objects, plan }: Today, into: Undone): void {
  const [was, became] = [(first.before ?? {}) as Attributes, (last.after ?? {}) as Attributes]
  const id = last.targetId ?? ''
  const held = managed.byTargetId.get(id)
  const object = objects.get(id) as Attributes | undefined
  const fields = differingFields(was, became, Object.keys({ ...was, ...became }))
  if (fields.length === 0) return
  if (held === undefined || object === undefined) return void into.findings.push(cannot(last, 'is not there any more: nothing is taken back'))
  const ours = fields.filter((field) => same(object[field], became[field]))
  const moved = fields.filter((field) => !ours.includes(field))
  if (moved.length > 0) into.findings.push(cannot(last, `was changed since (${moved.join(', ')}), and stays as it is in that`))
  if (ours.length === 0) return
  const kept = Object.entries(held.attributes).filter(([field]) => !ours.includes(field))
  const parsed = (last.kind === 'user' ? UserAttributes : GroupAttributes).safeParse({ ...Object.fromEntries(kept), ...pick(was, ours) })
  if (!parsed.success) return void into.findings.push(cannot(last, 'had attributes that cannot be written: they are not restored'))
  const before = pick(object, [...Object.keys(held.attributes), ...fields])
  const after = parsed.data
  const patch = patchOf(before, after)
  if (patch.length === 0) return
  const [on, off] = [(after as Attributes)['active'], before['active']]
  const action = last.kind === 'user' && on !== off ? (on === true ? 'reactivate' : 'deactivate') : 'update'
  into.changes.push({ ...begin(action, last, held, nameIn(object)), key: nameIn(after), reason: `${reasonOf(plan)}: ${ours.join(', ')} as before`, before, after, patch } as ObjectChange)
}

/** What only the state remembers. */
function undoMemory(change: ObjectChange, { managed, plan }: Today, into: Undone): void {
  const held = change.targetId === undefined ? undefined : managed.byTargetId.get(change.targetId)
  const reason = reasonOf(plan)
  switch (change.action) {
    case 'adopt':
      if (held !== undefined) into.changes.push({ ...begin('forget', change, held, held.key), reason: `${reason}: it was adopted by it, and stays in the target`, dependsOn: into.changes.map(({ id }) => id) } as ObjectChange)
      return
    case 'schedule':
      if (held !== undefined && 'deletion' in held && held.deletion !== undefined) into.changes.push({ ...begin('unschedule', change, held, held.key), reason } as ObjectChange)
      return
    case 'accept':
      if (held?.accepted !== undefined && change.accepted !== undefined) {
        into.changes.push({ ...begin('unaccept', change, held, held.key), id: `${change.kind}:unaccept:${change.id}`, reason, accepted: change.accepted } as ObjectChange)
      }
      return
    case 'unschedule':
    case 'transfer':
    case 'forget':
    case 'unaccept':
      into.findings.push(cannot(change, `${SAID[change.action]}: what the state remembered of it is not brought back; the next plan looks at it anew`))
      return
    default:
      return
  }
}

const SAID = { unschedule: 'was taken off the deletion clock', transfer: 'went to another source', forget: 'was forgotten', unaccept: 'had its acceptance ended' }

/** Whatever the plan touched is left alone for a while. */
function holdsFor(plan: Plan, until: string): ObjectChange[] {
  const holds = new Map<string, ObjectChange>()
  const begun = (kind: 'user' | 'group', { key, source, sourceId }: Change) => ({ kind, action: 'hold' as const, key, source, sourceId, reason: `so that the next plans do not repeat ${plan.id.slice(0, 12)}`, dependsOn: [], until })
  for (const change of plan.changes) {
    if (change.action === 'hold') continue
    if (change.kind === 'membership') {
      const id = `group:hold:${change.key}:${change.action}`
      holds.set(id, { ...begun('group', change), id, members: change.members })
    } else {
      const id = `${change.kind}:hold:${change.source}:${change.sourceId}`
      holds.set(id, { ...begun(change.kind, change), id })
    }
  }
  return [...holds.values()].sort((a, b) => compareText(a.id, b.id))
}

function begin(action: Change['action'], change: ObjectChange, held: ManagedUser | ManagedGroup, today: string) {
  const { kind } = change
  return { kind, action, id: `${kind}:${action}:${today}`, key: today, source: held.source, sourceId: held.sourceId, targetId: held.targetId, dependsOn: [] as string[] }
}

/** A forget waits for what its object's own restoring became once names were settled. */
function settledNeeds(all: readonly ObjectChange[]): (change: ObjectChange) => ObjectChange {
  const ids = new Set(all.map(({ id }) => id))
  return (change) => ({ ...change, dependsOn: change.dependsOn.filter((id) => ids.has(id)) })
}

function reasonOf({ id }: Plan): string {
  return `takes back plan ${id.slice(0, 12)}`
}

function nameIn(attributes: Attributes): string {
  const name = attributes['userName'] ?? attributes['displayName']
  return typeof name === 'string' ? name : ''
}
