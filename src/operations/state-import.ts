/** Taking one object that stands in the target into the state, by its id there. */
import { fold } from '../apply/fold.js'
import { IdpscimError } from '../errors.js'
import type { GroupChange, UserChange } from '../model/change.js'
import { compareText, foldKey } from '../model/json.js'
import { glob } from '../model/policy.js'
import type { TargetGroup, TargetUser } from '../model/snapshot.js'
import type { State } from '../model/state.js'
import { UserAttributes } from '../model/user.js'
import type { TargetReader } from '../targets/target.js'
import type { Context } from './context.js'
import { readNeighbours, refuseForeignState } from './reading.js'
import { emptyState, workOnState, writeNext, type WorkOptions } from './state-work.js'
import { openTarget } from './wiring.js'

export interface ImportRequest {
  kind: 'user' | 'group'
  /** The `userName` or `displayName` that it has in the target: naming it twice keeps a wrong id out. */
  key: string
  targetId: string
  /** The source that shall own it; may be left out where the stack has one. */
  source?: string
  /** Its immutable id there; may be left out where the object carries it. */
  sourceId?: string
}

export interface Imported {
  kind: 'user' | 'group'
  key: string
  source: string
  sourceId: string
  targetId: string
  /** For a group: those of our people who are in it, held as ours from now on. */
  members?: readonly string[]
  serial: number
}

/**
 * Reads the target and writes the state alone.
 *
 * @throws IdpscimError `BadUsage` where the object is not there, has another name, is held already, protected, or a neighbour's
 */
export function importObject(context: Context, request: ImportRequest, options: Pick<WorkOptions, 'lockTimeoutMs'> = {}): Promise<Imported> {
  return workOnState(context, { purpose: `state import of ${request.kind} ${request.key}`, ...options }, async (work) => {
    const state = work.stored?.state ?? await emptyState(context)
    const { reader } = await openTarget(context)
    refuseForeignState(state, reader, work.store)
    const entry = await adoption(context, request, state, reader)
    refuseHeld(request, entry, state)
    await refuseNotOurs(context, request)
    const next = await writeNext(work, fold(state, [{ change: entry, outcome: {} }]))
    const { kind, key, source, sourceId } = entry
    return { kind, key, source, sourceId, targetId: request.targetId, ...(entry.kind === 'group' && { members: entry.members ?? [] }), serial: next.serial }
  })
}

type Adoption = (UserChange | GroupChange) & { targetId: string }

/** The very change by which a plan would adopt the object as it is. */
async function adoption(context: Context, request: ImportRequest, state: State, reader: TargetReader): Promise<Adoption> {
  const { kind, targetId } = request
  const people = new Map(state.users.map((user) => [user.targetId, user.key]))
  const answers = await reader.look({
    users: kind === 'user' ? [{ id: targetId }] : [],
    groups: kind === 'group' ? [{ id: targetId }] : [],
    members: kind === 'group' ? [{ groupId: targetId, userIds: [...people.keys()] }] : [],
    expected: { users: 1, groups: 1 },
  })
  const common = (found: TargetUser | TargetGroup, key: string) => {
    if (foldKey(key) !== foldKey(request.key)) throw otherName(request, key)
    return { action: 'adopt' as const, id: `${kind}:adopt:${key}`, key, ...ownerOf(context, request, found), targetId, reason: 'state import', dependsOn: [], patch: [] }
  }
  if (kind === 'user') {
    const found = answers.users.find(({ id }) => id === targetId)
    if (found === undefined) throw notThere(request)
    return { kind, ...common(found, found.attributes.userName), after: usable(request, found) }
  }
  const found = answers.groups.find(({ id }) => id === targetId)
  if (found === undefined) throw notThere(request)
  const members = [...(answers.members.get(targetId) ?? [])].flatMap((id) => people.get(id) ?? []).sort(compareText)
  return { kind, ...common(found, found.attributes.displayName), after: found.attributes, members }
}

