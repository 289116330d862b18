/** The last word about an error: drawn for people on stderr or for programs on stdout, and its exit code. */
import { errorToJson, errorToText } from './error-text.js'
import { exitCodeOf } from './exit.js'
import { wantsColor, widthOf, writeErr, writeOut } from './output.js'

export function reportFailure(error: unknown, options: { json: boolean; debug: boolean; color: boolean }): number {
  if (options.json) {
    writeOut(`${JSON.stringify(errorToJson(error), null, 2)}\n`)
    if (options.debug && error instanceof Error) writeErr(`${error.stack ?? error.message}\n`)
  } else {
    const color = wantsColor(process.stderr, options)
    writeErr(errorToText(error, { color, width: widthOf(process.stderr), debug: options.debug }))
  }
  return exitCodeOf(error)
}
