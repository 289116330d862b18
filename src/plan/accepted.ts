/**
 * What a person let stand: for each attribute that the state remembers as accepted, the target's value is the desired one as long as the
 * source says what it said then; once it says something else, the acceptance ends.
 */
import type { Finding } from '../model/finding.js'
import type { Json } from '../model/json.js'
import type { DesiredGroup, DesiredUser, Origin } from '../model/desired-state.js'
import type { GroupAttributes } from '../model/group.js'
import type { ManagedGroup, ManagedUser } from '../model/state.js'
import type { UserAttributes } from '../model/user.js'
import { findingOf } from './outcome.js'
import { same } from './patch.js'

export interface Standing<T> {
  /** The record with the target's values in place of those that it was accepted against. */
  record: T
  /** Attributes that stand. */
  standing: string[]
  /** By attribute, what the source said when it was accepted: it says something else now. */
  ended: Record<string, Json>
}

export function withAccepted<T extends DesiredUser | DesiredGroup>(record: T, held: ManagedUser | ManagedGroup): Standing<T> {
  const accepted = Object.entries(held.accepted?.attributes ?? {})
  if (accepted.length === 0) return { record, standing: [], ended: {} }
  const said = record.attributes as Readonly<Record<string, Json | undefined>>
  const kept = held.attributes as Readonly<Record<string, Json | undefined>>
  const standing = accepted.flatMap(([field, then]) => (same(said[field], then) ? [field] : []))
  const attributes = Object.fromEntries(
    [...new Set([...Object.keys(said), ...standing])].flatMap((field) => {
      const value = standing.includes(field) ? kept[field] : said[field]
      return value === undefined ? [] : [[field, value]]
    }),
  )
  const key = (attributes['userName'] ?? attributes['displayName']) as string
  const isNamed = standing.includes('members' in record ? 'displayName' : 'userName')
  return {
    record: { ...record, attributes, ...(isNamed ? { key } : {}) },
    standing,
    ended: Object.fromEntries(accepted.filter(([field]) => !standing.includes(field))),
  }
}

/** Whether the object's absence stands: somebody deleted it, that was accepted, and the source says of it what it said then. */
export function staysDeleted(attributes: UserAttributes | GroupAttributes, held: ManagedUser | ManagedGroup | undefined): boolean {
  return held?.accepted?.deleted !== undefined && same(attributes, held.accepted.deleted)
}

const REMEDY = 'Nothing to do: it stands until the source changes. To take it back before, undo the plan that accepted it.'

export function acceptedFinding(kind: 'user' | 'group', record: Origin & { key: string }, about: { targetId: string; what: string }): Finding {
  const name = kind === 'user' ? record.key : `the group "${record.key}"`
  return findingOf(kind, record, { code: 'accepted', targetId: about.targetId, summary: `${name} differs from ${record.source}, as a person accepted: ${about.what}`, remedy: REMEDY })
}

export function attributesStand(standing: readonly string[]): string {
  return `${standing.join(', ')} ${standing.length === 1 ? 'was' : 'were'} changed in the target`
}
