/** What a short seed leaves out: believable names and mails, and ids that are the same every time. */
import { createHash } from 'node:crypto'
import { Refusal } from './refusal.js'

export function hexFrom(name: string): string {
  return createHash('sha256').update(name).digest('hex')
}

/** A UUID (version 8, RFC 9562 §5.8) that follows from the name. */
export function idFrom(name: string): string {
  const hex = hexFrom(name)
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-')
}

/** `alice.smith@example.com` is Alice Smith, active, with that mail, and `alice@example.com` Alice Example; whatever is given stays. */
export function withDefaults(given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { userName, displayName, name } = given as {
    userName?: string
    displayName?: string
    name?: { givenName?: string; familyName?: string }
  }
  if (userName === undefined) throw new Refusal(400, 'userName is missing')
  const [local = '', domain = 'example.com'] = userName.split('@')
  const [first = userName, ...rest] = displayName?.split(/\s+/).filter((word) => word !== '') ?? capitalised(local)
  const [organisation = first] = capitalised(domain)
  const parts = { ...name, givenName: name?.givenName ?? first, familyName: name?.familyName ?? (rest.join(' ') || organisation) }
  return {
    displayName: `${parts.givenName} ${parts.familyName}`,
    emails: [{ value: `${local}@${domain}`, type: 'work', primary: true }],
    active: true,
    ...given,
    name: parts,
  }
}

function capitalised(words: string): string[] {
  return words.split(/[._+-]+/).flatMap((word) => (word === '' ? [] : [word.charAt(0).toUpperCase() + word.slice(1)]))
}
