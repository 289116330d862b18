/** What a bearer token must be to be sent at all. */
import type { Problem } from '../problems.js'

/** A token goes into a header as it is; AWS's are of [0-9a-zA-Z/=+\-], with no promise. */
export function checkToken({ name, value }: { name: string; value: string }): Problem | undefined {
  if (/^[\x21-\x7e]+$/.test(value)) return undefined
  return { summary: `${name} holds white space or characters that no token has`, detail: 'Copy the token again, alone.' }
}
