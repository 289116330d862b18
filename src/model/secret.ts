/** A value that must never be printed: it can be used, and nothing else. */

const known = new Set<string>()

/** Wraps a secret so that printing, JSON and inspection show a placeholder; and remembers it, so that `redact` finds it in foreign text. */
export class Secret {
  readonly #value: string
  /** Where it came from, for messages: "environment variable X", "file y". */
  readonly origin: string
  /** When this value was stored, where whoever keeps it says so. */
  readonly since: Date | undefined

  /** `remembered: false` for a text that may turn out to be no secret at all: whoever learns what it is remembers it. */
  constructor(value: string, origin: string, { remembered = true, since }: { remembered?: boolean; since?: Date | undefined } = {}) {
    this.#value = value
    this.origin = origin
    this.since = since
    if (remembered) remember(value)
  }

  /** The only way to the value: hand it to the wire, and to nothing that keeps it. */
  reveal(): string {
    return this.#value
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]'
  }
}

/** Values learned on the way (access tokens, private keys) are secrets too. Short ones would blot out innocent text. */
export function remember(value: string): void {
  if (value.length >= 8) known.add(value)
  const escaped = JSON.stringify(value).slice(1, -1)
  if (escaped !== value && escaped.length >= 8) known.add(escaped)
}

/** The last line of defence for text that leaves the process: vendors quote requests in their errors. */
export function redact(text: string): string {
  let clean = text
  for (const value of known) if (clean.includes(value)) clean = clean.replaceAll(value, '[secret]')
  return clean
}
