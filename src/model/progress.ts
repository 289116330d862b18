/** What long work tells while it runs: the core tells, the shell draws. */

export type ProgressEvent =
  | { type: 'read'; system: string; operation: string; pages: number; rows: number }
  /** `throttled`: the other side asked to be asked more slowly. */
  /** Where one object is asked for after another (the members of each group): how many have been, of those that are known so far. */
  | { type: 'steps'; system: string; operation: string; done: number; total: number }
  | { type: 'wait'; system: string; reason: string; ms: number; throttled?: boolean }
  | { type: 'note'; level: 'debug' | 'info' | 'warn'; message: string; facts?: Readonly<Record<string, unknown>> }

export type OnProgress = (event: ProgressEvent) => void
