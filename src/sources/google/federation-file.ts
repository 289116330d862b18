/** Workload identity federation, as `gcloud iam workload-identity-pools create-cred-config` writes it: no key, but who vouches and for whom. */
import * as z from 'zod'
import { IdpscimError } from '../../errors.js'
import { faultyFields, TokenUri } from './service-account.js'

export interface Federation {
  /** The provider's full name: `//iam.googleapis.com/projects/…/providers/…`. */
  audience: string
  subjectTokenType: string
  /** Google's Security Token Service. */
  tokenUrl: string
  source: CredentialSource
  /** The service account that is acted for. */
  email: string
  /** `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/EMAIL`, without the method. */
  account: string
  /** Where the account's assertions are exchanged, and their audience. Not Google's own field: for emulators. */
  tokenUri: string
}

const format = z.object({ type: z.enum(['text', 'json']).default('text'), subject_token_field_name: z.string().optional() }).optional()
const Aws = z.object({
  environment_id: z.literal('aws1'),
  /** `{region}` stands for the region of the running role. */
  regional_cred_verification_url: z.url({ protocol: /^https$/ }),
})
const File = z.object({ file: z.string().min(1), format })
const Url = z.object({ url: z.url({ protocol: /^https?$/ }), headers: z.record(z.string(), z.string()).default({}), format })
const Source = z.union([Aws, File, Url])
export type CredentialSource = z.infer<typeof Source>
export type TokenFormat = z.infer<typeof format>

const web = z.url({ protocol: /^https?$/ })
const FederationFile = z.object({
  audience: z.string().min(1),
  subject_token_type: z.string().min(1),
  token_url: web.default('https://sts.googleapis.com/v1/token'),
  credential_source: Source,
  service_account_impersonation_url: z.string().regex(/^https?:\/\/.+\/serviceAccounts\/[^/:]+:generateAccessToken$/),
  token_uri: TokenUri,
})

/** @throws IdpscimError `SourceRefused` when a part is missing, or the credential source is of a kind that is not supported */
export function readFederation(file: unknown, origin: string): Federation {
  const parsed = FederationFile.safeParse(file)
  if (!parsed.success) {
    throw new IdpscimError('SourceRefused', `the Google credentials from ${origin} cannot be used: of this workload identity federation check ${faultyFields(parsed.error)}`, {
      suggestions: [
        'Write the file with `gcloud iam workload-identity-pools create-cred-config PROVIDER --service-account=EMAIL --aws --output-file=FILE`.',
        'Sources of subject tokens that work are AWS (environment_id aws1), a file and a URL.',
      ],
    })
  }
  const { audience, subject_token_type, token_url, credential_source, service_account_impersonation_url, token_uri } = parsed.data
  const account = service_account_impersonation_url.replace(/:generateAccessToken$/, '')
  const email = decodeURIComponent(account.slice(account.lastIndexOf('/') + 1))
  return { audience, subjectTokenType: subject_token_type, tokenUrl: token_url, source: credential_source, email, account, tokenUri: token_uri }
}
