/** While a screen is drawn, a line on stderr would tear it: what is to be said waits until it is gone. */
import type { Logger } from '../log/logger.js'
import type { Shell } from './shell.js'

export function hushed(shell: Shell): { shell: Shell; speak: () => void } {
  const waiting: (() => void)[] = []
  const later =
    (say: Logger['info']): Logger['info'] =>
    (...words) =>
      void waiting.push(() => say(...words))
  const log: Logger = {
    get level() {
      return shell.log.level
    },
    get format() {
      return shell.log.format
    },
    adjust: (config) => shell.log.adjust(config),
    debug: later((...words) => shell.log.debug(...words)),
    info: later((...words) => shell.log.info(...words)),
    warn: later((...words) => shell.log.warn(...words)),
    error: later((...words) => shell.log.error(...words)),
  }
  const nothing = () => undefined
  return {
    shell: { ...shell, log, progress: { onProgress: nothing, onEvent: nothing, clear: nothing, end: nothing } },
    speak: () => {
      for (const say of waiting.splice(0)) say()
    },
  }
}
