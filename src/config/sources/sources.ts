/** Every type of source there is: a new one is a file beside this and a line here. */
import * as z from 'zod'
import { file, type FileSourceConfig } from './file.js'
import { google, type GoogleSourceConfig } from './google.js'

export type SourceConfig = GoogleSourceConfig | FileSourceConfig

/** By `type`. */
export const SOURCE_KINDS = { google, file }

export const SourceEntry = z.discriminatedUnion('type', [google.schema, file.schema], { error: `must be ${Object.keys(SOURCE_KINDS).join(', ')}` })
