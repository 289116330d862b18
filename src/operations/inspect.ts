/** Both sides as they answer, in the shapes that the original's helper prints: https://github.com/slashdevops/idp-scim-sync, cmd/idpscimcli. */
import { IdpscimError, isIdpscimError } from '../errors.js'
import type { JsonObject } from '../model/json.js'
import type { TargetReader } from '../targets/target.js'
import type { Context } from './context.js'
import { openInspections, openTarget } from './wiring.js'

const LIST_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'

/** One SCIM list response over all pages. @throws IdpscimError `BadConfig` where the target is not reached by SCIM; what its reader throws */
export async function inspectTarget(context: Context, kind: 'Users' | 'Groups', filter?: string): Promise<JsonObject & { totalResults: number }> {
  const { resources } = await scimReader(context, kind === 'Users' ? 'users' : 'groups')
  const rows = await resources(kind, filter).catch((error: unknown) => {
    throw filter !== undefined && isIdpscimError(error, 'TargetRefused') && error.facts['status'] === 400 ? badFilter(error) : error
  })
  return { Resources: rows, schemas: [LIST_RESPONSE], totalResults: rows.length, itemsPerPage: rows.length, startIndex: 1 }
}

/** The server's ServiceProviderConfig. @throws IdpscimError as `inspectTarget` */
export async function inspectService(context: Context): Promise<JsonObject> {
  const { describe } = await scimReader(context, 'config')
  return describe()
}

export type GoogleList = 'groups' | 'members' | 'users'

/** Groups and users as Google's objects; members beside their group. @throws IdpscimError `BadConfig` without a Google source; what sources throw */
export async function inspectGoogle(context: Context, list: GoogleList): Promise<object[]> {
  const inspections = await openInspections(context)
  if (inspections.length === 0) {
    throw new IdpscimError('BadConfig', 'the configuration has no source of type google', { suggestions: [`idpscim source ${list} lists the sources that it has`] })
  }
  const lists = await Promise.all(inspections.map((one) => (list === 'members' ? one.members() : one[list]())))
  // Names as Go writes fields that have no tag.
  return lists.flat().map((row) => ('group' in row && 'members' in row ? { Group: row.group, Members: row.members } : row))
}

function badFilter({ message, facts, cause }: IdpscimError): IdpscimError {
  return new IdpscimError('TargetRefused', message, { suggestions: ['write the filter as SCIM does: displayName eq "AWS Admins"; AWS knows eq and and, and few attributes'], facts, cause })
}

/** The other kind of target is not opened: that asks AWS for its instance. */
async function scimReader(context: Context, list: string): Promise<Required<Pick<TargetReader, 'describe' | 'resources'>>> {
  const { target } = context.config
  const { describe, resources } = target.type === 'aws-identity-store' ? {} : (await openTarget(context)).reader
  if (describe !== undefined && resources !== undefined) return { describe, resources }
  throw new IdpscimError('BadConfig', `the target is of type ${target.type}, which has no SCIM endpoint`, { suggestions: [`idpscim target ${list} lists what it holds`] })
}
