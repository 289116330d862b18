/** Why somebody has, lost or lacks a group: a reading is made, or taken from where one was saved, planned from, and walked. */
import { nearest } from '../config/nearest.js'
import { resolveDesired } from '../desired/resolve-desired.js'
import { IdpscimError, isIdpscimError } from '../errors.js'
import type { Assignments } from '../model/assignments.js'
import type { DesiredState } from '../model/desired-state.js'
import type { Explanation } from '../model/explanation.js'
import { foldKey } from '../model/json.js'
import { createExplainer, type Explainer } from '../plan/explain/explain.js'
import type { Remembered } from '../plan/explain/remembered.js'
import { hasAwsCredentials, readAssignments } from './assignments.js'
import type { Context } from './context.js'
import { lostBy, namesOf } from './lost-memberships.js'
import { planOf } from './plan.js'
import { openDoors, readAll, type Doors, type Reading } from './reading.js'
import { loadReading } from './snapshots.js'
import { historyOf } from './state-history.js'
import { openSources } from './wiring.js'
import { withoutFilters } from './without-filters.js'

export interface ExplainRequest {
  kind: 'user' | 'group'
  key: string
  /** Of a user: groups of which it shall be said why the person is not in. */
  groups: readonly string[]
  refresh: 'full' | 'state'
  /** A folder with a saved reading: nobody is asked then. */
  from?: string
}

/** Papers of plans of the past that are looked through for what somebody lost. */
const PAPERS = 20

/** @throws IdpscimError `BadUsage` for a key that neither the sources nor the target nor the state know; and what reading throws */
export async function explainStack(context: Context, request: ExplainRequest): Promise<Explanation> {
  const { kind, key, groups, from } = request
  const { about, explain } = from === undefined ? await readLive(context, request) : await readSaved(context, from)
  if (kind === 'group') return explain.group(key) ?? unknown(request, about)
  const person = explain.person(key, groups) ?? unknown(request, about)
  if (from !== undefined) return person
  const lost = lostBy(person, (await historyOf(context, PAPERS, namesOf(person))).papers)
  if (lost.size === 0) return person
  const all = explain.person(key, [...groups, ...lost.keys()]) ?? person
  return { ...all, groups: all.groups.map((one) => {
    const how = one.standing === 'lacks' ? lost.get(foldKey(one.key)) : undefined
    return how === undefined ? one : { ...one, lost: how }
  }) }
}

interface Read {
  about: Remembered
  explain: Explainer
}

/** A call more for the person's groups, and one for each of those to learn what it gives: not one for each group of the target. */
async function readLive(context: Context, { kind, key, groups, refresh }: ExplainRequest): Promise<Read> {
  const doors = await openDoors(context)
  const reading = await readAll(doors, context, { refresh, allowEmpty: true, explains: new Set(kind === 'group' ? [foldKey(key)] : []) })
  const selected = remember(context, reading)
  const explain = createExplainer(selected)
  const found = kind === 'user' ? explain.person(key) : explain.group(key)
  const left = found === undefined || found.sources.length === 0 ? key : explain.knowsGroups(groups) ? undefined : groups.join(', ')
  const beyond = left === undefined ? {} : await readUnfiltered(context, left)
  const more = {
    ...(beyond.unfiltered === undefined ? {} : { unfiltered: beyond.unfiltered }),
    ...(kind === 'user' && found?.target !== undefined && refresh === 'full' ? { alsoIn: await doors.reader.groupsOf(found.target.id) } : {}),
  }
  const ids = kind === 'user' ? explain.knowing(more).groupIds(key, groups) : found?.target === undefined ? [] : [found.target.id]
  const { assignments, unread } = await readWorth(context, doors, { ids, target: reading.target.fingerprint })
  const known = {
    ...more,
    ...(assignments === undefined ? {} : { assignments }),
    unknown: [...(refresh === 'full' ? [] : ['The target was not read: groups outside this stack, and what was changed there since, are not known.']), ...(beyond.unread ?? []), ...(unread ?? [])],
  }
  return { about: { ...selected, ...known }, explain: explain.knowing(known) }
}

