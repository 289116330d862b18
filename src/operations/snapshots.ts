/** A reading in a folder: saved by a plan that was made live, and planned from again where there is no network and nobody's credentials. */
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { IdpscimError, systemReason } from '../errors.js'
import { Assignments } from '../model/assignments.js'
import type { DesiredState } from '../model/desired-state.js'
import { SavedDesired, SavedNeighbour, SavedReading, SavedSource, SavedTarget } from '../model/snapshot-file.js'
import { State } from '../model/state.js'
import { writeText } from './files.js'
import { pseudonymised } from './pseudonyms.js'
import type { Reading } from './reading.js'
import { shapeIssue } from '../model/shape-issue.js'

const HEAD = 'reading.json'

/** Readable by its owner alone. @throws IdpscimError `BadUsage` where the folder holds other things, or cannot be written */
export async function saveReading(folder: string, reading: Reading & { desired: DesiredState }, { toolVersion, pseudonymise }: { toolVersion: string; pseudonymise: boolean }): Promise<void> {
  await makeFolder(folder)
  const shown = pseudonymise ? pseudonymised(reading) : reading
  const { at, refresh, sources, target, state, neighbours, desired } = shown
  // Accounts are nobody's to show to strangers, and groups have other ids there.
  const assignments = !pseudonymise && reading.assignments !== undefined && 'read' in reading.assignments ? reading.assignments.read : undefined
  const save = (name: string, value: unknown) => writeText(join(folder, name), `${JSON.stringify(value, null, 1)}\n`, 'snapshot')
  await Promise.all(sources.map((snapshot) => save(sourceFile(snapshot.source), snapshot)))
  await save('target.json', target)
  await save('state.json', state ?? null)
  await save('neighbours.json', neighbours.map(({ users, groups, groupNames, ...rest }) => ({ ...rest, users: [...users], groups: [...groups], groupNames: [...groupNames] })))
  if (pseudonymise) await save('desired.json', desired)
  if (assignments !== undefined) await save('assignments.json', assignments)
  // Last: a folder without it is no saved reading.
  const head: SavedReading = { formatVersion: 1, toolVersion, at, refresh, sources: sources.map(({ source }) => source), pseudonymised: pseudonymise, ...(assignments === undefined ? {} : { assignments: true }) }
  await save(HEAD, head)
}

/** @throws IdpscimError `BadUsage` where there is no saved reading, `BadStateFile` where a file of it is damaged */
export async function loadReading(folder: string): Promise<Reading & { desired?: DesiredState }> {
  const load = async <T>(name: string, schema: z.ZodType<T>): Promise<T> => checked(join(folder, name), await readJson(join(folder, name)), schema)
  const head = await load(HEAD, SavedReading)
  const [sources, target, state, neighbours] = await Promise.all([
    Promise.all(head.sources.map((name) => load(sourceFile(name), SavedSource))),
    load('target.json', SavedTarget),
    load('state.json', State.nullable()),
    load('neighbours.json', z.array(SavedNeighbour)),
  ])
  const desired = head.pseudonymised ? await load('desired.json', SavedDesired) : undefined
  const assignments = head.assignments === true ? await load('assignments.json', Assignments) : undefined
  return {
    at: head.at,
    refresh: head.refresh,
    sources: sources as unknown as Reading['sources'],
    target: target as unknown as Reading['target'],
    state: state ?? undefined,
    neighbours: neighbours.map(({ users, groups, groupNames, ...rest }) => ({ ...rest, users: new Set(users), groups: new Set(groups), groupNames: new Set(groupNames) })),
    ...(desired === undefined ? {} : { desired: desired as unknown as DesiredState }),
    ...(assignments === undefined ? {} : { assignments: { read: assignments } }),
  }
}

/** Names of sources are letters, digits, - and _. */
function sourceFile(name: string): string {
  return `source-${name}.json`
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const held = await readdir(folder)
    if (held.length === 0 || held.includes(HEAD)) return
  } catch (cause) {
    throw new IdpscimError('BadUsage', `snapshots cannot be saved in ${folder}: ${systemReason(cause) ?? 'for an unknown reason'}`, { suggestions: ['name a folder that can be written: --save-snapshots DIR'], cause })
  }
  throw new IdpscimError('BadUsage', `${folder} holds other files: snapshots are saved in a folder of their own`, { suggestions: ['name a new folder: --save-snapshots DIR'] })
}

async function readJson(path: string): Promise<unknown> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    throw new IdpscimError('BadUsage', `${path} cannot be read: ${systemReason(cause) ?? 'for an unknown reason'}`, { suggestions: ['save a reading first: idpscim plan --save-snapshots DIR'], cause })
  }
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw damaged(path, 'it is not JSON', cause)
  }
}

function checked<T>(path: string, json: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw damaged(path, `${issue?.path.map(String).join('.') ?? ''} ${issue === undefined ? 'does not fit' : shapeIssue(issue)}`, parsed.error)
}

function damaged(path: string, why: string, cause: unknown): IdpscimError {
  return new IdpscimError('BadStateFile', `${path} is no snapshot that can be used: ${why}`, { suggestions: ['save the reading again: idpscim plan --save-snapshots DIR'], cause })
}
