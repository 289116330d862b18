/** Who loses what by a plan: the first question of whoever approves it. */
import type { Change } from '../model/change.js'
import { counted } from './words.js'

export interface Losses {
  /** Keys of people. */
  deleted: string[]
  deactivated: string[]
  /** Keys of groups, which everybody in them loses. */
  groups: string[]
  /** Groups that go on without some of their people; most losses first. */
  memberships: { group: string; people: readonly string[] }[]
  /** Memberships removed, and the people who lose any. */
  removed: number
  people: number
}

export function lossesOf(changes: readonly Change[]): Losses {
  const losses: Losses = { deleted: [], deactivated: [], groups: [], memberships: [], removed: 0, people: 0 }
  const people = new Set<string>()
  for (const change of changes) {
    if (change.kind === 'group') {
      if (change.action === 'delete') losses.groups.push(change.key)
    } else if (change.kind === 'user') {
      if (change.action === 'delete') losses.deleted.push(change.key)
      else if (switchesOff(change)) losses.deactivated.push(change.key)
    } else if (change.action === 'remove') {
      losses.memberships.push({ group: change.key, people: change.members })
      losses.removed += change.members.length
      for (const member of change.members) people.add(member)
    }
  }
  losses.memberships.sort((a, b) => b.people.length - a.people.length)
  losses.people = people.size
  return losses
}

/** `1 person deleted`, `2 people lose 3 memberships of 1 group`; empty when nobody loses anything. */
export function lossPhrases({ deleted, deactivated, groups, memberships, removed, people }: Losses): string[] {
  return [
    deleted.length === 0 ? '' : `${counted(deleted.length, 'person', 'people')} deleted`,
    deactivated.length === 0 ? '' : `${counted(deactivated.length, 'person', 'people')} deactivated`,
    groups.length === 0 ? '' : `${counted(groups.length, 'group')} deleted`,
    removed === 0 ? '' : `${counted(people, 'person loses', 'people lose')} ${counted(removed, 'membership')} of ${counted(memberships.length, 'group')}`,
  ].filter((phrase) => phrase !== '')
}

/** An adoption may find somebody active whom the source suspended. */
function switchesOff(change: Extract<Change, { kind: 'user' }>): boolean {
  return change.action === 'deactivate' || (change.action === 'adopt' && change.before?.active === true && change.after?.active === false)
}
