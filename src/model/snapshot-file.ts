/** Readings as they are saved, and checked when they come back: what a plan was made from, without any credential. */
import * as z from 'zod'
import type { Capabilities } from './capabilities.js'
import { Evidence } from './evidence.js'
import { Finding } from './finding.js'
import { GroupAttributes } from './group.js'
import { ManagedUser } from './state.js'
import { ActualUserAttributes, UserAttributes } from './user.js'

const text = z.string()
const record = z.record(z.string(), z.json())
const origin = { source: text, sourceId: text }

export const SavedSource = z.strictObject({
  source: text,
  type: text,
  // A draft is unjudged: anything may be missing or malformed, as it came.
  users: z.array(z.strictObject({ id: text, label: text, draft: record, suspended: z.boolean(), nameless: text.optional(), record })),
  groups: z.array(
    z.strictObject({
      id: text,
      name: text,
      label: text,
      record,
      members: z.array(z.strictObject({ id: text, via: z.array(text).optional() })),
      elsewhere: z.array(z.strictObject({ userName: text, where: text })).optional(),
      gainsOnly: text.optional(),
    }),
  ),
  findings: z.array(Finding),
  evidence: Evidence,
})

const SavedCapabilities: z.ZodType<Capabilities> = z.strictObject({
  deactivate: z.boolean(),
  externalId: z.boolean(),
  pageSize: z.number().int().positive(),
  membersPerRequest: z.number().int().positive(),
  rates: z.strictObject({ read: z.number(), write: z.number(), members: z.number().exactOptional() }),
  operations: z.strictObject({
    listUsers: text,
    listGroups: text,
    readUser: text,
    readGroup: text,
    findUser: text,
    findGroup: text,
    listMembers: text,
    testMember: text,
    confirmGroup: text.exactOptional(),
    testGroups: z.strictObject({ operation: text, groups: z.number().int().positive() }).exactOptional(),
    createUser: text,
    updateUser: text,
    deleteUser: text,
    createGroup: text,
    updateGroup: text,
    deleteGroup: text,
    addMembers: text,
    removeMembers: text,
    beforeChange: z.strictObject({ user: text, group: text }).exactOptional(),
    opening: text.exactOptional(),
  }),
  api: text,
})

const deed = { at: text.optional(), by: text.optional() }

export const SavedTarget = z.strictObject({
  type: text,
  fingerprint: text,
  capabilities: SavedCapabilities,
  users: z.array(z.strictObject({ id: text, attributes: ActualUserAttributes, changed: z.strictObject(deed).optional() })),
  groups: z.array(
    z.strictObject({
      id: text,
      attributes: GroupAttributes,
      members: z.array(text).optional(),
      changed: z.strictObject(deed).optional(),
      joined: z.array(z.strictObject({ ...deed, members: z.array(text) })).optional(),
    }),
  ),
  evidence: Evidence,
})

export const SavedNeighbour = z.strictObject({ stack: text, target: text, users: z.array(text), groups: z.array(text), groupNames: z.array(text), people: z.array(ManagedUser) })

const Blocked = z.strictObject({ ...origin, key: text, externalId: text.optional(), gainsOnly: text.optional(), yields: z.literal(true).optional() })

/** Kept beside the sources only where names were replaced: expressions over names would not come to the same ones again. */
export const SavedDesired = z.strictObject({
  users: z.array(z.looseObject({ ...origin, key: text, attributes: UserAttributes, suspended: z.boolean(), also: z.array(z.strictObject(origin)) })),
  groups: z.array(z.looseObject({ ...origin, key: text, attributes: GroupAttributes, members: z.array(text), blockedMembers: z.array(z.strictObject(origin)), mode: z.enum(['whole', 'additive']) })),
  blockedUsers: z.array(Blocked),
  blockedGroups: z.array(Blocked),
  findings: z.array(Finding),
  userFields: z.array(text),
  sources: z.record(text, z.strictObject({ end: z.iso.datetime() })),
})

export const SavedReading = z.strictObject({
  formatVersion: z.literal(1),
  toolVersion: text,
  /** The plan's own time, ISO 8601. */
  at: z.iso.datetime(),
  refresh: z.enum(['full', 'state']),
  /** Names of the sources, in the order of the configuration. */
  sources: z.array(text),
  /** Names were replaced, so that it can be shown to strangers. */
  pseudonymised: z.boolean(),
  /** What groups give in AWS lies beside it. */
  assignments: z.literal(true).optional(),
})
export type SavedReading = z.infer<typeof SavedReading>
