/** What an apply tells while it runs and when it ends; drawing is others' work. */
import type { Change } from '../model/change.js'

/** pending: waits for others; ready: may start; then running; ended as done, failed, or skipped because something it needs did not end well. */
export type ChangeStatus = 'pending' | 'ready' | 'running' | 'done' | 'failed' | 'skipped'

export interface Failure {
  /** The server's own words where it answered. */
  message: string
  requestId?: string
  status?: number
  /** What the reader can do about it. */
  suggestions?: readonly string[]
}

export type ApplyEvent =
  /** Another holds the lease: who and for what, until when (ISO 8601), and how long this run waits for it, seconds. */
  | { type: 'waiting'; holder: string; until: string; seconds: number }
  | { type: 'started'; planId: string; changes: number; resumed: boolean; alreadyDone: number }
  | { type: 'proved'; objects: number; calls?: number }
  | { type: 'change'; change: Change; status: ChangeStatus; failure?: Failure; membersLeftOut?: readonly string[] }
  | { type: 'stopping'; reason: string; inFlight: number }
  | { type: 'ended'; result: ApplyResult }

export interface ApplyResult {
  planId: string
  status: 'applied' | 'incomplete'
  /** Why it is incomplete: failed changes, or what stopped it. */
  stopped?: string
  done: number
  failed: readonly { change: Change; failure: Failure }[]
  skipped: readonly { change: Change; because: string }[]
  /** People whom a membership change had to leave out, by change id. */
  leftOut: readonly { change: string; members: readonly string[]; because: string }[]
  /** For `--verify`: what read back differently than written. */
  mismatches: readonly { change: string; summary: string }[]
  serial: number
  seconds: number
  /** Limits that the plan passes and that somebody lifted for it: which, who, and why. */
  lifted?: readonly { rule: string; subject?: string; by: string; reason: string }[]
}
