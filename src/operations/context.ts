/** What every operation is handed: one stack's checked configuration, and the outside world's few dependencies. */
import type { Clock } from '../clock.js'
import type { Config } from '../config/config.js'
import type { OnProgress } from '../model/progress.js'

export interface Context {
  config: Config
  clock: Clock
  onProgress: OnProgress
  /** Aborted when the run shall stop: what is in flight ends, nothing new starts. */
  signal?: AbortSignal
  toolVersion: string
}

/** Wall time as it is written everywhere: ISO 8601, UTC, milliseconds. */
export function timestamp(clock: Clock): string {
  return new Date(clock.now()).toISOString()
}
