/** The plan: plain JSON, complete and ordered; whoever holds it can review it, and apply needs nothing else. */
import * as z from 'zod'
import { Approval } from '../model/approval.js'
import { Change, Drift } from '../model/change.js'
import { Evidence } from '../model/evidence.js'
import { Finding } from '../model/finding.js'
import { Impact } from '../model/impact.js'

const count = z.number().int().nonnegative()
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** Counted in people for memberships; state-only actions under `state`. */
export const Summary = z.strictObject({
  users: z.strictObject({ create: count, update: count, delete: count, deactivate: count, reactivate: count, adopt: count }),
  groups: z.strictObject({ create: count, update: count, delete: count, adopt: count }),
  memberships: z.strictObject({ add: count, remove: count }),
  state: z.strictObject({ forget: count, transfer: count, schedule: count, unschedule: count, adopt: count, accept: count, unaccept: count, hold: count }),
})
export type Summary = z.infer<typeof Summary>

/** One rule's judgement of a plan, with the numbers it rests on. */
export const Verdict = z.strictObject({
  /** The rule's name as in the configuration: `limits.delete_users`, `protect.groups`. */
  rule: z.string(),
  ok: z.boolean(),
  /** For `limits.remove_members_per_group`: the group's key. */
  subject: z.string().optional(),
  /** What the plan does, what was taken within the window, and what both together may be. */
  planned: count.optional(),
  taken: count.optional(),
  allowed: count.optional(),
  /** What the stack manages: the base of a percentage. */
  managed: count.optional(),
  /** A sentence with the numbers. */
  summary: z.string(),
  /** The way out, for a verdict that blocks. */
  remedy: z.string().optional(),
  /** For a rule that asks for approvals: how many, and who gave theirs. */
  approvals: z.strictObject({ required: count, by: z.array(z.string()) }).optional(),
  /** For a limit that is passed and lifted for this plan: by whom, and why. */
  lifted: z.array(z.strictObject({ by: z.string(), reason: z.string() })).optional(),
  /** The changes that it charges. */
  changes: z.array(z.string()),
})
export type Verdict = z.infer<typeof Verdict>

/** What the plan rests on: apply compares each with today's and refuses where one moved. */
export const PlanBase = z.strictObject({
  /** Null while there is no state yet. */
  lineage: z.string().nullable(),
  serial: count,
  /** Fingerprint of the target. */
  target: z.string(),
  /** Over sources, mapping, merge, lifecycle and target, secrets left out. */
  config: sha256,
  /** `state`: the target was not read, the state stood for it. */
  refresh: z.enum(['full', 'state']),
  adopt: z.enum(['ids', 'keys', 'all']),
  snapshots: z.array(z.strictObject({ role: z.enum(['source', 'target']), name: z.string(), type: z.string(), digest: sha256, evidence: Evidence })),
})
export type PlanBase = z.infer<typeof PlanBase>

/** What an apply will cost: calls by operation, and seconds at the target's published rates. */
export const Estimate = z.strictObject({
  calls: z.record(z.string(), z.record(z.string(), count)),
  seconds: z.number().nonnegative(),
})
export type Estimate = z.infer<typeof Estimate>

/** A change, or some people of a membership change, and the change that brought it in or took it out. */
const Moved = z.strictObject({ change: z.string(), members: z.array(z.string()).optional(), because: z.string() })

/** How a plan was made of a larger one: what was asked for, and what that brought with it. */
export const Narrowing = z.strictObject({
  /** The plan that it was made of. */
  from: sha256,
  /** Keys as people write them: `user:NAME`, `group:NAME`. */
  only: z.array(z.string()).optional(),
  exclude: z.array(z.string()).optional(),
  /** Changes, and single people of membership changes. */
  held: z.array(z.strictObject({ change: z.string(), members: z.array(z.string()).optional() })).optional(),
  /** Drift that stays, and the people in question where not all of it does. */
  accepted: z.array(z.strictObject({ drift: z.string(), members: z.array(z.string()).optional() })).optional(),
  /** Not asked for, but needed by what was. */
  pulledIn: z.array(Moved),
  /** Not held by anybody, but nothing without what was. */
  leftOut: z.array(Moved),
  /** All that is left for the next plan. */
  rest: Summary,
})
export type Narrowing = z.infer<typeof Narrowing>

export const Plan = z.strictObject({
  formatVersion: z.literal(1),
  /** SHA-256 over the RFC 8785 form without `id` and `approvals`: it finds damage and edits, it does not authenticate. */
  id: sha256,
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  toolVersion: z.string(),
  stack: z.string(),
  base: PlanBase,
  /** Over `changes` (but for the instants of a deletion clock), `drift` and `warnings`: the same worlds give the same digest whatever the time. */
  changesDigest: sha256,
  summary: Summary,
  estimate: Estimate,
  policy: z.strictObject({ blocked: z.boolean(), verdicts: z.array(Verdict) }),
  drift: z.array(Drift),
  changes: z.array(Change),
  /** Objects in the target that are nobody's business here. */
  unmanaged: z.strictObject({ users: count, groups: count }),
  warnings: z.array(Finding),
  /** Made from a saved reading, not from what stands there now: to look at, and never to apply. */
  replayed: z.literal(true).optional(),
  /** What the changes are worth; absent where nobody asked for it and no group is deleted. */
  impact: Impact.optional(),
  /** The applied plan that this one takes back. */
  undoes: sha256.optional(),
  /** For a plan that holds something back: how it came about, the first step first. */
  narrowed: z.array(Narrowing).min(1).optional(),
  /** The id does not cover them: each is signed by itself. */
  approvals: z.array(Approval).optional(),
})
export type Plan = z.infer<typeof Plan>
