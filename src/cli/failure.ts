/** The last word about an error: drawn for people on stderr or for programs on stdout, and its exit code. */
import { printableJson } from '../model/printable-json.js'
import { safe } from '../report/safe.js'
import { errorToJson, errorToText } from './error-text.js'
import { exitCodeOf } from './exit.js'
import { wantsColor, widthOf, writeErr, writeOut } from './output.js'

export function reportFailure(error: unknown, options: { json: boolean; debug: boolean; color: boolean }): number {
  if (options.json) {
    writeOut(`${printableJson(errorToJson(error), 2)}\n`)
    if (options.debug && error instanceof Error) writeErr(`${(error.stack ?? error.message).split('\n').map(safe).join('\n')}\n`)
  } else {
    const color = wantsColor(process.stderr, options)
    writeErr(errorToText(error, { color, width: widthOf(process.stderr), debug: options.debug }))
  }
  return exitCodeOf(error)
}
