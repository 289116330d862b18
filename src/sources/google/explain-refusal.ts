/** A refusal of the Directory API becomes a sentence with the actual values, and what a person can do about it. */
import { IdpscimError } from '../../errors.js'
import { AnswerBroken, isQuota, mayPass, nameOf, Refusal } from './refusal.js'

export interface Asker {
  customer: string
  subject: string | undefined
  scopes: readonly string[]
}

/** Our own errors and whatever is not Google's doing pass unchanged. */
export function explain(error: unknown, asker: Asker): unknown {
  if (error instanceof AnswerBroken && error.unreached) return incomplete(`Google is not reached for ${nameOf(error.call)}: ${error.message}`, ["Check the way to the network, its name resolution, and the source's endpoint where one is set."])
  if (error instanceof AnswerBroken) return incomplete(`Google's answer to ${nameOf(error.call)} did not arrive whole: ${error.message}`)
  if (!(error instanceof Refusal)) return error
  const said = `Google answered ${nameOf(error.call)} with ${quote(error)}`
  if (isQuota(error)) return incomplete(`${said}, time after time`, ['Wait for the quota, raise it in Google Cloud (APIs & Services, Admin SDK API, Quotas), or lower the concurrency.'])
  if (mayPass(error)) return incomplete(`${said}, time after time`)
  // The same question was answered on the page before: the page token has aged, or the directory is being changed.
  if (error.call.page > 1 && error.status === 400) return incomplete(said)
  return new IdpscimError('SourceRefused', said, { suggestions: remedies(error, asker), facts: facts(error) })
}

/** For messages: status, reason and Google's own words. */
export function quote(refusal: Refusal): string {
  return `${refusal.status}${refusal.reason === '' ? '' : ` ${refusal.reason}`}: ${refusal.message}`
}

export function facts(refusal: Refusal): Readonly<Record<string, unknown>> {
  return { operation: refusal.call.operation, status: refusal.status, reason: refusal.reason }
}

export function incomplete(message: string, suggestions: readonly string[] = []): IdpscimError {
  return new IdpscimError('SourceIncomplete', message, { suggestions: [...suggestions, 'Run again: nothing was changed.'], retryable: true })
}

/** https://developers.google.com/workspace/admin/directory/v1/limits and the reasons of the API's error bodies. */
export function remedies(refusal: Refusal, asker: Asker): string[] {
  const actor = asker.subject ?? 'the service account'
  switch (refusal.reason) {
    case 'accessNotConfigured':
    case 'SERVICE_DISABLED':
      return ["Enable the Admin SDK API in the service account's Google Cloud project."]
    case 'insufficientPermissions':
    case 'ACCESS_TOKEN_SCOPE_INSUFFICIENT':
      return [`Delegate these scopes to the service account, and ask for them: ${asker.scopes.join(', ')}.`, `Give ${actor} an administrator role that may read users and groups.`]
    case 'domainCannotUseApis':
      return ['Turn API access on in the Google Admin console (Security, API controls).']
    case 'dailyLimitExceeded':
      return ["Wait until the day's quota is renewed, or raise it in Google Cloud (APIs & Services, Admin SDK API, Quotas)."]
  }
  if (refusal.status === 400 && refusal.call.filter !== undefined) return [FILTER_GRAMMAR]
  if (refusal.status === 400 && refusal.call.about !== undefined) return ["Google cannot read this id: check whether the state holds another source's ids as this one's."]
  if (refusal.status === 400 || refusal.status === 404) return customerRemedies(asker)
  if (refusal.status === 401) return ['Check that the service account, its key and its delegation still stand.']
  if (refusal.status === 403) return [`Give ${actor} an administrator role that may read users and groups (Groups Admin and User Management Admin do).`, `Check that these scopes are delegated: ${asker.scopes.join(', ')}.`]
  return ['Check the endpoint.']
}

const FILTER_GRAMMAR =
  "A filter is made of name= or email= with a whole value, name: or email: with a beginning of three characters or more and a *, or memberKey=; " +
  "values with spaces stand in single quotes, and a ' in them is written \\'. https://developers.google.com/workspace/admin/directory/v1/guides/search-groups"

/** `my_customer` means the customer of the user who is acted for; a service account alone has none. */
function customerRemedies({ customer, subject }: Asker): string[] {
  const id = `Name the customer by its id (C0xxxxxxx, Google Admin console, Account, Account settings); it is "${customer}" now.`
  return customer === 'my_customer' && subject === undefined ? [id, 'Or name an administrator to act for: my_customer stands for his or her account.'] : [id]
}
