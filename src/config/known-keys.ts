/** The keys that the full form knows at a path, asked of the schema itself. */
import type * as z from 'zod'
import { type Path, valueAt } from './authored.js'
import { ConfigFile } from './config-file.js'

type Schema = z.core.$ZodType

/** Empty where no keys belong. What is written decides which keys there are: a state in a file has others than one in S3. */
export function knownKeys(path: Path, root: unknown): string[] {
  let schemas = open(ConfigFile, root)
  for (const [index, part] of path.entries()) {
    const value = valueAt(root, path.slice(0, index + 1))
    schemas = schemas.flatMap((schema) => inside(schema, part)).flatMap((schema) => open(schema, value))
  }
  return [...new Set(schemas.flatMap((schema) => Object.keys(shapeOf(schema))))]
}

/** Looks through defaults, options and unions to what holds keys. */
function open(schema: Schema, value: unknown): Schema[] {
  const { innerType, options, discriminator } = schema._zod.def as { innerType?: Schema; options?: readonly Schema[]; discriminator?: string }
  if (innerType !== undefined) return open(innerType, value)
  if (options === undefined) return [schema]
  const meant = discriminator === undefined ? [] : options.filter((option) => shapeOf(option)[discriminator]?._zod.values?.has(valueAt(value, [discriminator]) as string) === true)
  return (meant.length > 0 ? meant : options).flatMap((option) => open(option, value))
}

function inside(schema: Schema, part: string | number): Schema[] {
  if (schema._zod.def.type === 'array') return [(schema._zod.def as unknown as { element: Schema }).element]
  return Object.entries(shapeOf(schema)).flatMap(([key, inner]) => (key === part ? [inner] : []))
}

function shapeOf(schema: Schema): Readonly<Record<string, Schema>> {
  return (schema._zod.def as { shape?: Record<string, Schema> }).shape ?? {}
}
