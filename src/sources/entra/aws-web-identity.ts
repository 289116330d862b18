/** The running AWS role's word for itself: a token that AWS STS signs, for which the app in Entra has a federated credential. */
import { IdpscimError } from '../../errors.js'

export interface AwsWebIdentityOptions {
  /** What the federated credential names as audience. */
  audience: string
  /** The SDK's own chain unless given; the global endpoint gives no such tokens. */
  region?: string
  /** Replaces AWS's address; `AWS_ENDPOINT_URL_STS` works without it. */
  endpoint?: string
}

/** Time enough to hand it over, and no more. */
const LIFE_SECONDS = 300

/** Loads the SDK at the first call. The token function throws `SourceRefused` where AWS gives none. */
export function awsWebIdentity({ audience, region, endpoint }: AwsWebIdentityOptions): () => Promise<string> {
  return async () => {
    // The SDK writes to stderr about coming Node versions; stderr is ours.
    process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'
    const { STSClient, GetWebIdentityTokenCommand } = await import('@aws-sdk/client-sts')
    const client = new STSClient({
      ...(region === undefined ? {} : { region }),
      ...(endpoint === undefined ? {} : { endpoint }),
      requestHandler: { connectionTimeout: 5_000, requestTimeout: 15_000, throwOnRequestTimeout: true },
    })
    try {
      // Entra is known to take RS256; nobody says so of ES384.
      const { WebIdentityToken } = await client.send(new GetWebIdentityTokenCommand({ Audience: [audience], SigningAlgorithm: 'RS256', DurationSeconds: LIFE_SECONDS }))
      if (WebIdentityToken === undefined) throw new Error('the answer holds no token')
      return WebIdentityToken
    } catch (error) {
      throw refused(error)
    } finally {
      client.destroy()
    }
  }
}

/** By the names of https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html and the SDK's own. */
const REMEDIES: Readonly<Record<string, string>> = {
  OutboundWebIdentityFederationDisabledException: "Enable outbound identity federation in this AWS account (IAM, Account settings; iam:EnableOutboundWebIdentityFederation), and name the issuer that it shows in the app's federated credential.",
  AccessDenied: 'Allow the role sts:GetWebIdentityToken.',
  AccessDeniedException: 'Allow the role sts:GetWebIdentityToken.',
  SessionDurationEscalationException: "The role's own session ends too soon: give it a longer one.",
  CredentialsProviderError: 'Run it as an AWS role: in Lambda, on an instance, in a task, or with a profile.',
  ExpiredToken: "Renew the AWS credentials: the role's session has ended.",
  ExpiredTokenException: "Renew the AWS credentials: the role's session has ended.",
}

function refused(error: unknown): IdpscimError {
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) }
  const remedy = REMEDIES[name] ?? (/region/i.test(message) ? 'Set AWS_REGION, or region under federated: STS gives these tokens by Region alone.' : 'Check the AWS credentials, the Region, and the way to AWS STS.')
  return new IdpscimError('SourceRefused', `AWS STS gives no token for Entra: ${name === '' || name === 'Error' ? '' : `${name}: `}${message}`, { suggestions: [remedy], facts: name === 'Error' ? {} : { error: name } })
}
