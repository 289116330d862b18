/** Users and groups as answers show them. */
import { coreGroup, coreUser, enterpriseUser, userFields, type UserAttributes } from './schema.js'
import type { GroupRecord, UserRecord } from './store.js'

/** Attributes without a value are absent; `profileUrl` and the manager's `$ref` are taken but missing in every documented answer. */
export function renderUser({ id, attributes, ...stamps }: UserRecord): object {
  const { externalId, profileUrl: _, ...shown } = attributes
  const enterprise = renderEnterprise(attributes)
  return {
    id,
    ...(externalId !== undefined && { externalId }),
    meta: renderMeta('User', stamps),
    schemas: enterprise ? [coreUser, enterpriseUser] : [coreUser],
    ...inOrder({ ...shown, [enterpriseUser]: enterprise }),
  }
}

/** In lists only, `members` is there and empty, and `externalId` is sure to be there: GetGroup's example shows neither. */
export function renderListedGroup(group: GroupRecord): object {
  return { ...renderNewGroup(group), members: [] }
}

export function renderGroup(group: GroupRecord): object {
  return { id: group.id, meta: renderMeta('Group', group), schemas: [coreGroup], displayName: group.attributes.displayName }
}

/** CreateGroup answers with the externalId it was given. */
export function renderNewGroup(group: GroupRecord): object {
  const { id, ...rest } = renderGroup(group) as { id: string }
  const { externalId } = group.attributes
  return { id, ...(externalId !== undefined && { externalId }), ...rest }
}

function renderMeta(resourceType: string, { createdAt, modifiedAt }: { createdAt: number; modifiedAt: number }): object {
  return { resourceType, created: wholeSeconds(createdAt), lastModified: wholeSeconds(modifiedAt) }
}

function wholeSeconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z')
}

function renderEnterprise(attributes: UserAttributes): object | undefined {
  const { manager, ...own } = attributes[enterpriseUser] ?? {}
  const shown = manager?.value === undefined ? own : { ...own, manager: { value: manager.value } }
  return Object.keys(shown).length > 0 ? shown : undefined
}

/** As the documented answers order them, however they came. */
export function inOrder(attributes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(userFields).flatMap((name) => (attributes[name] === undefined ? [] : [[name, attributes[name]] as const])),
  )
}
