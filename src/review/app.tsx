/** The review as it runs: keys and the window's size in, what the reducer says drawn, its effects carried out. */
import { useApp, useInput, useStdout } from 'ink'
import { useEffect, useLayoutEffect, useReducer, useRef } from 'react'
import type { Decisions } from '../plan/narrow.js'
import { decisionsOf } from './decisions.js'
import { keysOf } from './keys.js'
import type { PlanIndex } from './plan-index.js'
import { openReview, reduce } from './reducer.js'
import { Screen } from './screens/screen.js'
import type { Effect, ReviewEvent, ReviewState, Written } from './state.js'
import type { Window } from './window.js'

/** What a review can ask of the world. Each tells what went wrong by throwing. */
export interface Doors {
  /** Undefined where something is there already and shall not be replaced. */
  write(decisions: Decisions, place: string, replace: boolean): Promise<Written | undefined>
  /** Lifts the limits that the plan passes where there is a reason; gives a sentence for people. Absent: there is no key. */
  approve?: (place: string, reason: string | undefined) => Promise<string>
  /** An error as one sentence. */
  explain(error: unknown): string
}

/** How a review ended. */
export interface Ended {
  interrupted: boolean
  state: ReviewState
}

export interface AppProps {
  index: PlanIndex
  colors: boolean
  doors: Doors
  /** Of the terminal as it is now. */
  size: () => Window
}

/** Letters of search texts that are made at once: some milliseconds' work. */
const SLICE = 200_000

export function App({ index, colors, doors, size }: AppProps) {
  const { exit } = useApp()
  const { stdout } = useStdout()
  const carried = useRef(0)
  const [state, dispatch] = useReducer(reduce, undefined, () => openReview(index, size(), doors.approve !== undefined))

  useInput((input, key) => {
    for (const name of keysOf(input, key)) dispatch({ kind: 'key', key: name })
  })
  useLayoutEffect(() => {
    const resized = () => dispatch({ kind: 'resized', window: size() })
    stdout.on('resize', resized)
    return () => {
      stdout.off('resize', resized)
    }
  }, [stdout, size])
  useLayoutEffect(() => {
    for (; carried.current < state.effects.length; carried.current++) {
      const effect = state.effects[carried.current]
      if (effect?.kind === 'leave') exit({ interrupted: effect.interrupted, state } satisfies Ended)
      else if (effect !== undefined) void carriedOut(index, effect, doors).then(dispatch)
    }
  }, [state.effects])

  // What a filter needs is made between keys, so that neither the first frame nor the first letter waits for it.
  useEffect(() => {
    const more = () => {
      if (index.texts.prepare(SLICE)) next = setImmediate(more)
    }
    let next = setImmediate(more)
    return () => clearImmediate(next)
  }, [index])

  return <Screen state={state} colors={colors} />
}

async function carriedOut(index: PlanIndex, effect: Exclude<Effect, { kind: 'leave' }>, doors: Doors): Promise<ReviewEvent> {
  try {
    if (effect.kind === 'approve') return { kind: 'approved', place: effect.place, told: (await doors.approve?.(effect.place, effect.reason)) ?? '' }
    const { place, choices, replace, approve } = effect
    const written = await doors.write(decisionsOf(index, choices), place, replace)
    return written === undefined ? { kind: 'exists', place, approve } : { kind: 'written', written, choices, approve }
  } catch (error) {
    return { kind: 'failed', message: doors.explain(error) }
  }
}
