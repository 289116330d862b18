/** A review on a terminal of paper: keys in, frames out. */
import { cleanup, render } from 'ink-testing-library'
import { onTestFinished } from 'vitest'
import type { Plan } from '../../src/plan/plan.js'
import { App, type Doors } from '../../src/review/app.js'
import type { OpenedPlan } from '../../src/plan/plan-file.js'
import { indexOpened, indexPlan } from '../../src/review/plan-index.js'
import type { Window } from '../../src/review/window.js'

const KEYS: Readonly<Record<string, string>> = {
  up: '\u001b[A', down: '\u001b[B', right: '\u001b[C', left: '\u001b[D', pageup: '\u001b[5~', pagedown: '\u001b[6~', home: '\u001b[H', end: '\u001b[F',
  enter: '\r', escape: '\u001b', tab: '\t', backtab: '\u001b[Z', backspace: '\u007f', space: ' ',
}

export interface Paper {
  /** `down down enter`, or letters as they are typed. */
  press: (keys: string) => Promise<void>
  type: (text: string) => Promise<void>
  resize: (window: Window) => Promise<void>
  frame: () => string
  doors: Doors
}

export async function openOnPaper(plan: Plan | OpenedPlan, options: { window?: Window; colors?: boolean; doors?: Partial<Doors> } = {}): Promise<Paper> {
  let window = options.window ?? { columns: 80, rows: 24 }
  const doors: Doors = {
    write: (_, __, place) => Promise.resolve({ place, id: 'f'.repeat(64), changes: 1, blocked: false, verdicts: [] }),
    approve: () => Promise.resolve('approved as eve'),
    explain: (error) => (error instanceof Error ? error.message : String(error)),
    ...options.doors,
  }
  const shown = render(<App {...('head' in plan ? indexOpened(plan, 'plan.json') : { index: indexPlan(plan, 'plan.json') })} colors={options.colors ?? false} doors={doors} size={() => window} />)
  onTestFinished(cleanup)
  const settled = async () => {
    for (let turn = 0; turn < 3 || (turn < 1_000 && / …$/m.test(shown.lastFrame() ?? '')); turn++) await nextTurn()
  }
  const send = async (text: string) => {
    shown.stdin.write(text)
    await settled()
  }
  await settled()
  return {
    press: async (keys) => {
      for (const key of keys.split(' ')) await send(KEYS[key] ?? key)
    },
    type: send,
    resize: async (next) => {
      window = next
      shown.stdout.emit('resize')
      await settled()
    },
    frame: () => shown.lastFrame() ?? '',
    doors,
  }
}

/** Effects run after a frame, and a lone escape is told from the beginning of a longer key by what follows at once. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
