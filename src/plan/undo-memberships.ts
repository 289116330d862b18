/** Memberships of an applied plan taken back: who was put in goes, who was taken out comes back, where they still are as the plan left them. */
import type { MembershipChange } from '../model/change.js'
import type { Finding } from '../model/finding.js'
import { compareText, foldKey } from '../model/json.js'
import { cannot, type ObjectChange, type UndoContext } from './undo-context.js'
import { indexManaged } from './worlds.js'

export function undoMemberships({ plan, state, actual }: UndoContext, objects: readonly ObjectChange[]): { changes: MembershipChange[]; findings: Finding[] } {
  const users = indexManaged(state.users)
  const groups = indexManaged(state.groups)
  const names = new Map(actual.users.map(({ id, attributes }) => [id, attributes.userName]))
  const rosters = new Map(actual.groups.map((group) => [group.id, group]))
  const gone = new Set(objects.flatMap(({ kind, action, targetId }) => (action === 'delete' ? [`${kind} ${targetId ?? ''}`] : [])))
  const formerIds = new Map<string, string>(plan.changes.flatMap(({ kind, action, targetId, source, sourceId }) => (kind === 'user' && action === 'delete' && targetId !== undefined ? [[targetId, `${source}\u0000${sourceId}`] as const] : [])))
  const remade = new Map<string, ObjectChange>(objects.flatMap((change) => (change.kind === 'user' && change.action === 'create' ? [[`${change.source}\u0000${change.sourceId}`, change] as const] : [])))
  const changes: MembershipChange[] = []
  const findings: Finding[] = []
  for (const change of plan.changes) {
    if (change.kind !== 'membership') continue
    const held = (change.targetId === undefined ? undefined : groups.byTargetId.get(change.targetId)) ?? groups.byOrigin.get(`${change.source}\u0000${change.sourceId}`)
    const roster = held === undefined ? undefined : rosters.get(held.targetId)
    if (held === undefined || roster === undefined) {
      findings.push(cannot(change, 'is not there any more: its members are not taken back'))
      continue
    }
    if (gone.has(`group ${held.targetId}`)) continue
    const inside = new Set(roster.members)
    const people: { key: string; id?: string; needs?: string }[] = []
    for (const member of change.members) {
      const id = change.memberIds[member] ?? users.byName.get(foldKey(member))?.targetId
      const name = id === undefined ? undefined : names.get(id)
      if (id !== undefined && name !== undefined) {
        if (!gone.has(`user ${id}`) && inside.has(id) === (change.action === 'add')) people.push({ key: name, id })
        continue
      }
      const again = id === undefined ? undefined : remade.get(formerIds.get(id) ?? '')
      if (change.action === 'remove' && again !== undefined) people.push({ key: again.key, needs: again.id })
      else if (change.action === 'remove') findings.push(cannot(change, `does not get ${member} back, who is not in the target`))
    }
    if (people.length === 0) continue
    people.sort((a, b) => compareText(a.key, b.key))
    const action = change.action === 'add' ? 'remove' : 'add'
    changes.push({
      kind: 'membership',
      action,
      id: `membership:${action}:${roster.attributes.displayName}`,
      key: roster.attributes.displayName,
      source: held.source,
      sourceId: held.sourceId,
      targetId: held.targetId,
      reason: `takes back plan ${plan.id.slice(0, 12)}`,
      dependsOn: [],
      members: people.map(({ key }) => key),
      memberIds: Object.fromEntries(people.flatMap(({ key, id }) => (id === undefined ? [] : [[key, id]]))),
      memberDependsOn: Object.fromEntries(people.flatMap(({ key, needs }) => (needs === undefined ? [] : [[key, [needs]]]))),
    })
  }
  return { changes, findings }
}
