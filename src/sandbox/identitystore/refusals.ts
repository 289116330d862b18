/** The refusals of this API, in the texts that were captured from it. */
import { AwsRefusal, invalid } from '../aws-json/refusal.js'
import { Duplicate, Refusal } from '../scim/refusal.js'

type ResourceType = 'USER' | 'GROUP' | 'GROUP_MEMBERSHIP' | 'IDENTITY_STORE'

export function notFound(ResourceType: ResourceType, ResourceId?: string): AwsRefusal {
  const message = ResourceType === 'IDENTITY_STORE' ? `IdentityStore not present for IdentityStoreId: ${ResourceId ?? ''}` : `${ResourceType} not found.`
  return new AwsRefusal('ResourceNotFoundException', message, { ResourceType, ...(ResourceId !== undefined && { ResourceId }) })
}

/** `UNIQUENESS_CONSTRAINT_VIOLATION` for what another holds, `CONCURRENT_MODIFICATION` for a revision that is not the newest. */
export function conflict(message: string, Reason: 'UNIQUENESS_CONSTRAINT_VIOLATION' | 'CONCURRENT_MODIFICATION' = 'UNIQUENESS_CONSTRAINT_VIOLATION'): AwsRefusal {
  return new AwsRefusal('ConflictException', message, { Reason })
}

const DUPLICATES: Readonly<Record<string, string>> = { userName: 'Duplicate UserName', displayName: 'Duplicate GroupDisplayName', email: 'Duplicate Email', externalId: 'Duplicate ExternalId' }

/** What the store itself refuses, in this API's words. */
export function inOurWords<T>(act: () => T): T {
  try {
    return act()
  } catch (error) {
    if (error instanceof Duplicate) throw conflict(DUPLICATES[error.attribute] ?? 'Duplicate resource')
    if (error instanceof Refusal) throw invalid(error.why)
    throw error
  }
}
