/** What the original program managed becomes what this stack manages: nobody is made anew, nobody is forgotten without a word. */
import { compareText, digest, foldKey } from '../../model/json.js'
import type { ManagedGroup, ManagedUser, State } from '../../model/state.js'
import type { TakenOver } from '../state-document.js'
import { readOriginal, type OriginalDocument, type OriginalGroup, type OriginalMember } from './document.js'
import { attributesOf, primaryMail } from './user-attributes.js'

/** What the document does not say of itself. */
export interface Identity {
  stack: string
  /** The target's fingerprint: the original knew only one. */
  target: string
  /** The source that owns everything from now on. */
  source: string
}

/**
 * Pure: one document gives one state, lineage included, so that a plan made from it fits until somebody writes the document anew.
 * Entries that lack an id on either side cannot be managed: they are left out, and `notes` say which.
 *
 * @throws IdpscimError `BadStateFile` where the document is not the original's
 */
export function fromOriginal(document: unknown, identity: Identity, place = 'the document'): TakenOver {
  const { resources, lastSync } = readOriginal(document, place)
  const notes: string[] = []
  const people = managedUsers(resources, identity, notes)
  const groups = managedGroups(resources, identity, notes)
  const rosters = rostersOf(resources, groups, people, notes)
  const state: State = {
    formatVersion: 1,
    lineage: `original-${digest(document).slice(0, 32)}`,
    serial: 0,
    stack: identity.stack,
    target: identity.target,
    users: people.users.sort(byKey),
    groups: groups.map((group) => ({ ...group, members: [...(rosters.get(group.targetId) ?? [])].sort(compareText) })).sort(byKey),
    taken: [],
    ...(lastSync === undefined ? {} : { lastSync }),
  }
  return { state, notes }
}

type Resources = OriginalDocument['resources']

interface People {
  users: ManagedUser[]
  /** By target id, by the source's id, and by folded mail: members are not always named by all three. */
  find(member: OriginalMember): string | undefined
}

function managedUsers({ users: stored }: Resources, { source }: Identity, notes: string[]): People {
  const users = new Map<string, ManagedUser>()
  const keys = { scimid: new Map<string, string>(), ipid: new Map<string, string>(), email: new Map<string, string>() }
  for (const user of stored?.resources ?? []) {
    const mail = primaryMail(user)
    const label = user.userName ?? mail ?? user.ipid ?? 'without a name'
    const { scimid, ipid } = user
    if (scimid === undefined || ipid === undefined) {
      notes.push(`the user ${label} is left out: ${lacking(scimid)}; if the directory still has them, the next plan adopts them`)
      continue
    }
    // Listed under two addresses, a person stood in the file twice.
    if (users.has(scimid)) continue
    const attributes = attributesOf(user)
    if ('lacks' in attributes) {
      notes.push(`the user ${label} is left out: ${attributes.lacks}; if the directory still has them, the next plan adopts them`)
      continue
    }
    if (keys.ipid.has(ipid)) {
      notes.push(`the user ${label} (target ${scimid}) is left out: ${keys.ipid.get(ipid) ?? ''} has the same id in the directory`)
      continue
    }
    const key = attributes.userName
    users.set(scimid, { key, source, sourceId: ipid, targetId: scimid, attributes })
    keys.scimid.set(scimid, key)
    keys.ipid.set(ipid, key)
    for (const name of [mail, key]) if (name !== undefined) keys.email.set(foldKey(name), key)
  }
  return {
    users: [...users.values()],
    find: ({ scimid, ipid, email }) => keys.scimid.get(scimid ?? '') ?? keys.ipid.get(ipid ?? '') ?? keys.email.get(foldKey(email ?? '')),
  }
}

function managedGroups({ groups: stored }: Resources, { source }: Identity, notes: string[]): ManagedGroup[] {
  const groups = new Map<string, ManagedGroup>()
  const origins = new Set<string>()
  for (const { scimid, ipid, name, email } of stored?.resources ?? []) {
    const label = name ?? email ?? ipid ?? 'without a name'
    const why =
      scimid === undefined || ipid === undefined ? lacking(scimid) : name === undefined ? 'it has no name' : origins.has(ipid) && !groups.has(scimid) ? 'another group has the same id in the directory' : undefined
    if (why !== undefined) notes.push(`the group "${label}" is left out: ${why}; if the directory still has it, the next plan adopts it`)
    if (why !== undefined || scimid === undefined || ipid === undefined || name === undefined || groups.has(scimid)) continue
    origins.add(ipid)
    groups.set(scimid, { key: name, source, sourceId: ipid, targetId: scimid, attributes: { displayName: name, externalId: ipid }, members: [] })
  }
  return [...groups.values()]
}

/** By the group's target id. Files from before v0.44.0 hold a group more than once: the union counts. */
function rostersOf({ groupsMembers }: Resources, groups: readonly ManagedGroup[], people: People, notes: string[]): Map<string, Set<string>> {
  const rosters = new Map<string, Set<string>>()
  const find = finder(groups)
  for (const { group, resources } of groupsMembers?.resources ?? []) {
    const held = group && find(group)
    if (!held) {
      if (resources.length > 0) notes.push(`${resources.length} members of the group "${group?.name ?? 'without a name'}" are left out: the group is not among the groups of the file`)
      continue
    }
    const roster = rosters.get(held.targetId) ?? new Set<string>()
    rosters.set(held.targetId, roster)
    const unknown = resources.flatMap((member) => {
      const key = people.find(member)
      if (key !== undefined) roster.add(key)
      return key === undefined ? [member.email ?? member.ipid ?? member.scimid ?? 'without a name'] : []
    })
    if (unknown.length > 0) notes.push(`members of the group "${held.key}" who are not among its people are left out: ${unknown.slice(0, 10).join(', ')}${unknown.length > 10 ? ', …' : ''}`)
  }
  return rosters
}

function finder(groups: readonly ManagedGroup[]): (group: OriginalGroup) => ManagedGroup | undefined {
  const by = (keyOf: (group: ManagedGroup) => string) => new Map(groups.map((group) => [keyOf(group), group]))
  const [byTargetId, bySourceId, byName] = [by(({ targetId }) => targetId), by(({ sourceId }) => sourceId), by(({ key }) => key)]
  return ({ scimid, ipid, name }) => {
    if (scimid !== undefined) return byTargetId.get(scimid)
    return ipid === undefined ? byName.get(name ?? '') : bySourceId.get(ipid)
  }
}

function lacking(scimid: string | undefined): string {
  return scimid === undefined ? 'the file has no AWS id for it' : "the file has no directory's id for it"
}

function byKey(a: { key: string }, b: { key: string }): number {
  return compareText(foldKey(a.key), foldKey(b.key)) || compareText(a.key, b.key)
}
