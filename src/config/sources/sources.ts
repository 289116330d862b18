/** Every type of source there is: a new one is a file beside this and a line here. */
import * as z from 'zod'
import { entra, type EntraSourceConfig } from './entra.js'
import { file, type FileSourceConfig } from './file.js'
import { google, type GoogleSourceConfig } from './google.js'

export type SourceConfig = GoogleSourceConfig | FileSourceConfig | EntraSourceConfig

/** By `type`. */
export const SOURCE_KINDS = { google, file, entra }

export const SourceEntry = z.discriminatedUnion('type', [google.schema, file.schema, entra.schema], { error: `must be ${Object.keys(SOURCE_KINDS).join(', ')}` })
