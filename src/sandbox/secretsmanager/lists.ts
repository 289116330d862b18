/** Secrets picked by filters, page by page. */
import type { Filter, ListSecretsInput } from './input.js'
import { Refusal } from './refusal.js'
import type { Secret, Secrets } from './store.js'

/** What is marked for deletion shows only to whom asks for it. */
export function matching(secrets: Secrets, filters: readonly Filter[] = [], withDeleted = false): Secret[] {
  return [...secrets.values()].filter((secret) => (withDeleted || !secret.isDeleted) && filters.every((filter) => fits(secret, filter)))
}

/** The start of the name, its case heeded, or for `all` not; a `!` turns it round. Nothing here has a description, tags or replicas. */
function fits({ name }: Secret, { Key, Values }: Filter): boolean {
  return Values.some((value) => {
    const negated = value.startsWith('!')
    const wanted = negated ? value.slice(1) : value
    const found = Key === 'name' ? name.startsWith(wanted) : Key === 'all' && name.toLowerCase().startsWith(wanted.toLowerCase())
    return found !== negated
  })
}

export function pageOf<Item>(items: readonly Item[], size: number, token?: string): { page: Item[]; next?: string } {
  const start = token === undefined ? 0 : Number(Buffer.from(token, 'base64').toString('latin1'))
  if (!Number.isSafeInteger(start) || start < 0 || (token !== undefined && start === 0)) throw new Refusal('InvalidNextTokenException', 'The provided NextToken is invalid.')
  const end = start + size
  return { page: items.slice(start, end), ...(end < items.length ? { next: Buffer.from(String(end)).toString('base64') } : {}) }
}

export function listSecrets(secrets: Secrets, input: ListSecretsInput, show: (secret: Secret) => object): object {
  const { page, next } = pageOf(matching(secrets, input.Filters, input.IncludePlannedDeletion), input.MaxResults ?? 100, input.NextToken)
  return { SecretList: page.map(show), ...(next === undefined ? {} : { NextToken: next }) }
}
