/** Other names for everything in a reading: equal ones stay equal, and nobody can tell whose they were. */
import { createHmac, randomBytes } from 'node:crypto'
import type { DesiredState } from '../model/desired-state.js'
import type { Evidence } from '../model/evidence.js'
import type { Finding } from '../model/finding.js'
import { compareText, foldKey } from '../model/json.js'
import { CONTROL_TOWER_GROUPS, glob } from '../model/policy.js'
import type { SourceSnapshot } from '../model/snapshot.js'
import type { State } from '../model/state.js'
import type { Reading } from './reading.js'

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/

/** The key is made here and forgotten: not even we can find the names again. Names of sources and of AWS Control Tower's groups stay. */
export function pseudonymised(reading: Reading & { desired: DesiredState }): Reading & { desired: DesiredState } {
  const name = createPseudonyms(reading.sources.map(({ source }) => source))
  const all = <T>(value: T): T => walk(value, name) as T
  const finding = ({ code, kind, key, source, sourceId, targetId }: Finding): Finding => ({
    code,
    kind,
    key: name(key),
    ...(source === undefined ? {} : { source }),
    ...(sourceId === undefined ? {} : { sourceId: name(sourceId) }),
    ...(targetId === undefined ? {} : { targetId: name(targetId) }),
    summary: `a finding of the kind ${code}`,
    remedy: 'none here: the names were replaced',
  })
  const evidence = (shown: Evidence): Evidence => ({ ...shown, filter: shown.filter.map(name) })
  const gains = <T extends { gainsOnly?: string }>(group: T): T => (group.gainsOnly === undefined ? group : { ...group, gainsOnly: 'a part of it cannot be seen' })
  const origin = <T extends { sourceId: string }>(thing: T): T => ({ ...thing, sourceId: name(thing.sourceId) })
  const source = (snapshot: SourceSnapshot): SourceSnapshot => ({
    ...snapshot,
    users: snapshot.users.map(({ suspended, ...user }) => ({ ...all(user), suspended })),
    groups: snapshot.groups.map(({ gainsOnly, ...group }) => ({ ...all(group), ...gains(gainsOnly === undefined ? {} : { gainsOnly }) })),
    findings: snapshot.findings.map(finding),
    evidence: evidence(snapshot.evidence),
  })
  const state = (held: State): State => ({
    ...held,
    stack: 'stack',
    target: name(held.target),
    users: held.users.map(({ source: from, ...user }) => ({ ...all(user), source: from })),
    groups: held.groups.map(({ source: from, ...group }) => ({ ...sorted(all(group)), source: from })),
    taken: held.taken.map(({ group, ...taken }) => ({ ...taken, ...(group === undefined ? {} : { group: name(group) }) })),
  })
  const { desired, target } = reading
  return {
    ...reading,
    state: reading.state && state(reading.state),
    neighbours: reading.neighbours.map(({ target: far, users, groups, groupNames, people }) => ({
      stack: 'neighbour',
      target: name(far),
      users: new Set([...users].map(name)),
      groups: new Set([...groups].map(name)),
      groupNames: new Set([...groupNames].map(name)),
      people: people.map(({ source: from, ...person }) => ({ ...all(person), source: from })),
    })),
    sources: reading.sources.map(source),
    target: {
      ...target,
      fingerprint: name(target.fingerprint),
      users: all(target.users),
      groups: target.groups.map((group) => sorted(all(group))),
      evidence: evidence(target.evidence),
    },
    desired: {
      ...desired,
      users: desired.users.map(({ source: from, also, ...user }) => ({ ...all(user), source: from, also: also.map(origin) })),
      groups: desired.groups.map(({ source: from, mode, blockedMembers, gainsOnly, ...group }) => ({
        ...sorted(all(group)), source: from, mode, blockedMembers: blockedMembers.map(origin), ...gains(gainsOnly === undefined ? {} : { gainsOnly }),
      })),
      blockedUsers: desired.blockedUsers.map(({ source: from, ...blocked }) => ({ ...all(blocked), source: from })),
      blockedGroups: desired.blockedGroups.map(({ source: from, gainsOnly, ...blocked }) => ({ ...all(blocked), source: from, ...gains(gainsOnly === undefined ? {} : { gainsOnly }) })),
      findings: desired.findings.map(finding),
    },
  }
}

/** Lists of members are in order, and their new names have another one. */
function sorted<T extends { members?: readonly string[] }>(group: T): T {
  return group.members === undefined ? group : { ...group, members: group.members.toSorted(compareText) }
}

/** Every text in a value; keys, numbers and instants stay. */
function walk(value: unknown, name: (text: string) => string): unknown {
  if (typeof value === 'string') return INSTANT.test(value) ? value : name(value)
  if (Array.isArray(value)) return value.map((item) => walk(item, name))
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, name)]))
  return value
}

/**
 * Names that differ in case alone get ones that differ in case alone, a mail stays a mail of its domain, and what begins with a source's name
 * and a dot (an external id) still does: whatever a comparison finds equal is equal afterwards.
 */
export function createPseudonyms(sources: readonly string[], key: Uint8Array = randomBytes(32)): (text: string) => string {
  const known = new Map<string, string>()
  const keeps = CONTROL_TOWER_GROUPS.map(glob)
  const token = (text: string) => createHmac('sha256', key).update(text).digest('hex')
  const named = (text: string): string => {
    const lower = `n${token(foldKey(text)).slice(0, 14)}`
    if (foldKey(text) === text) return lower
    const pattern = token(`case ${text}`)
    // At least the first letter, so that another case is never lost.
    return Array.from(lower, (letter, index) => (index === 0 || (pattern.charCodeAt(index) & 1) === 1 ? letter.toUpperCase() : letter)).join('')
  }
  const make = (text: string): string => {
    if (text === '' || keeps.some((matches) => matches(text))) return text
    const source = sources.find((one) => text.startsWith(`${one}.`) && text.length > one.length + 1)
    if (source !== undefined) return `${source}.${make(text.slice(source.length + 1))}`
    const at = text.lastIndexOf('@')
    return at > 0 && !/\s/.test(text) ? `${named(text.slice(0, at))}@${named(text.slice(at + 1))}.example` : named(text)
  }
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const made = make(text)
    known.set(text, made)
    return made
  }
}
