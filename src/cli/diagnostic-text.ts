/** A diagnostic as a log line. */
import type { Diagnostic } from '../diagnostic.js'
import { diagnosticToLine } from '../report/place-text.js'

export function diagnosticToLog(diagnostic: Diagnostic): [message: string, facts: Record<string, string>] {
  return [diagnosticToLine(diagnostic), {}]
}
