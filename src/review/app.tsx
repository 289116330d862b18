/** The review as it runs: keys and the window's size in, what the reducer says drawn, its effects carried out. */
import { useApp, useInput, useStdout } from 'ink'
import { useEffect, useLayoutEffect, useReducer, useRef } from 'react'
import type { Decisions } from '../plan/narrow.js'
import type { Plan } from '../plan/plan.js'
import { betweenKeys } from './between-keys.js'
import { decisionsOf } from './decisions.js'
import { keysOf } from './keys.js'
import type { Opening } from './plan-index.js'
import { openReview, reduce } from './reducer.js'
import { Screen } from './screens/screen.js'
import type { Effect, ReviewEvent, ReviewState, Written } from './state.js'
import type { Window } from './window.js'

/** What a review can ask of the world. Each tells what went wrong by throwing. */
export interface Doors {
  /** Undefined where something is there already and shall not be replaced. */
  write(plan: Plan, decisions: Decisions, place: string, replace: boolean): Promise<Written | undefined>
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

export interface AppProps extends Opening {
  colors: boolean
  doors: Doors
  /** Of the terminal as it is now. */
  size: () => Window
}

/** Changes between two frames that tell how many are read. */
const TOLD = 10_000

export function App({ index, rest, colors, doors, size }: AppProps) {
  const { exit } = useApp()
  const { stdout } = useStdout()
  const carried = useRef(0)
  const [state, dispatch] = useReducer(reduce, undefined, () => openReview(index, size(), doors.approve !== undefined, rest?.changes))

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
      else if (effect !== undefined) void carriedOut(state, effect, doors).then(dispatch)
    }
  }, [state.effects])

  // What turns out to be damaged ends the review, as it would have ended it before the first frame.
  useEffect(() => {
    if (rest === undefined) return undefined
    let told = 0
    const stop = betweenKeys(() => {
      try {
        const step = rest.whole.next()
        if (step.done === true) dispatch({ kind: 'whole', index: step.value })
        else if (step.value >= told + TOLD) dispatch({ kind: 'read', changes: (told = step.value) })
        return step.done !== true
      } catch (error) {
        exit(error)
        return false
      }
    })
    return () => {
      stop()
      rest.whole.return(undefined as never)
    }
  }, [rest, exit])
  // What a filter needs: the first letter should not wait for it.
  useEffect(() => betweenKeys(() => state.index.texts.prepare()), [state.index])

  return <Screen state={state} colors={colors} />
}

async function carriedOut({ index }: ReviewState, effect: Exclude<Effect, { kind: 'leave' }>, doors: Doors): Promise<ReviewEvent> {
  try {
    if (effect.kind === 'approve') return { kind: 'approved', place: effect.place, told: (await doors.approve?.(effect.place, effect.reason)) ?? '' }
    const { place, choices, replace, approve } = effect
    const written = await doors.write(index.plan, decisionsOf(index, choices), place, replace)
    return written === undefined ? { kind: 'exists', place, approve } : { kind: 'written', written, choices, approve }
  } catch (error) {
    return { kind: 'failed', message: doors.explain(error) }
  }
}
