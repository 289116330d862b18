/** What the target holds, as rows: every page of it, ours or not. */
import { compareText } from '../model/json.js'
import type { TargetSnapshot } from '../model/snapshot.js'
import type { List, Row } from '../model/list.js'
import type { Context } from './context.js'
import { openTarget } from './wiring.js'

export type TargetList = 'groups' | 'members' | 'users'

/** In the order of printing. */
export const TARGET_COLUMNS: Readonly<Record<TargetList, readonly string[]>> = {
  groups: ['displayName', 'externalId', 'id'],
  members: ['group', 'user', 'groupId', 'userId'],
  users: ['userName', 'displayName', 'active', 'externalId', 'id'],
}

/** Memberships are read only where they are wanted: they cost a call a group or a person. @throws what the target's reader throws */
export async function listTarget(context: Context, what: TargetList): Promise<Omit<List, 'columns'>> {
  const { reader } = await openTarget(context)
  const snapshot = await reader.read({ membersOf: () => what === 'members', known: { users: [], groups: [] } })
  const { of, rowsOf } = LISTS[what]
  return { of, rows: rowsOf(snapshot) }
}

/** What the planner knows of the target, and what the target says of itself. */
export async function targetConfig(context: Context): Promise<Row> {
  const { reader } = await openTarget(context)
  const { capabilities, fingerprint } = reader
  return { type: context.config.target.type, fingerprint, capabilities: JSON.parse(JSON.stringify(capabilities)) as Row[string], service: await reader.describe?.() }
}

const LISTS: Readonly<Record<TargetList, { of: string; rowsOf: (snapshot: TargetSnapshot) => Row[] }>> = {
  groups: {
    of: 'group',
    rowsOf: ({ groups }) => byName(groups.map(({ id, attributes }) => ({ displayName: attributes.displayName, externalId: attributes.externalId, id })), ({ displayName }) => displayName),
  },
  members: {
    of: 'membership',
    rowsOf: ({ groups, users }) => {
      const names = new Map(users.map(({ id, attributes }) => [id, attributes.userName]))
      const rows = groups.flatMap((group) => (group.members ?? []).map((userId) => ({ group: group.attributes.displayName, user: names.get(userId) ?? userId, groupId: group.id, userId })))
      return rows.sort((a, b) => compareText(a.group, b.group) || compareText(a.user, b.user))
    },
  },
  users: {
    of: 'user',
    rowsOf: ({ users }) =>
      byName(users.map(({ id, attributes: { userName, displayName, active, externalId } }) => ({ userName, displayName, active, externalId, id })), ({ userName }) => userName),
  },
}

function byName<T extends { id: string }>(rows: T[], nameOf: (row: T) => string): T[] {
  return rows.sort((a, b) => compareText(nameOf(a), nameOf(b)) || compareText(a.id, b.id))
}
