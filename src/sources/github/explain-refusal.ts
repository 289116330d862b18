/** A refusal of GitHub's becomes a sentence with the actual values, and what a person can do about it. */
import { IdpscimError } from '../../errors.js'
import { type Call, Refusal, TooHeavy } from './refusal.js'

export interface Asker {
  organization: string
  /** Whether an App asks, or a person's token. */
  as: 'app' | 'token'
}

/** Our own errors and whatever is not GitHub's doing pass unchanged. */
export function explain(error: unknown, asker: Asker): unknown {
  if (error instanceof TooHeavy) return incomplete(`${error.call.what} could not be read, though less and less was asked for at once: ${error.message}`)
  if (!(error instanceof Refusal)) return error
  const { call, status, type, requestId } = error
  const message = `GitHub refuses ${call.what}: ${[type, error.message].filter((part) => part !== '').join(': ')}`
  const facts = { operation: call.operation, status, ...(type === '' ? {} : { type }), ...(requestId === undefined ? {} : { requestId }) }
  // What was granted a moment ago has been taken away meanwhile, or lies in a part that nobody may look into.
  const partial = call.further === true || call.part === true
  return new IdpscimError(partial ? 'SourceIncomplete' : 'SourceRefused', message, { suggestions: remedies(error, asker), facts })
}

export function incomplete(message: string, requestId?: string): IdpscimError {
  return new IdpscimError('SourceIncomplete', message, { suggestions: ['Run again: nothing was changed.'], retryable: true, ...(requestId === undefined ? {} : { facts: { requestId } }) })
}

export function notAsDocumented(call: Call, how: string): IdpscimError {
  return new IdpscimError('SourceIncomplete', `GitHub's answer to ${call.what} is not what its API documents: ${how}`, {
    suggestions: ['Check that the endpoint is the API of GitHub, and that no proxy changes its answers.'],
  })
}

/** https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api */
function remedies(refusal: Refusal, { organization, as }: Asker): string[] {
  const { status, type, sso, message } = refusal
  if (sso !== undefined) return [`Authorise the token for the single sign-on of ${organization}${sso.url === undefined ? '' : `: ${sso.url}`} (Settings, Developer settings, Personal access tokens, Configure SSO).`, 'Or use a GitHub App: its installation needs no single sign-on.']
  if (type === 'INSUFFICIENT_SCOPES') return ['Give the token the scope read:org (and read:enterprise for the identities of an enterprise).']
  if (status === 401) return as === 'app' ? ['Check that the App is still installed and its key still stands.'] : ['The token has expired or was revoked: make another.']
  if (/ip allow list/i.test(message)) return [`Let this machine's address into the IP allow list of ${organization}.`]
  if (type === 'NOT_FOUND' || status === 404) return notFound(refusal, organization, as)
  if (type === 'FORBIDDEN' || status === 403) {
    return as === 'app'
      ? ['Give the App the permission Organization, Members: Read-only (Settings, Developer settings, GitHub Apps, Permissions & events).', `Then have an owner of ${organization} accept it (organisation settings, GitHub Apps, Review request).`]
      : ['Give the token the scope read:org; a fine-grained one the organisation permission Members: Read-only.', `Check that its owner belongs to ${organization} and that the organisation lets such tokens in (organisation settings, Personal access tokens).`]
  }
  return ['Check the endpoint, and whether this version of GitHub Enterprise Server knows what is asked.']
}

function notFound({ call }: Refusal, organization: string, as: Asker['as']): string[] {
  if (call.part === true) return ['It was deleted while it was being read, or lies where the reader may not look: run again, nothing was changed.']
  return [
    `Check the name: organization is "${organization}" now.`,
    as === 'app' ? 'Check that the App is installed on this organisation.' : `Check that the token's owner belongs to ${organization}: what one may not see is told as not found.`,
  ]
}
