/** The checked file, turned into what the rooms work with: paths absolute, spans in milliseconds, defaults folded in. */
import { basename, resolve } from 'node:path'
import { CONTROL_TOWER_GROUPS, DEFAULT_LIFECYCLE, type Lifecycle, type Limit, type Policy } from '../model/policy.js'
import { Secret } from '../model/secret.js'
import { invariant } from '../errors.js'
import { pathText } from './authored.js'
import type { Config, GoogleSourceConfig } from './config.js'
import { configDigest } from './config-digest.js'
import type { ConfigFile } from './config-file.js'
import { durationMs } from './duration.js'
import type { Expressions } from './mapping.js'
import type { FetchedText, FetchedTexts } from './texts.js'

export interface Parts {
  file: ConfigFile
  texts: FetchedTexts
  mapping: Expressions
  /** What relative paths are relative to. */
  base: string
}

/** Only what passed every check may come here. */
export function buildConfig({ file, texts, mapping, base }: Parts): Omit<Config, 'log' | 'file' | 'form' | 'warnings'> {
  const lifecycle = lifecycleOf(file)
  const statePath = resolve(base, file.state.path)
  return {
    stack: file.stack ?? basename(statePath).replace(/\.json$/i, ''),
    sources: file.sources.map((source, index) => sourceOf(source, index, texts)),
    target: {
      type: 'aws-scim',
      endpoint: need(texts, 'target', 'endpoint').value,
      accessToken: secret(texts, 'target', 'access_token'),
      read: file.target.read,
    },
    state: { type: 'file', path: statePath, leaseTtlMs: durationMs(file.state.lease.ttl) },
    neighbours: file.neighbours.map(({ path, name }) => ({ type: 'file', path: resolve(base, path), name: name ?? path })),
    rules: {
      sources: file.sources.map(({ name, members }) => ({ name, members, externalId: 'bare' })),
      mapping: { ...mapping, suspended: lifecycle.suspended },
      onConflict: file.merge.on_conflict,
    },
    lifecycle,
    policy: policyOf(file),
    adopt: file.adopt,
    fullEveryMs: durationMs(file.refresh.full_every),
    digest: configDigest(file, texts, lifecycle),
  }
}

function sourceOf(source: ConfigFile['sources'][number], index: number, texts: Parts['texts']): GoogleSourceConfig {
  const text = (key: string) => texts.get(pathText(['sources', index, key]))?.value
  const endpoint = text('endpoint')
  const subject = text('subject')
  return {
    type: 'google',
    name: source.name,
    customer: text('customer') ?? 'my_customer',
    credentials: secret(texts, 'sources', index, 'credentials'),
    groupsFilter: source.groups_filter,
    members: source.members,
    checkMemberCounts: source.check_member_counts,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(subject === undefined ? {} : { subject }),
    ...(source.scopes === undefined ? {} : { scopes: source.scopes }),
  }
}

function need(texts: Parts['texts'], ...path: (string | number)[]): FetchedText {
  const text = texts.get(pathText(path))
  invariant(text, `${pathText(path)} passed every check and was not fetched`)
  return text
}

function secret(texts: Parts['texts'], ...path: (string | number)[]): Secret {
  const { value, origin } = need(texts, ...path)
  return new Secret(value, origin)
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

function policyOf({ policy: { limits, protect } }: ConfigFile): Policy {
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
  }
}
