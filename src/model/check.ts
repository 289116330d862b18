/** What has to be so for a stack to work, one thing at a time, and how it is found out: `doctor` asks, and whoever speaks to a system brings what to ask. */

export interface Check {
  /** As people read it, and as `needs` names it: no two of a subject are alike. */
  name: string
  /** Checks of the same subject without which this one has no answer; names of none count for nothing. */
  needs?: readonly string[]
  /** The stack works without: that it fails is a warning. */
  optional?: true
  /** Changes nothing in sources and targets. What it throws is the failure: the error's message, and its suggestions as remedies. */
  ask(): Promise<CheckAnswer>
}

export interface CheckAnswer {
  /** `unknown`: nobody tells. */
  status: 'ok' | 'warning' | 'failed' | 'unknown'
  says: string
  remedies?: readonly string[]
}

/** One system, and all that is asked of it. */
export interface Subject {
  /** "source staff (google)" */
  name: string
  checks: readonly Check[]
}

export interface CheckResult {
  subject: string
  check: string
  status: CheckAnswer['status'] | 'skipped'
  /** For `skipped`: what it waits for. */
  says: string
  remedies: readonly string[]
}

export function ok(says: string): CheckAnswer {
  return { status: 'ok', says }
}
