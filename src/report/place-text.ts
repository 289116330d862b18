/** What a person is to mend, and where it stands. */
import type { Diagnostic, Place } from '../diagnostic.js'
import { safe } from './safe.js'

/** `path:line:column key`, a variable, or a flag, as an editor or terminal can open it; what `told` names already is left out. */
export function placeToText(place: Place | undefined, told: string): string {
  if (place === undefined) return ''
  const { file, line, column, key, variable, flag } = place
  const at = file === undefined ? '' : [file, line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(':')
  const parts = [at, key, variable, flag].filter((part) => part !== undefined && part !== '' && !told.includes(part))
  return parts.map((part) => safe(part ?? '')).join(' ')
}

/** As one line: where, what, and what to do. */
export function diagnosticToLine({ summary, detail, place }: Diagnostic): string {
  const at = placeToText(place, summary)
  return `${at === '' ? '' : `${at}: `}${summary}${detail === undefined ? '' : `. ${detail}`}`
}
