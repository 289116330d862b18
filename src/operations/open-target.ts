/** The target of a configuration: one API, or one that is written and another that is read. */
import type { AwsIdentityStoreTargetConfig } from '../config/targets/aws-identity-store.js'
import type { AwsScimTargetConfig } from '../config/targets/aws-scim.js'
import type { TargetConfig } from '../config/targets/targets.js'
import { present, Unread } from '../config/unread.js'
import { AWS_IDENTITY_STORE } from '../targets/aws-identity-store/capabilities.js'
import { storeFingerprint } from '../targets/aws-identity-store/fingerprint.js'
import { AWS_SCIM } from '../targets/scim/aws-dialect.js'
import { parseEndpoint } from '../targets/scim/endpoint.js'
import type { Target } from '../targets/target.js'
import type { Context } from './context.js'
import { mixed, type MixedReading } from './mixed-target.js'

/** AWS's own clients are large things to load: only who reads or writes by them pays for it. */
export async function openTarget({ config: { target }, ...context }: Context): Promise<Target> {
  switch (target.type) {
    case 'aws-scim':
      return openScim(target, context)
    case 'aws-identity-store':
      return openStore(target, context)
    case 'scim': {
      const { createScimTarget } = await import('../targets/scim/scim-target.js')
      const { endpoint, accessToken, rates } = target
      return createScimTarget({ endpoint: present(endpoint), accessToken: present(accessToken), rates, clock: context.clock, onProgress: context.onProgress })
    }
  }
}

type Surroundings = Omit<Context, 'config'>

async function openStore({ region, storeId, read }: Omit<AwsIdentityStoreTargetConfig, 'type'>, { clock, onProgress }: Surroundings): Promise<Target> {
  const { openIdentityStoreTarget } = await import('../targets/aws-identity-store/aws-identity-store-target.js')
  return openIdentityStoreTarget({ ...(region === undefined ? {} : { region }), ...(storeId === undefined ? {} : { storeId }), read, clock, onProgress })
}

async function openScim(target: AwsScimTargetConfig, context: Surroundings): Promise<Target> {
  const { createAwsScimTarget } = await import('../targets/scim/scim-target.js')
  const { endpoint, accessToken, read } = target
  const { clock, onProgress } = context
  const address = present(endpoint)
  const scim = createAwsScimTarget({ endpoint: address, accessToken: present(accessToken), read: read === 'identity-store' ? 'auto' : read, clock, onProgress })
  if (read !== 'identity-store' && read !== 'auto') return scim
  const reading: MixedReading = {
    store: () => openStore({ read: 'auto', ...instanceOf(target) }, context),
    choose: read,
    rates: { scim: AWS_SCIM.rates.read, store: AWS_IDENTITY_STORE.rates.read },
    onProgress,
  }
  return mixed(scim, reading)
}

/** SCIM's address names the instance's Region: https://scim.<region>.amazonaws.com/… */
function regionIn(endpoint: string): string | undefined {
  return /^https:\/\/scim\.([a-z0-9-]+)\.(amazonaws\.com|api\.aws)\//.exec(endpoint)?.[1]
}

/** Where IAM Identity Center's own APIs are asked of a target; undefined where it is something else. An address that was not read names no Region. */
export function instanceOf(target: TargetConfig): { region?: string; storeId?: string } | undefined {
  if (target.type === 'scim') return undefined
  const region = target.region ?? (target.type === 'aws-scim' && typeof target.endpoint === 'string' ? regionIn(target.endpoint) : undefined)
  return { ...(region === undefined ? {} : { region }), ...(target.storeId === undefined ? {} : { storeId: target.storeId }) }
}

/** For a state's original document, which knows no target: the fingerprint, or where the address is kept when it was not read. */
export function targetName(target: TargetConfig): string {
  if (target.type === 'aws-identity-store') return target.storeId === undefined ? target.type : storeFingerprint(target.storeId)
  return target.endpoint instanceof Unread ? target.endpoint.origin : parseEndpoint(target.endpoint, target.type).fingerprint
}
