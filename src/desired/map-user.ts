/** One person's record becomes what the target shall hold of them, or a finding that says why it cannot. */
import type { Finding } from '../model/finding.js'
import type { MappingExpression, MappingRules, SourceRules } from '../model/rules.js'
import type { SourceUser } from '../model/snapshot.js'
import { CORE_FIELDS, UserAttributes, type UserDraft } from '../model/user.js'
import { externalIdOf } from './external-id.js'
import { unfitUser } from './fitness.js'

export interface MappedUser {
  source: string
  sourceId: string
  attributes: UserAttributes
  suspended: boolean
  /** `suspended: remove` takes memberships too. */
  keepsMemberships: boolean
}

export function mapUser(user: SourceUser, source: SourceRules, mapping: MappingRules): MappedUser | { finding: Finding } {
  const unfit = (why: string): { finding: Finding } => ({
    finding: {
      code: 'unmappable',
      kind: 'user',
      key: user.label,
      source: source.name,
      sourceId: user.id,
      summary: `${user.label} cannot become a user of the target: ${why}`,
      remedy: `Mend the record of ${user.label} in ${source.name}, or map the attribute from another field. Until then nothing about this person changes.`,
    },
  })

  let draft: UserDraft
  try {
    draft = applyExpressions(user, mapping.user)
  } catch (error) {
    return unfit(error instanceof Error ? error.message : String(error))
  }

  const candidate: Record<string, unknown> = {
    ...select(draft, mapping),
    externalId: externalIdOf(source, user.id),
    active: !user.suspended,
  }
  const parsed = UserAttributes.safeParse(candidate)
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path ?? []
    return unfit((path[0] === 'userName' ? user.nameless : undefined) ?? missing(path))
  }
  const why = unfitUser(parsed.data)
  if (why !== undefined) return unfit(why)
  return {
    source: source.name,
    sourceId: user.id,
    attributes: parsed.data,
    suspended: user.suspended,
    keepsMemberships: !(user.suspended && mapping.suspended === 'remove'),
  }
}

/** The name that a record claims, as far as it can be told: also of one that cannot be mapped. */
export function nameOf(user: SourceUser, { user: { userName } }: MappingRules): string {
  try {
    return userName?.(user.record) ?? user.draft.userName ?? user.label
  } catch {
    return user.label
  }
}

/** Keeps what is always synchronised and what `user_fields` selects; empty texts and empty objects are absent (AWS refuses ""). */
function select(draft: UserDraft, mapping: MappingRules): Record<string, unknown> {
  const chosen = Object.entries(draft).filter(
    ([field]) => (CORE_FIELDS as readonly string[]).includes(field) || (mapping.userFields as readonly string[]).includes(field),
  )
  return prune(Object.fromEntries(chosen)) ?? {}
}

function prune(value: Record<string, unknown>): Record<string, unknown> | undefined {
  const kept = Object.entries(value).flatMap(([key, item]): [string, unknown][] => {
    const clean = pruneValue(item)
    return clean === undefined ? [] : [[key, clean]]
  })
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}

function pruneValue(value: unknown): unknown {
  if (value === '' || value === null || value === undefined) return undefined
  if (Array.isArray(value)) {
    const items = value.map(pruneValue).filter((item) => item !== undefined)
    return items.length === 0 ? undefined : items
  }
  if (typeof value === 'object') return prune(value as Record<string, unknown>)
  return value
}

type Setter = (draft: UserDraft, value: string | undefined) => UserDraft

const nested =
  (outer: 'name' | 'enterprise', inner: string): Setter =>
  (draft, value) => ({ ...draft, [outer]: { ...draft[outer], [inner]: value } })

const flat =
  (field: keyof UserDraft): Setter =>
  (draft, value) => ({ ...draft, [field]: value })

/** Where an expression's result goes, by the path that the configuration writes. */
const SETTERS: Readonly<Record<string, Setter>> = {
  userName: flat('userName'),
  displayName: flat('displayName'),
  'name.givenName': nested('name', 'givenName'),
  'name.familyName': nested('name', 'familyName'),
  'name.formatted': nested('name', 'formatted'),
  email: ({ emails, ...draft }, value) =>
    value === undefined ? draft : { ...draft, emails: [{ ...(emails?.[0]?.type === undefined ? {} : { type: emails[0].type }), value, primary: true }] },
  phone: ({ phoneNumbers: _, ...draft }, value) => (value === undefined ? draft : { ...draft, phoneNumbers: [{ value, type: 'work' }] }),
  title: flat('title'),
  userType: flat('userType'),
  nickName: flat('nickName'),
  preferredLanguage: flat('preferredLanguage'),
  locale: flat('locale'),
  timezone: flat('timezone'),
  'enterprise.employeeNumber': nested('enterprise', 'employeeNumber'),
  'enterprise.costCenter': nested('enterprise', 'costCenter'),
  'enterprise.organization': nested('enterprise', 'organization'),
  'enterprise.division': nested('enterprise', 'division'),
  'enterprise.department': nested('enterprise', 'department'),
  'enterprise.manager': (draft, value) => {
    const { manager: _, ...rest } = draft.enterprise ?? {}
    return { ...draft, enterprise: value === undefined ? rest : { ...rest, manager: { value } } }
  },
}

/** The paths that `mapping.user` may name. */
export const MAPPABLE_USER_PATHS: readonly string[] = Object.keys(SETTERS)

function applyExpressions(user: SourceUser, expressions: Readonly<Record<string, MappingExpression>>): UserDraft {
  let draft = user.draft
  for (const [path, expression] of Object.entries(expressions)) {
    const setter = SETTERS[path]
    if (setter !== undefined) draft = setter(draft, expression(user.record) ?? undefined)
  }
  return draft
}

function missing(path: readonly PropertyKey[]): string {
  const name = path.map(String).join('.')
  return name === '' ? 'its record is empty' : `it has no usable ${name}`
}
