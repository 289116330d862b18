/** The address of one tenant's SCIM endpoint: normalised, joined safely, and named without secrets. */
import { IdpscimError } from '../../errors.js'
import { digest } from '../../model/json.js'

export interface Endpoint {
  /** Without a slash at its end. */
  base: string
  /** SHA-256 over type, host and path: the same however the address was written down. */
  fingerprint: string
}

/** Consoles and configurations give it with and without a slash at the end; joined naively, either can fail with 404. */
export function parseEndpoint(text: string): Endpoint {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new IdpscimError('BadConfig', `the target's endpoint is not an http(s) address: '${text}'`, {
      suggestions: ['copy the SCIM endpoint from IAM Identity Center, Settings, Automatic provisioning: https://scim.<region>.amazonaws.com/<tenant>/scim/v2/'],
    })
  }
  const path = url.pathname.replace(/\/+$/, '')
  return { base: `${url.origin}${path}`, fingerprint: digest({ type: 'aws-scim', host: url.host, path }) }
}
