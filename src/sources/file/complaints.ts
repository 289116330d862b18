/** What is wrong with the files, collected: all of it shows at once, and any of it means that they are not believed. */
import type { Diagnostic, Place } from '../../diagnostic.js'
import { IdpscimError } from '../../errors.js'
import { compareText } from '../../model/json.js'
import { placeText } from './text.js'

/** @param why what is wrong, in words that can follow the place */
export type Complain = (place: Place, why: string, remedy?: string) => void

/** So many are shown: a forgotten quote can break every line after it. */
const SHOWN = 20

export interface Complaints {
  complain: Complain
  /** @throws IdpscimError `SourceIncomplete` when there are any; `facts.diagnostics` has them */
  settle: (source: string) => void
}

export function createComplaints(): Complaints {
  const found: Diagnostic[] = []
  return {
    complain: (place, summary, detail) => {
      found.push({ severity: 'error', summary, ...(detail === undefined ? {} : { detail }), place })
    },
    settle: (source) => {
      const diagnostics = found.toSorted(inReadingOrder)
      const [first] = diagnostics
      if (first === undefined) return
      const problems = diagnostics.length === 1 ? 'one problem' : `${diagnostics.length} problems`
      throw new IdpscimError('SourceIncomplete', `the source ${source} has ${problems}: ${placeText(first.place ?? {})}: ${first.summary}${diagnostics.length > 1 ? ', and more' : ''}`, {
        suggestions: [...(first.detail === undefined ? [] : [first.detail]), 'Nothing is read from these files until all of them are in order.'],
        facts: { source, diagnostics: diagnostics.slice(0, SHOWN), more: Math.max(0, diagnostics.length - SHOWN) },
      })
    },
  }
}

function inReadingOrder(a: Diagnostic, b: Diagnostic): number {
  const [one, other] = [a.place ?? {}, b.place ?? {}]
  return compareText(one.file ?? '', other.file ?? '') || (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0)
}
