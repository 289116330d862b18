/** The checked file, turned into what the rooms work with: paths absolute, spans in milliseconds, defaults folded in. */
import { CONTROL_TOWER_GROUPS, DEFAULT_LIFECYCLE, type Approver, type Lifecycle, type Limit, type Policy, type Rule } from '../model/policy.js'
import type { SourceRules } from '../model/rules.js'
import type { Config } from './config.js'
import { configDigest } from './config-digest.js'
import type { ConfigFile } from './config-file.js'
import { durationMs } from './duration.js'
import { compact } from './kind.js'
import { buildNotify, buildSource, buildTarget } from './kinds.js'
import type { Expressions } from './mapping.js'
import { neighboursOf, stackOf, stateOf } from './state-place.js'
import type { Texts } from './texts.js'

export interface Parts {
  file: ConfigFile
  texts: Texts
  mapping: Expressions
  rules: readonly Rule[]
  approvers: readonly Approver[]
  /** What relative paths are relative to. */
  base: string
}

/** Only what passed every check may come here. */
export function buildConfig({ file, texts, mapping: { sources: mappings, ...mapping }, rules, approvers, base }: Parts): Omit<Config, 'log' | 'file' | 'form' | 'warnings'> {
  const lifecycle = lifecycleOf(file)
  const ground = { texts: texts.fetched, base }
  const state = stateOf(file, ground)
  return {
    stack: file.stack ?? stackOf(state),
    sources: file.sources.map((source, index) => buildSource(source, index, { texts, base })),
    target: buildTarget(file.target, { texts, base }),
    state,
    neighbours: neighboursOf(file, ground),
    rules: {
      sources: file.sources.map((source, index) => sourceRules(source, mappings[index])),
      mapping: { ...mapping, suspended: lifecycle.suspended },
      onConflict: file.merge.on_conflict,
    },
    lifecycle,
    policy: policyOf(file, { rules, approvers }),
    adopt: file.adopt,
    fullEveryMs: durationMs(file.refresh.full_every),
    notify: file.notify.map((entry, index) => buildNotify(entry, index, { texts, base })),
    digest: configDigest(file, lifecycle),
  }
}

function sourceRules(source: ConfigFile['sources'][number], mapping: SourceRules['mapping']): SourceRules {
  const { type, name, members } = source
  const peopleFrom = type === 'file' && source.people_from.length > 0 ? source.people_from : undefined
  return { ...compact({ mapping, peopleFrom }), name, members, externalId: type === 'google' ? 'bare' : 'prefixed' }
}

function lifecycleOf({ lifecycle }: ConfigFile): Lifecycle {
  const removed = typeof lifecycle.removed === 'string' ? { action: lifecycle.removed } : lifecycle.removed
  if (removed.action === 'delete') return { suspended: lifecycle.suspended, removed: { action: 'delete' } }
  const after = 'delete_after' in removed ? removed.delete_after : undefined
  if (after === 'never') return { suspended: lifecycle.suspended, removed: { action: 'deactivate' } }
  const fallback = DEFAULT_LIFECYCLE.removed.deleteAfterMs
  const deleteAfterMs = after === undefined ? fallback : durationMs(after)
  return { suspended: lifecycle.suspended, removed: { action: 'deactivate', ...(deleteAfterMs === undefined ? {} : { deleteAfterMs }) } }
}

type LimitFile = ConfigFile['policy']['limits']['remove_users']

function limit({ percent, floor, count }: LimitFile): Limit {
  return { percent, floor, ...(count === undefined ? {} : { count }) }
}

function policyOf({ policy: { limits, protect, approval, on_block: onBlock, on_drift: onDrift } }: ConfigFile, { rules, approvers }: Pick<Parts, 'rules' | 'approvers'>): Policy {
  return {
    protect: { groups: [...protect.groups, ...(protect.defaults ? CONTROL_TOWER_GROUPS : [])], users: protect.users },
    limits: {
      windowMs: durationMs(limits.window),
      remove_users: limit(limits.remove_users),
      delete_users: limit(limits.delete_users),
      delete_groups: limit(limits.delete_groups),
      remove_members: limit(limits.remove_members),
      remove_members_per_group: limit(limits.remove_members_per_group),
      source_shrinks: limits.source_shrinks,
    },
    rules,
    approval: { required: Number(approval.required), approvers },
    onBlock,
    onDrift,
  }
}
