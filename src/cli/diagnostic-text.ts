/** A diagnostic as a log line. */
import type { Diagnostic } from '../diagnostic.js'
import { placeToText } from './error-text.js'

export function diagnosticToLog(diagnostic: Diagnostic): [message: string, facts: Record<string, string>] {
  const at = placeToText(diagnostic.place, diagnostic.summary)
  const message = `${at === '' ? '' : `${at}: `}${diagnostic.summary}`
  return [diagnostic.detail === undefined ? message : `${message}. ${diagnostic.detail}`, {}]
}
