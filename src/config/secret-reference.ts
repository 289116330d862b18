/** `name#jsonKey`: which secret of AWS Secrets Manager, and what of it. The key is our convention; AWS gives whole secrets. */

export interface SecretReference {
  /** Name or ARN, as AWS takes it. */
  id: string
  /** The key whose value is meant; absent: the whole text. */
  key?: string
}

/** Secrets Manager API Reference, CreateSecret: names are of these characters, no # among them. */
const NAME = /^[A-Za-z0-9/_+=.@-]{1,512}$/
const ARN = /^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]{1,520}$/

/** Split at the last #. Undefined when it names no secret. */
export function parseSecretReference(text: string): SecretReference | undefined {
  const at = text.lastIndexOf('#')
  const id = at < 0 ? text : text.slice(0, at)
  const key = at < 0 ? undefined : text.slice(at + 1)
  if (key === '' || !(NAME.test(id) || ARN.test(id))) return undefined
  return { id, ...(key === undefined ? {} : { key }) }
}
