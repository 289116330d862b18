/** The whole of a review at one moment: what is drawn follows from it, and nothing else. */
import type { Verdict } from '../plan/plan.js'
import type { ChangeList } from './change-list.js'
import type { Choices } from './choices.js'
import type { Line } from './line.js'
import type { Place } from './place.js'
import type { PlanIndex } from './plan-index.js'
import type { Window } from './window.js'

export const VIEWS = ['drift', 'overview', 'changes', 'findings'] as const
export type View = (typeof VIEWS)[number]

/** What a person looks at closely. */
export type Subject = { kind: 'change'; row: number } | { kind: 'drift'; entry: number } | { kind: 'finding'; entry: number }

export interface Opened {
  subject: Subject
  place: Place
  /** Finds people of a membership change. */
  query: string
}

/** A question that stands before everything else. */
export type Question =
  | { kind: 'help'; place: Place }
  | { kind: 'quit'; interrupted: boolean }
  | { kind: 'write'; text: string; approve: boolean }
  | { kind: 'replace'; text: string; approve: boolean }
  /** Limits are passed: for what reason shall this plan alone do that? */
  | { kind: 'lift'; text: string }
  | { kind: 'approve'; text: string; reason?: string }
  /** The outside is at work: there is nothing to do but wait. */
  | { kind: 'wait'; what: string }

/** What the outside shall do; it answers with an event. */
export type Effect =
  | { kind: 'write'; place: string; replace: boolean; choices: Choices; approve: boolean }
  | { kind: 'approve'; place: string; reason?: string }
  | { kind: 'leave'; interrupted: boolean }

export interface Written {
  place: string
  /** Of the plan that was written. */
  id: string
  changes: number
  blocked: boolean
  verdicts: readonly Verdict[]
}

export interface ReviewState {
  index: PlanIndex
  /** Whether there is a key to sign with. */
  hasKey: boolean
  window: Window
  /** The plan is still read: changes so far, and all there will be. Until then `index` knows of none, and nothing can be decided. */
  reading?: { read: number; of: number }
  view: View
  places: Readonly<Record<View, Place>>
  list: ChangeList
  /** The last one is looked at; the others lie below it. */
  opened: readonly Opened[]
  /** Keys are letters of a filter until it is left. */
  typing: boolean
  choices: Choices
  /** What can be undone, newest last. */
  past: readonly Choices[]
  /** As they were last written, or when the review began. */
  saved: Choices
  written?: Written
  approved?: { place: string; told: string }
  question?: Question
  /** All that was ever asked of the outside, in order: whoever carries them out remembers how far it is. */
  effects: readonly Effect[]
  /** One line about what just happened; the next key takes it away. */
  notice?: Line
}

export type ReviewEvent =
  | { kind: 'key'; key: string }
  | { kind: 'resized'; window: Window }
  | { kind: 'read'; changes: number }
  /** The whole plan is read, and found to be in order. */
  | { kind: 'whole'; index: PlanIndex }
  | { kind: 'written'; written: Written; choices: Choices; approve: boolean }
  | { kind: 'exists'; place: string; approve: boolean }
  | { kind: 'approved'; place: string; told: string }
  | { kind: 'failed'; message: string }
