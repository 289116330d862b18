/** AWS's own clients against a sandbox, with nothing set but what their documentation knows. */
import { IdentitystoreClient, IdentitystoreServiceException } from '@aws-sdk/client-identitystore'
import { OrganizationsClient } from '@aws-sdk/client-organizations'
import { SSOAdminClient, SSOAdminServiceException } from '@aws-sdk/client-sso-admin'
import type { Sandbox } from '../../../src/sandbox/sandbox.js'

/** The sandbox's own, the same at every start. */
export const IdentityStoreId = 'd-9067f2a1c3'
export const InstanceArn = 'arn:aws:sso:::instance/ssoins-72230f3b6c1d4e5a'

const credentialsOf = ({ env }: Sandbox) => ({ accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '', secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '' })

/** One attempt for each call: what the sandbox says shows, and not what the client makes of it. */
export function clientsOf(running: Sandbox, region = 'us-east-1') {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'
  const config = { region, credentials: credentialsOf(running), maxAttempts: 1 }
  return {
    store: new IdentitystoreClient({ ...config, endpoint: running.endpoints.identitystore }),
    admin: new SSOAdminClient({ ...config, endpoint: running.endpoints['sso-admin'] }),
    organizations: new OrganizationsClient({ ...config, endpoint: running.endpoints.organizations }),
  }
}

/** What the call was refused with, as the client tells it; undefined when it was not. */
export async function refusalOf(call: Promise<unknown>): Promise<Record<string, unknown> | undefined> {
  try {
    await call
    return undefined
  } catch (error) {
    if (!(error instanceof IdentitystoreServiceException) && !(error instanceof SSOAdminServiceException)) throw error
    const { Reason, ResourceType, ResourceId } = error as { Reason?: string; ResourceType?: string; ResourceId?: string }
    return {
      status: error.$metadata.httpStatusCode,
      name: error.name,
      message: error.message,
      ...(Reason !== undefined && { Reason }),
      ...(ResourceType !== undefined && { ResourceType }),
      ...(ResourceId !== undefined && { ResourceId }),
    }
  }
}

/** A call by hand, signed in looks only: for what the client does not know yet. */
export async function raw(address: string, target: string, body: object, { service = 'identitystore', region = 'us-east-1' } = {}): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(address, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': target,
      authorization: `AWS4-HMAC-SHA256 Credential=AKID/20260101/${region}/${service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=00ff`,
    },
    body: JSON.stringify(body),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}
