/** A source of type `file`: people and groups in YAML, JSON or CSV, under review where they are kept. */
import * as z from 'zod'
import { kind } from '../kind.js'
import { includeUsers, memberMode, sourceMapping, sourceName, type IncludeUsers } from './common.js'

export interface FileSourceConfig {
  type: 'file'
  /** Names the slice of the target that this source owns. */
  name: string
  /** Files and globs, relative to `base`; `!` takes away from the others. */
  paths: string[]
  /** The folder of the configuration file. */
  base: string
  includeUsers: IncludeUsers
  /** Whether members that no file has may be people of other sources: of which, the rules say. */
  othersPeople: boolean
}

const schema = z.strictObject({
  type: z.literal('file').meta({ description: 'People and groups in YAML, JSON or CSV' }),
  name: sourceName('file'),
  paths: z
    .array(z.string().min(1, { error: 'is empty' }))
    .refine((paths) => paths.some((path) => !path.startsWith('!')), { error: 'names no file' })
    .meta({ description: "Files and globs, relative to this configuration file: 'people/**/*.yaml'; one that begins with ! takes away from the others" }),
  people_from: z.array(z.string()).default([]).meta({ description: 'Names of other sources whose people, by userName, may be members of groups here' }),
  include_users: includeUsers,
  members: memberMode,
  mapping: sourceMapping,
})

export const file = kind({
  schema,
  texts: {},
  build: ({ type, name, paths, include_users, people_from }, _, { base }): FileSourceConfig => ({ type, name, paths, base, includeUsers: include_users, othersPeople: people_from.length > 0 }),
})
