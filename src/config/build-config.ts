/** The checked file, turned into what the rooms work with: paths absolute, spans in milliseconds, defaults folded in. */
import { CONTROL_TOWER_GROUPS, DEFAULT_LIFECYCLE, type Lifecycle, type Limit, type Policy } from '../model/policy.js'
import { Secret } from '../model/secret.js'
import { invariant } from '../errors.js'
import { type Path, pathText } from './authored.js'
import type { Config, GoogleSourceConfig, Kept } from './config.js'
import { configDigest } from './config-digest.js'
import type { ConfigFile } from './config-file.js'
import { durationMs } from './duration.js'
import type { Expressions } from './mapping.js'
import { neighboursOf, stackOf, stateOf } from './state-place.js'
import type { FetchedText, Texts } from './texts.js'
import { Unread } from './unread.js'

export interface Parts {
  file: ConfigFile
  texts: Texts
  mapping: Expressions
  /** What relative paths are relative to. */
  base: string
}

/** Only what passed every check may come here. */
export function buildConfig({ file, texts, mapping, base }: Parts): Omit<Config, 'log' | 'file' | 'form' | 'warnings'> {
  const lifecycle = lifecycleOf(file)
  const ground = { texts: texts.fetched, base }
  const state = stateOf(file, ground)
  return {
    stack: file.stack ?? stackOf(state),
    sources: file.sources.map((source, index) => sourceOf(source, index, texts)),
    target: {
      type: 'aws-scim',
      endpoint: kept(texts, 'target', 'endpoint'),
      accessToken: secret(texts, 'target', 'access_token'),
      read: file.target.read,
    },
    state,
    neighbours: neighboursOf(file, ground),
    rules: {
      sources: file.sources.map(({ name, members }) => ({ name, members, externalId: 'bare' })),
      mapping: { ...mapping, suspended: lifecycle.suspended },
      onConflict: file.merge.on_conflict,
    },
    lifecycle,
    policy: policyOf(file),
    adopt: file.adopt,
    fullEveryMs: durationMs(file.refresh.full_every),
    digest: configDigest(file, lifecycle),
  }
}

function sourceOf(source: ConfigFile['sources'][number], index: number, texts: Parts['texts']): GoogleSourceConfig {
  const text = (key: 'customer' | 'endpoint' | 'subject'): Kept | undefined => (source[key] === undefined ? undefined : kept(texts, 'sources', index, key))
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

function found({ fetched, unread }: Texts, path: Path): FetchedText | Unread {
  const text = fetched.get(pathText(path))
  if (text !== undefined) return text
  const origin = unread.get(pathText(path))?.origin
  invariant(origin !== undefined, `${pathText(path)} passed every check and was not fetched`)
  return new Unread(origin)
}

function kept(texts: Texts, ...path: Path): Kept {
  const text = found(texts, path)
  return text instanceof Unread ? text : text.value
}

function secret(texts: Texts, ...path: Path): Secret | Unread {
  const text = found(texts, path)
  return text instanceof Unread ? text : new Secret(text.value, text.origin)
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
