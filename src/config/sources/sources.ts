/** Every type of source there is: a new one is a file beside this and a line here. */
import * as z from 'zod'
import { entra, type EntraSourceConfig } from './entra.js'
import { file, type FileSourceConfig } from './file.js'
import { github, type GithubSourceConfig } from './github.js'
import { google, type GoogleSourceConfig } from './google.js'

export type SourceConfig = GoogleSourceConfig | FileSourceConfig | EntraSourceConfig | GithubSourceConfig

/** By `type`. */
export const SOURCE_KINDS = { google, file, entra, github }

export const SourceEntry = z.discriminatedUnion('type', [google.schema, file.schema, entra.schema, github.schema], { error: `must be one of ${Object.keys(SOURCE_KINDS).join(', ')}` })
