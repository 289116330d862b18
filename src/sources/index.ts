/** Every kind of source, one line each. */
import { createGoogleSource } from './google/google-source.js'

export const SOURCE_KINDS = {
  google: createGoogleSource,
} as const

export type SourceKind = keyof typeof SOURCE_KINDS
