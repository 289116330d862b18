/** The keys that the full form knows at a path, asked of the schema itself. */
import type * as z from 'zod'
import type { Path } from './authored.js'
import { ConfigFile } from './config-file.js'

type Schema = z.core.$ZodType

/** Empty where no keys belong. */
export function knownKeys(path: Path): string[] {
  let schemas: Schema[] = [ConfigFile]
  for (const part of path) schemas = schemas.flatMap(open).flatMap((schema) => inside(schema, part))
  return [...new Set(schemas.flatMap(open).flatMap((schema) => Object.keys(shapeOf(schema))))]
}

/** Looks through defaults, options and unions to what holds keys. */
function open(schema: Schema): Schema[] {
  const definition = schema._zod.def as { innerType?: Schema; options?: readonly Schema[] }
  if (definition.innerType !== undefined) return open(definition.innerType)
  if (definition.options !== undefined) return definition.options.flatMap(open)
  return [schema]
}

function inside(schema: Schema, part: string | number): Schema[] {
  if (schema._zod.def.type === 'array') return [(schema._zod.def as unknown as { element: Schema }).element]
  return Object.entries(shapeOf(schema)).flatMap(([key, inner]) => (key === part ? [inner] : []))
}

function shapeOf(schema: Schema): Readonly<Record<string, Schema>> {
  return (schema._zod.def as { shape?: Record<string, Schema> }).shape ?? {}
}
