/** Log lines, for people or as JSON, with levels and without secrets. */
import type { LogConfig } from '../config/config.js'
import { printableJson } from '../model/printable-json.js'
import { safe } from '../report/safe.js'

export type Level = LogConfig['level']

export interface Logger {
  debug(message: string, facts?: Facts): void
  info(message: string, facts?: Facts): void
  warn(message: string, facts?: Facts): void
  error(message: string, facts?: Facts): void
  /** What the configuration says, once it is known. */
  adjust(log: LogConfig): void
  readonly level: Level
  readonly format: LogConfig['format']
}

export type Facts = Readonly<Record<string, unknown>>

const WEIGHT: Readonly<Record<Level, number>> = { debug: 0, info: 1, warn: 2, error: 3 }

/** Words that the original and its templates use for levels that we do not have. */
const LEVELS: Readonly<Record<string, Level>> = {
  trace: 'debug', debug: 'debug', info: 'info', warn: 'warn', warning: 'warn', error: 'error', fatal: 'error', panic: 'error',
}

/** Undefined for a word that names no level. */
export function levelOf(word: string | undefined): Level | undefined {
  return LEVELS[word?.toLowerCase() ?? '']
}

export interface LoggerOptions extends LogConfig {
  write(line: string): void
  /** Wall time, milliseconds since the epoch. */
  now(): number
  /** Lines for a terminal carry no time. */
  terminal: boolean
  /** What every line carries as JSON: which run it is of. */
  facts?: Facts
}

export function createLogger(options: LoggerOptions): Logger {
  let { level, format } = options
  const log = (at: Level, message: string, facts: Facts = {}) => {
    if (WEIGHT[at] < WEIGHT[level]) return
    const time = new Date(options.now()).toISOString()
    if (format === 'json') options.write(printableJson({ time, level: at, message, ...options.facts, ...facts }))
    else options.write(`${options.terminal ? '' : `${time} `}${at === 'info' && options.terminal ? '' : `${at}: `}${safe(message)}${safe(pairs(facts))}`)
  }
  return {
    debug: (message, facts) => log('debug', message, facts),
    info: (message, facts) => log('info', message, facts),
    warn: (message, facts) => log('warn', message, facts),
    error: (message, facts) => log('error', message, facts),
    adjust: (given) => ({ level, format } = given),
    get level() {
      return level
    },
    get format() {
      return format
    },
  }
}

function pairs(facts: Facts): string {
  return Object.entries(facts)
    .map(([key, value]) => ` ${key}=${typeof value === 'string' && /^[\w./:@-]+$/.test(value) ? value : value === undefined ? '' : JSON.stringify(value)}`)
    .join('')
}
