/** Who is running here, as AWS would say it: a signed question that Google puts to AWS in our place. */
import { createHash, createHmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'

/** The running role's credentials and Region. */
export interface AwsIdentity {
  region: string
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string | undefined
}

/** The AWS SDK's own chain: variables (Lambda), container, instance, profile. */
export async function runningRole(): Promise<AwsIdentity> {
  // The SDK writes to stderr about coming Node versions; stderr is ours.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'
  const { STSClient } = await import('@aws-sdk/client-sts')
  const { config } = new STSClient({})
  const { accessKeyId, secretAccessKey, sessionToken } = await config.credentials()
  // The question is the same in every Region, and this one is active in every account.
  const region = await config.region().catch(() => 'us-east-1')
  return { region, accessKeyId, secretAccessKey, sessionToken }
}

/**
 * A GetCallerIdentity request, signed and not sent. https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token, `subjectToken`.
 * @param template the file's `regional_cred_verification_url`
 */
export async function signedIdentity({ region, ...credentials }: AwsIdentity, { template, audience, now }: { template: string; audience: string; now: Date }): Promise<string> {
  const url = template.replace('{region}', region)
  const { hostname, pathname, searchParams } = new URL(url)
  const { accessKeyId, secretAccessKey, sessionToken } = credentials
  const signer = new SignatureV4({
    service: 'sts',
    region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
    sha256: Sha256,
    // Google documents the headers that it passes on, and a checksum is not among them.
    applyChecksum: false,
  })
  const { headers } = await signer.sign(
    {
      method: 'POST',
      protocol: 'https:',
      hostname,
      path: pathname,
      query: Object.fromEntries(searchParams),
      // Signed with the rest, so that the answer is good for this provider alone.
      headers: { host: hostname, 'x-goog-cloud-target-resource': audience },
    },
    { signingDate: now },
  )
  const list = Object.entries(headers).map(([key, value]) => ({ key, value }))
  return encodeURIComponent(JSON.stringify({ url, method: 'POST', headers: list }))
}

/** The signer takes any hash of this shape; Node's is here already. */
class Sha256 {
  readonly #secret: SourceData | undefined
  #hash: Hashing

  constructor(secret?: SourceData) {
    this.#secret = secret
    this.#hash = begin(secret)
  }

  update(chunk: SourceData): void {
    this.#hash.update(bytes(chunk))
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()))
  }

  reset(): void {
    this.#hash = begin(this.#secret)
  }
}

type Hashing = ReturnType<typeof createHash> | ReturnType<typeof createHmac>
type SourceData = string | ArrayBuffer | ArrayBufferView

function begin(secret: SourceData | undefined): Hashing {
  return secret === undefined ? createHash('sha256') : createHmac('sha256', bytes(secret))
}

function bytes(value: SourceData): Uint8Array {
  if (typeof value === 'string') return Buffer.from(value)
  return ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : new Uint8Array(value)
}
