/** The vendor's own client against the sandbox: only its documented root and the token host are set. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { admin, auth } from 'googleapis/build/src/apis/admin/index.js'
import type { Sandbox } from '../../src/sandbox/sandbox.js'

export const SCOPES = ['group', 'group.member', 'user'].map((what) => `https://www.googleapis.com/auth/admin.directory.${what}.readonly`)

export interface ClientOptions {
  /** Nobody when null. */
  subject?: string | null
  scopes?: string[]
  email?: string
  key?: string
}

/** A JWT client whose token requests go to the sandbox: the library knows only Google's own address for them. */
export function jwtFor(sandbox: Sandbox, { subject = 'admin@example.com', scopes = SCOPES, email, key }: ClientOptions = {}) {
  const file = JSON.parse(readFileSync(join(sandbox.dir, 'google-credentials.json'), 'utf8')) as { client_email: string; private_key: string; token_uri: string }
  const jwt = new auth.JWT({ email: email ?? file.client_email, key: key ?? file.private_key, scopes, ...(subject === null ? {} : { subject }) })
  const request = jwt.transporter.request.bind(jwt.transporter)
  jwt.transporter.request = (options = {}) => {
    const url = String(options.url)
    return request({ ...options, url: url.startsWith('https://oauth2.googleapis.com/token') ? file.token_uri : url, retry: false })
  }
  return jwt
}

export function directoryOf(sandbox: Sandbox, options: ClientOptions = {}) {
  return admin({ version: 'directory_v1', auth: jwtFor(sandbox, options), rootUrl: sandbox.endpoints.google, retry: false })
}

/** The error that a refused call ends with, as the client hands it over. */
export async function refused(call: Promise<unknown>): Promise<{ status: number; reason?: string; message?: string; data: unknown }> {
  const error = await call.then(
    () => new Error('the call was answered'),
    (thrown: unknown) => thrown,
  )
  const response = (error as { response?: { status: number; data: { error?: { message: string; errors?: { reason: string }[] } } } }).response
  if (!response) throw error as Error
  const detail = response.data.error
  return { status: response.status, data: response.data, ...(detail?.errors?.[0] ? { reason: detail.errors[0].reason, message: detail.message } : {}) }
}
