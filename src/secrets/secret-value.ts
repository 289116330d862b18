/** The text of a secret, however it was stored. */

/** Of GetSecretValue's answer exactly one member is there; the SDK has undone the wire's base64 of the second. */
export interface SecretValue {
  SecretString?: string | undefined
  SecretBinary?: Uint8Array | undefined
  /** When this version of it was stored. */
  CreatedDate?: Date | undefined
}

/** Undefined for bytes that are no text. */
export function textOf({ SecretString, SecretBinary }: SecretValue): string | undefined {
  if (SecretString !== undefined) return SecretString
  const text = SecretBinary && decode(SecretBinary)
  return text === undefined ? undefined : (withinBase64(text) ?? text)
}

/**
 * The original program decodes binary secrets a second time, so those made for it are base64 of the value. Read as base64, a value of any
 * length that is not meant so gives bytes that are no text.
 */
function withinBase64(text: string): string | undefined {
  const compact = text.replace(/\s/g, '')
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) return undefined
  const inner = decode(Buffer.from(compact, 'base64'))
  return inner !== undefined && /^[\t\n\r\x20-\x7e\u00a0-\uffff]+$/.test(inner) ? inner : undefined
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
