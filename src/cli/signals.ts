/** Being asked to stop: the first signal asks the work to end well, a second one leaves at once. */

export interface Stop {
  readonly signal: AbortSignal
  /** The process answers signals as if this were not here. */
  release(): void
}

const NAMES = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export function listenForStop(options: { first(name: string): void; second(name: string): never }): Stop {
  const controller = new AbortController()
  const onSignal = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) options.second(name)
    options.first(name)
    controller.abort(new DOMException(`stopped by ${name}`, 'AbortError'))
  }
  for (const name of NAMES) process.on(name, onSignal)
  return {
    signal: controller.signal,
    release: () => {
      for (const name of NAMES) process.off(name, onSignal)
    },
  }
}
