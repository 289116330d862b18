/** Commands that people can copy into their shell. */
import { shellWord as quoted } from '../model/shell-word.js'
import { safe } from '../report/safe.js'
import type { GlobalFlags } from './shell.js'

/** One word as a POSIX shell takes it, quoted where it must be. */
export function shellWord(text: string): string {
  return safe(quoted(text))
}

/** A command line of ours that reads the same configuration as this run. */
export function ourCommand(words: readonly string[], flags: GlobalFlags): string {
  const config = flags['config-file']
  return ['idpscim', ...words, ...(config === undefined ? [] : ['--config-file', config])].map(shellWord).join(' ')
}
