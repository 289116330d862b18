/** The address of one SCIM endpoint: normalised, joined safely, and named without secrets. */
import { IdpscimError } from '../../errors.js'
import { digest } from '../../model/json.js'

export interface Endpoint {
  /** Without a slash at its end. */
  base: string
  /** SHA-256 over type, host and path: the same however the address was written down. */
  fingerprint: string
}

const REMEDY = {
  'aws-scim': 'copy the SCIM endpoint from IAM Identity Center, Settings, Automatic provisioning: https://scim.<region>.amazonaws.com/<tenant>/scim/v2/',
  scim: "write the server's SCIM base address, the part before /Users: https://host/scim/v2",
}

/** Consoles and configurations give it with and without a slash at the end; joined naively, either can fail with 404. @throws IdpscimError `BadConfig` */
export function parseEndpoint(text: string, type: keyof typeof REMEDY = 'aws-scim'): Endpoint {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new IdpscimError('BadConfig', `the target's endpoint is not an http(s) address: '${text}'`, { suggestions: [REMEDY[type]] })
  }
  const path = url.pathname.replace(/\/+$/, '')
  return { base: `${url.origin}${path}`, fingerprint: digest({ type, host: url.host, path }) }
}
