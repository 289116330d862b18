/** What the sandbox's AWS leaves for its clients: the variables that AWS's SDKs read, and the original's four secrets. */
import type { Credentials, Leavings } from './files.js'
import { serviceAccountKey } from './google/leavings.js'

/** The documentation's own examples: whatever is signed with them passes, and Google's federation knows them. */
export const ACCESS_KEY = { id: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', arn: 'arn:aws:sts::123456789012:assumed-role/idpscim/sandbox' }

export interface AwsEndpoints {
  s3: string
  secretsmanager: string
  kms: string
  sns: string
  identitystore: string
  'sso-admin': string
  organizations: string
}

export function awsLeavings(endpoints: AwsEndpoints): Leavings {
  return {
    files: {},
    env: {
      AWS_ENDPOINT_URL_S3: endpoints.s3,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.secretsmanager,
      AWS_ENDPOINT_URL_KMS: endpoints.kms,
      AWS_ENDPOINT_URL_SNS: endpoints.sns,
      AWS_ENDPOINT_URL_IDENTITYSTORE: endpoints.identitystore,
      AWS_ENDPOINT_URL_SSO_ADMIN: endpoints['sso-admin'],
      AWS_ENDPOINT_URL_ORGANIZATIONS: endpoints.organizations,
      AWS_ACCESS_KEY_ID: ACCESS_KEY.id,
      AWS_SECRET_ACCESS_KEY: ACCESS_KEY.secret,
      AWS_REGION: 'us-east-1',
    },
  }
}

/** Under the original's default names. */
export function originalSecrets({ credentials, endpoints, subject }: { credentials: Credentials; endpoints: { 'google-token': string; scim: string }; subject: string }): Record<string, string> {
  return {
    IDPSCIM_GWSServiceAccountFile: JSON.stringify(serviceAccountKey(credentials, endpoints['google-token'])),
    IDPSCIM_GWSUserEmail: subject,
    IDPSCIM_SCIMEndpoint: endpoints.scim,
    IDPSCIM_SCIMAccessToken: credentials.scimToken,
  }
}
