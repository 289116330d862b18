/** The built program at a terminal of its own, for one test. */
import { onTestFinished } from 'vitest'
import { PROGRAM } from './program.js'
import { openPseudoTerminal, type AtTerminal, type TerminalOptions } from './pseudo-terminal.js'

export { NO_TERMINAL } from './pseudo-terminal.js'

export async function openTerminal(args: readonly string[], options: TerminalOptions): Promise<AtTerminal> {
  const terminal = await openPseudoTerminal(PROGRAM, args, options)
  onTestFinished(terminal.close)
  return terminal
}
