/** What a schema has against a document, in words for people: the library's own speak of `undefined`. */

/** Follows the path: "is missing"; "is string, and must be number"; what a schema says itself stays. */
export function shapeIssue({ message }: { message: string }): string {
  const [, expected, received] = /^Invalid input: expected (.+), received (.+)$/.exec(message) ?? []
  if (expected === undefined || received === undefined) return message
  return received === 'undefined' ? 'is missing' : `is ${received}, and must be ${expected}`
}