async function readWorth(context: Context, { store }: Doors, { ids, target }: { ids: readonly string[]; target: string }): Promise<{ assignments?: Assignments; unread?: string[] }> {
  if (ids.length === 0) return {}
  if (!hasAwsCredentials(context.config, process.env)) return { unread: ['What groups give in AWS was not asked: there are no AWS credentials in the environment.'] }
  const worth = await readAssignments(context, { store, target, groupIds: ids })
  return 'read' in worth ? { assignments: worth.read } : { unread: [worth.unread] }
}

/** What is in nothing that the filters select may be in the source all the same: that is the answer most often looked for. */
async function readUnfiltered(context: Context, left: string): Promise<{ unfiltered?: Reading['sources']; unread?: string[] }> {
  const { config, onProgress } = context
  onProgress({ type: 'note', level: 'info', message: `nothing that the filters select holds ${left}: the sources are asked again without them` })
  try {
    const sources = await openSources({ ...context, config: { ...config, sources: config.sources.map(withoutFilters) } })
    return { unfiltered: await Promise.all(sources.map((source) => source.read({ known: { users: [], groups: [] } }))) }
  } catch (error) {
    if (!isIdpscimError(error, 'SourceRefused') && !isIdpscimError(error, 'SourceIncomplete')) throw error
    return { unread: [`What the filters leave out could not be read: ${error.message}.`] }
  }
}

async function readSaved(context: Context, folder: string): Promise<Read> {
  const reading = await loadReading(folder)
  const { assignments, target } = reading
  const unread = target.groups.filter(({ members }) => members === undefined).length
  const about: Remembered = {
    ...remember(context, reading),
    ...(assignments !== undefined && 'read' in assignments ? { assignments: assignments.read } : {}),
    unknown: [
      ...(assignments === undefined ? ['What groups give in AWS was not saved with the reading: plan with --impact when you save one.'] : []),
      ...(unread === 0 ? [] : [`Who is in ${unread === 1 ? 'one group' : `${unread} groups`} outside this stack was not saved with the reading.`]),
    ],
  }
  return { about, explain: createExplainer(about) }
}

function remember(context: Context, reading: Reading & { desired?: DesiredState }): Remembered {
  const { at, sources, target, state, neighbours } = reading
  const { config } = context
  const desired = reading.desired ?? resolveDesired(sources, config.rules, target.capabilities)
  const { changes, warnings } = planOf(context, { ...reading, desired }, { adopt: config.adopt.plan, samePersons: [] })
  return { at, sources, desired, target, state, neighbours, protect: config.policy.protect, plan: { changes, warnings }, unknown: [] }
}

function unknown({ kind, key, from }: ExplainRequest, { sources, unfiltered = [], desired, target, state }: Remembered): never {
  const all = [...sources, ...unfiltered]
  const known =
    kind === 'user'
      ? [...desired.users.map((user) => user.key), ...all.flatMap(({ users }) => users.map(({ label }) => label)), ...target.users.map(({ attributes }) => attributes.userName), ...(state?.users ?? []).map((user) => user.key)]
      : [...desired.groups.map((group) => group.key), ...all.flatMap(({ groups }) => groups.flatMap(({ name, label }) => [name, label])), ...target.groups.map(({ attributes }) => attributes.displayName), ...(state?.groups ?? []).map((group) => group.key)]
  const meant = meantBy(key, new Set(known))
  const filtered = sources.filter(({ evidence }) => evidence.filter.length > 0).map(({ source, evidence }) => `${source} was read by its filter alone when this was saved: ${evidence.filter.join(', ')}`)
  throw new IdpscimError('BadUsage', `nobody knows a ${kind} ${JSON.stringify(key)}: neither the sources nor the target nor the state`, {
    suggestions: [...(meant.length === 0 ? [] : [`did you mean ${meant.join(' or ')}?`]), ...(from === undefined ? [] : filtered), ...(meant.length === 0 && from === undefined ? [`idpscim source ${kind}s --all lists what the sources hold`] : [])],
  })
}

/** A slip of the finger, or else a part of a name, as a person's without the domain. */
function meantBy(key: string, known: ReadonlySet<string>): string[] {
  const one = nearest(key, known)
  if (one !== undefined) return [one]
  const part = foldKey(key)
  return [...known].filter((name) => foldKey(name).includes(part)).slice(0, 3)
}
