/** Tenant objects as Graph shows them: properties by `$select` or by default, nulls where nothing is known, and where nothing may be seen. */
import { Refusal } from './answers.js'
import type { Tenant, TenantObject, TenantUser } from './tenant.js'

type Properties = Readonly<Record<string, unknown>>

const USER_DEFAULT = ['businessPhones', 'displayName', 'givenName', 'id', 'jobTitle', 'mail', 'mobilePhone', 'officeLocation', 'preferredLanguage', 'surname', 'userPrincipalName']
const USER_MORE = [
  'accountEnabled', 'city', 'companyName', 'country', 'createdDateTime', 'creationType', 'deletedDateTime', 'department', 'employeeHireDate', 'employeeId', 'employeeOrgData',
  'employeeType', 'externalUserState', 'externalUserStateChangeDateTime', 'faxNumber', 'mailNickname', 'onPremisesDistinguishedName', 'onPremisesDomainName',
  'onPremisesExtensionAttributes', 'onPremisesImmutableId', 'onPremisesSamAccountName', 'onPremisesSyncEnabled', 'onPremisesUserPrincipalName', 'otherMails', 'postalCode',
  'proxyAddresses', 'state', 'streetAddress', 'usageLocation', 'userType',
]
const GROUP_DEFAULT = [
  'id', 'deletedDateTime', 'createdDateTime', 'description', 'displayName', 'groupTypes', 'isAssignableToRole', 'mail', 'mailEnabled', 'mailNickname', 'membershipRule',
  'membershipRuleProcessingState', 'onPremisesSyncEnabled', 'securityEnabled', 'visibility',
]
const OTHER = ['id', 'deletedDateTime', 'displayName']

export const PROPERTIES: Readonly<Record<TenantObject['kind'], ReadonlySet<string>>> = {
  user: new Set([...USER_DEFAULT, ...USER_MORE]),
  group: new Set(GROUP_DEFAULT),
  device: new Set(OTHER),
  servicePrincipal: new Set(OTHER),
  orgContact: new Set(OTHER),
}
const DEFAULTS: Readonly<Record<TenantObject['kind'], readonly string[]>> = { user: USER_DEFAULT, group: GROUP_DEFAULT, device: OTHER, servicePrincipal: OTHER, orgContact: OTHER }

/** All that there is to know of an object, seeded or by Graph's defaults; what is absent is null. */
export function propertiesOf(object: TenantObject): Properties {
  const { id } = object
  switch (object.kind) {
    case 'user': {
      const { record } = object
      const names = [record.givenName, record.surname].filter((name) => name !== undefined && name !== null)
      const displayName = names.length > 0 ? names.join(' ') : record.userPrincipalName.split('@')[0]
      return { displayName, accountEnabled: true, userType: 'Member', businessPhones: [], otherMails: [], proxyAddresses: [], ...record, id }
    }
    case 'group': {
      const { record } = object
      const unified = record.groupTypes?.includes('Unified') ?? false
      return { mailNickname: record.displayName.replace(/[^A-Za-z0-9]/g, ''), mailEnabled: unified, securityEnabled: !unified, groupTypes: [], ...record, id }
    }
    default:
      return { ...object.record, id }
  }
}

export interface View {
  /** Undefined is the default set. */
  select: readonly string[] | undefined
  /** Properties of the manager, where that is expanded. */
  manager?: readonly string[] | undefined
}

/** In a list of mixed types each type gives what it has; a single type refuses what it does not know. */
export function checkSelect(select: readonly string[] | undefined, kind: TenantObject['kind']): void {
  const unknown = select?.find((name) => !PROPERTIES[kind].has(name) && !name.startsWith('extension_'))
  if (unknown === undefined) return
  throw new Refusal(400, 'BadRequest', `Parsing OData Select and Expand failed: Could not find a property named '${unknown}' on type 'microsoft.graph.${kind}'.`)
}

export function show(tenant: Tenant, object: TenantObject, view: View): Record<string, unknown> {
  const properties = propertiesOf(object)
  const wanted = view.select ?? DEFAULTS[object.kind]
  const shown = Object.fromEntries(wanted.filter((name) => PROPERTIES[object.kind].has(name)).map((name) => [name, properties[name] ?? null]))
  const manager = view.manager === undefined || object.kind !== 'user' ? undefined : managerOf(tenant, object)
  return { ...shown, ...(manager === undefined ? {} : { manager: typed(manager, show(tenant, manager, { select: view.manager?.length === 0 ? undefined : view.manager })) }) }
}

/** As in lists of mixed types: with the type beside it. */
export function showMember(tenant: Tenant, object: TenantObject, view: View, visible: boolean): Record<string, unknown> {
  if (visible) return typed(object, { ...show(tenant, object, view), id: object.id })
  const wanted = (view.select ?? DEFAULTS[object.kind]).filter((name) => name !== 'id' && PROPERTIES[object.kind].has(name))
  return typed(object, { id: object.id, ...Object.fromEntries(wanted.map((name) => [name, null])) })
}

export function managerOf({ objects }: Tenant, { manager }: TenantUser): TenantObject | undefined {
  return manager === undefined ? undefined : objects.get(manager)
}

const typed = ({ kind }: TenantObject, shown: object): Record<string, unknown> => ({ '@odata.type': `#microsoft.graph.${kind}`, ...shown })
