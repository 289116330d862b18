/** What a command talks through: results to stdout, logs and progress to stderr, and the signal to stop. */
import { printableJson } from '../model/printable-json.js'
import { type TextOptions, wrap } from '../report/layout.js'
import { systemClock } from '../clock.js'
import { createLogger, levelOf, type Logger } from '../log/logger.js'
import { wantsColor, widthOf, writeErr, writeOut } from './output.js'
import { createProgress, type Progress } from '../log/progress.js'
import { listenForStop } from './signals.js'

export interface Shell {
  /** One JSON document on stdout and nothing else there. */
  readonly json: boolean
  /** How to draw for stdout. */
  readonly text: TextOptions
  readonly log: Logger
  readonly progress: Progress
  readonly signal: AbortSignal
  /** To stdout, as it is: end it with a newline. */
  print(text: string): void
  printJson(value: unknown): void
  close(): void
}

export interface GlobalFlags {
  json: boolean
  debug: boolean
  'no-color': boolean
  'log-level'?: string | undefined
  'log-format'?: string | undefined
  'config-file'?: string | undefined
}

/** What a first signal means to this command, and how it ends at a second one. */
export interface Stopping {
  first: string
  second: string
  exit: number
}

/** Opens the ways out that this run's flags ask for, and listens for signals until `close`. */
export function openShell(flags: GlobalFlags, stopping: Stopping): Shell {
  const terminal = process.stderr.isTTY
  const level = flags.debug ? 'debug' : levelOf(flags['log-level'] ?? process.env['IDPSCIM_LOG_LEVEL'])
  const format = (flags['log-format'] ?? process.env['IDPSCIM_LOG_FORMAT']) === 'json' ? 'json' : 'text'
  const log: Logger = createLogger({
    // Programs that asked for one document want no chatter beside it, unless they say so.
    level: level ?? (flags.json ? 'warn' : 'info'),
    format,
    terminal,
    now: () => systemClock.now(),
    write: (line) => writeErr(`${terminal && log.format === 'text' ? wrap(line, { width: widthOf(process.stderr), rest: '  ' }).join('\n') : line}\n`),
  })
  const quiet = !terminal || flags.json || format === 'json'
  const progress = createProgress({
    log,
    ...(quiet ? {} : { draw: (text: string) => writeErr(text) }),
    columns: () => process.stderr.columns,
    monotonic: () => systemClock.monotonic(),
  })
  // A terminal echoes the key as ^C where the line under way stands.
  const afterKey = () => {
    progress.clear()
    if (!quiet) writeErr('\r\u001b[2K')
  }
  const stop = listenForStop({
    first: (name) => {
      afterKey()
      log.info(`${name}: ${stopping.first}`)
    },
    second: (name) => {
      afterKey()
      log.info(`${name}: ${stopping.second}`)
      process.exit(stopping.exit)
    },
  })
  return {
    json: flags.json,
    text: { color: wantsColor(process.stdout, { color: !flags['no-color'] }), width: widthOf(process.stdout) },
    log,
    progress,
    signal: stop.signal,
    print: (text) => {
      progress.clear()
      writeOut(text)
    },
    printJson: (value) => {
      progress.clear()
      writeOut(`${printableJson(value, 2)}\n`)
    },
    close: () => {
      progress.end()
      stop.release()
    },
  }
}
