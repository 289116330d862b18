/** The discovery documents (RFC 7643 §5 to §7), with the service's own figures, stale ones included. */
import { listBody } from './listing.js'
import { notFound } from './refusal.js'
import { coreGroup, coreUser, enterpriseUser, groupFields, userFields, type Field, type Fields } from './schema.js'

const guide = 'https://docs.aws.amazon.com/singlesignon/latest/userguide'

/** `maxResults` still says 50, though pages hold 100; there is no `pagination` as RFC 9865 has it. */
export const serviceProviderConfig = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
  documentationUri: `${guide}/manage-your-identity-source-idp.html`,
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'OAuth Bearer Token',
      description: 'Authentication scheme using the OAuth Bearer Token Standard',
      specUri: 'https://www.rfc-editor.org/info/rfc6750',
      documentationUri: `${guide}/provision-automatically.html`,
      primary: true,
    },
  ],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 1, maxPayloadSize: 1048576 },
  filter: { supported: true, maxResults: 50 },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: false },
}

export function listResourceTypes(): object {
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:ResourceType']
  return listBody([
    {
      schemas,
      id: 'User',
      name: 'User',
      description: 'User resource type',
      endpoint: '/Users',
      schema: coreUser,
      schemaExtensions: [{ schema: enterpriseUser, required: true }],
      meta: { resourceType: 'ResourceType' },
    },
    {
      schemas,
      id: 'Group',
      name: 'Group',
      description: 'Group resource type',
      endpoint: '/Groups',
      schema: coreGroup,
      meta: { resourceType: 'ResourceType' },
    },
  ])
}

export function listSchemas(): object {
  return listBody(schemaDocuments())
}

/** Throws the 404. */
export function schemaById(id: string): object {
  const found = schemaDocuments().find((document) => document.id === id)
  if (!found) throw notFound('Schema', id)
  return found
}

function schemaDocuments() {
  const { [enterpriseUser]: extension, externalId: _common, ...userAttributes } = userFields
  const members = {
    ...described('members', { kind: 'complex', fields: {} }),
    multiValued: true,
    subAttributes: [
      { ...text('value'), mutability: 'immutable' },
      { ...text('$ref'), type: 'reference', referenceTypes: ['User'], mutability: 'immutable' },
    ],
  }
  return [
    schema(coreUser, 'User', userAttributes),
    schema(coreGroup, 'Group', { displayName: groupFields.displayName }, [members]),
    schema(enterpriseUser, 'EnterpriseUser', extension?.kind === 'complex' ? extension.fields : {}),
  ]
}

function schema(id: string, name: string, fields: Fields, more: readonly object[] = []) {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
    id,
    name,
    description: name,
    attributes: [...Object.entries(fields).map(([attribute, field]) => described(attribute, field)), ...more],
    meta: { resourceType: 'Schema' },
  }
}

const required = new Set(['userName', 'displayName', 'name', 'givenName', 'familyName'])
const unique = new Set(['userName'])

function described(name: string, field: Field): Record<string, unknown> {
  const common = { ...text(name), multiValued: field.kind === 'list', required: required.has(name) }
  if (field.kind === 'text') return { ...common, caseExact: false, uniqueness: unique.has(name) ? 'server' : 'none' }
  if (field.kind === 'boolean') return { ...common, type: 'boolean' }
  return { ...common, type: 'complex', subAttributes: Object.entries(field.fields).map(([sub, inner]) => described(sub, inner)) }
}

function text(name: string): Record<string, unknown> {
  return {
    name,
    type: 'string',
    multiValued: false,
    description: name,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
  }
}
