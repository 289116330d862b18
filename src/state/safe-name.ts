/** Names of journals and papers become parts of paths, so they may not lead anywhere else. */
import { IdpscimError } from '../errors.js'

/** Gives the name back, or throws `BadUsage`. Names with a leading dot are kept for files under way. */
export function safeName(name: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  if (name !== '' && Buffer.byteLength(name) <= 200 && !name.startsWith('.') && !/[/\\\u0000-\u001f\u007f]/.test(name)) return name
  throw new IdpscimError('BadUsage', `${JSON.stringify(name)} cannot name a journal or a paper`, {
    suggestions: ['use 1 to 200 letters, digits, dashes and dots, without a leading dot or a separator'],
  })
}
