/** What a comparison needs to know beside the two worlds. */
import type { DesiredState } from '../model/desired-state.js'
import { glob, type AdoptMode, type Lifecycle, type Policy } from '../model/policy.js'
import type { TargetSnapshot } from '../model/snapshot.js'
import type { State } from '../model/state.js'
import type { Reach } from './reach.js'
import type { Neighbour } from './worlds.js'

export interface DiffRules {
  adopt: AdoptMode
  /** Folded keys of people whose new id a person has vouched for. */
  samePersons: ReadonlySet<string>
  lifecycle: Lifecycle
  protect: Policy['protect']
  neighbours: readonly Neighbour[]
  capabilities: Reach
}

export interface DiffInput {
  desired: DesiredState
  actual: TargetSnapshot
  /** Undefined before the first apply. */
  state: State | undefined
  rules: DiffRules
}

/** Compiled once: a plan may ask for every name of a directory. */
export function protection(patterns: readonly string[]): (...names: (string | undefined)[]) => boolean {
  const globs = patterns.map(glob)
  return (...names) => names.some((name) => name !== undefined && globs.some((matches) => matches(name)))
}

/** The stack on this target whose state holds an object. */
export function holderOf(neighbours: readonly Neighbour[], kind: 'users' | 'groups', targetId: string): string | undefined {
  return neighbours.find((neighbour) => neighbour[kind].has(targetId))?.stack
}
