/** What a person can fix, as a value: collected, so that all of it shows at once. */

export interface Diagnostic {
  severity: 'error' | 'warning'
  /** One line: what is wrong, with the actual value. */
  summary: string
  /** Why it matters and what to do. */
  detail?: string
  place?: Place
}

/** Where it was read: a file with line and column (1-based), an environment variable, a flag, or a key's path. */
export interface Place {
  file?: string
  line?: number
  column?: number
  /** The key's path, as `target.endpoint` or `sources[0].customer`. */
  key?: string
  variable?: string
  flag?: string
}
