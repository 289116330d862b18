/** A review on a terminal, from the first frame to the last: whatever ends it, the terminal is as it was. */
import { render } from 'ink'
import type { Plan } from '../plan/plan.js'
import type { OpenedPlan } from '../plan/plan-file.js'
import { App, type Doors, type Ended } from './app.js'
import { Painter } from './painter.js'
import { indexOpened, indexPlan } from './plan-index.js'
import { enterScreen } from './terminal.js'

export type { Doors, Ended } from './app.js'
export type { Written } from './state.js'

export interface ReviewOptions {
  plan: Plan | OpenedPlan
  /** Where it was read from. */
  place: string
  colors: boolean
  doors: Doors
  stdin: NodeJS.ReadStream
  stdout: NodeJS.WriteStream
  /** Aborted by a signal: the review ends at once. */
  signal: AbortSignal
}

/** @throws the signal's reason when a signal ended it; whatever a screen threw; IdpscimError `BadPlanFile` where an opened plan turns out to be none */
export async function runReview({ plan, place, colors, doors, stdin, stdout, signal }: ReviewOptions): Promise<Ended> {
  const opening = 'head' in plan ? indexOpened(plan, place) : { index: indexPlan(plan, place) }
  signal.throwIfAborted()
  const leaveScreen = enterScreen(stdin, stdout)
  const painter = new Painter(stdout)
  try {
    const instance = render(<App {...opening} colors={colors} doors={doors} size={() => ({ columns: stdout.columns, rows: stdout.rows })} />, { stdin, stdout: painter as unknown as NodeJS.WriteStream, debug: true, exitOnCtrlC: false, patchConsole: false })
    const stop = () => {
      instance.unmount()
    }
    signal.addEventListener('abort', stop)
    try {
      const ended = (await instance.waitUntilExit()) as Ended | undefined
      signal.throwIfAborted()
      if (ended === undefined) throw new Error('the review ended without saying how')
      return ended
    } finally {
      signal.removeEventListener('abort', stop)
    }
  } finally {
    painter.close()
    leaveScreen()
  }
}
