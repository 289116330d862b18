/** JSON as Go's encoder writes it for the original: two spaces deep, safe inside HTML, what is empty left out. */

/** A member that is empty (no text, false, nothing in it) is left out; zero and the rows of a list stay. */
export function members(entries: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => !isEmpty(value)))
}

/** encoding/json escapes these unless told otherwise; in valid JSON they stand nowhere but inside texts. */
export function goJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false) return true
  return typeof value === 'object' && (Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0)
}