function ownerOf({ config }: Context, request: ImportRequest, { attributes }: TargetUser | TargetGroup): { source: string; sourceId: string } {
  const names = config.rules.sources.map(({ name }) => name)
  const source = request.source ?? (names.length === 1 ? names[0] : undefined)
  const rules = config.rules.sources.find(({ name }) => name === source)
  if (source === undefined || rules === undefined) {
    throw new IdpscimError('BadUsage', source === undefined ? 'the stack has several sources: say which one owns the object' : `the stack has no source "${source}"`, {
      suggestions: names.map((name) => `--source ${name}`),
    })
  }
  const prefix = rules.externalId === 'bare' ? '' : `${source}.`
  const carried = attributes.externalId?.startsWith(prefix) === true ? attributes.externalId.slice(prefix.length) : undefined
  const sourceId = request.sourceId ?? carried
  if (sourceId !== undefined && sourceId !== '') return { source, sourceId }
  throw new IdpscimError('BadUsage', `the ${request.kind} ${request.targetId} does not carry its id in ${source}: say it`, { suggestions: ['--source-id ID, the immutable id in the source'] })
}

/** The state remembers whole people; who lacks a name is adopted by a plan, which brings it. */
function usable({ targetId }: ImportRequest, { attributes }: TargetUser): UserAttributes {
  const mails = attributes.emails?.map((email) => ({ ...email, primary: true as const }))
  const checked = UserAttributes.safeParse({ ...attributes, ...(mails && { emails: mails.slice(0, 1) }) })
  if (checked.success) return checked.data
  throw new IdpscimError('BadUsage', `the user ${targetId} cannot be taken in as it is: it has no usable ${checked.error.issues[0]?.path.join('.') ?? 'record'}`, {
    suggestions: ['let a plan take it over, which brings what is missing: idpscim plan --adopt keys'],
  })
}

function refuseHeld({ kind, targetId }: ImportRequest, { key, source, sourceId }: Adoption, state: State): void {
  const entries = kind === 'user' ? state.users : state.groups
  const held = entries.find((entry) => entry.targetId === targetId || foldKey(entry.key) === foldKey(key) || (entry.source === source && entry.sourceId === sourceId))
  if (held === undefined) return
  throw new IdpscimError('BadUsage', `the state holds the ${kind} "${held.key}" already (source ${held.source} ${held.sourceId}, target ${held.targetId})`, {
    suggestions: [`to take another object for it, forget this one first: idpscim state rm ${kind} ${held.key}`],
  })
}

async function refuseNotOurs(context: Context, { kind, key, targetId }: ImportRequest): Promise<void> {
  const patterns = kind === 'user' ? context.config.policy.protect.users : context.config.policy.protect.groups
  const pattern = patterns.find((candidate) => glob(candidate)(key))
  if (pattern !== undefined) {
    throw new IdpscimError('BadUsage', `the ${kind} "${key}" is protected by policy (${pattern})`, {
      suggestions: [`take the name out of policy.protect.${kind}s if this stack shall manage it`],
    })
  }
  const neighbour = (await readNeighbours(context)).find((stack) => (kind === 'user' ? stack.users : stack.groups).has(targetId))
  if (neighbour === undefined) return
  throw new IdpscimError('BadUsage', `the ${kind} "${key}" is held by the stack ${neighbour.stack} on this target`, {
    suggestions: [`forget it there first: idpscim state rm ${kind} ${key}, with that stack's configuration`],
  })
}

function notThere({ kind, key, targetId }: ImportRequest): IdpscimError {
  return new IdpscimError('BadUsage', `the target has no ${kind} with the id ${targetId} (for "${key}")`, { suggestions: ["take the id from the target's own list; it is not the source's id"] })
}

function otherName({ kind, key, targetId }: ImportRequest, actual: string): IdpscimError {
  return new IdpscimError('BadUsage', `the ${kind} ${targetId} is named "${actual}" in the target, not "${key}"`, { suggestions: ['check the id', `or name it as it is: idpscim state import ${kind} ${actual} ${targetId}`] })
}
