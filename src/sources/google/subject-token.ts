/** The token that somebody else vouches with: signed for AWS's answer, or handed out by a file or an address. */
import { readFile } from 'node:fs/promises'
import { IdpscimError, systemReason } from '../../errors.js'
import { signedIdentity, type AwsIdentity } from './aws-identity.js'
import type { Federation, TokenFormat } from './federation-file.js'

export interface Vouching {
  /** The running role, asked for each time: roles' credentials are renewed. */
  role: () => Promise<AwsIdentity>
  now: Date
}

/** @throws IdpscimError `SourceRefused` when it cannot be had */
export async function subjectToken({ source, audience }: Federation, { role, now }: Vouching): Promise<string> {
  if ('environment_id' in source) {
    const identity = await role().catch((error: unknown) => {
      throw refused('AWS credentials cannot be found', error, ['Run with an AWS role: in Lambda, on ECS or EC2, or with AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY set.'])
    })
    return signedIdentity(identity, { template: source.regional_cred_verification_url, audience, now })
  }
  const [place, text] = 'file' in source ? [source.file, readFile(source.file, 'utf8')] : [source.url, fetched(source)]
  return pick(
    await text.catch((error: unknown) => {
      throw refused(`the subject token cannot be had from ${place}`, error, ['Check credential_source in the file of the Google credentials.'])
    }),
    source.format,
    place,
  )
}

async function fetched({ url, headers }: { url: string; headers: Record<string, string> }): Promise<string> {
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(10_000) })
  if (!answer.ok) throw new Error(`status ${answer.status}`)
  return answer.text()
}

function pick(text: string, format: TokenFormat, place: string): string {
  if (format?.type !== 'json') return text.trim()
  try {
    const token = (JSON.parse(text) as Record<string, unknown>)[format.subject_token_field_name ?? '']
    if (typeof token === 'string' && token !== '') return token
  } catch {
    // The parser's message would quote the token.
  }
  throw refused(`${place} holds no ${format.subject_token_field_name ?? 'field'} in JSON`, undefined, ['Check credential_source.format in the file of the Google credentials.'])
}

function refused(what: string, error: unknown, suggestions: readonly string[]): IdpscimError {
  const why = systemReason(error) ?? (error instanceof Error ? error.message : undefined)
  return new IdpscimError('SourceRefused', `Google's workload identity federation: ${what}${why === undefined ? '' : `: ${why}`}`, { suggestions })
}
