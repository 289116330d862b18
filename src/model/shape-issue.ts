/** What a schema has against a document, in words for people: the library's own speak of `undefined`. */

const REWORDED: readonly (readonly [sentence: RegExp, ours: string])[] = [
  [/^Invalid input: expected .+, received undefined$/, 'is missing'],
  [/^Invalid input: expected (.+), received (.+)$/, 'is $2, and must be $1'],
  [/^Too (small|big): expected \w+ to (.+)$/, 'is too $1: it must $2'],
  [/^Invalid option: expected (.+)$/, 'must be $1'],
  [/^Invalid string: (.+)$/, '$1'],
  [/^Invalid (.+)$/, 'is no valid $1'],
  [/^Unrecognized keys?: (.+)$/, 'has what nobody knows: $1'],
]

/** Follows the path: "is missing"; "is string, and must be number"; what a schema says itself stays. */
export function shapeIssue({ message }: { message: string }): string {
  const [sentence, ours] = REWORDED.find(([pattern]) => pattern.test(message)) ?? []
  return sentence === undefined || ours === undefined ? message : message.replace(sentence, ours)
}
