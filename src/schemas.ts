/** Writes the published JSON Schemas from the zod types that the program itself checks with. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import { ConfigFile } from './config/config-file.js'
import { State } from './model/state.js'
import { Plan } from './plan/plan.js'
import { Seed } from './sandbox/seed.js'
import { DirectoryFile } from './sources/file/rows.js'

const ROOTS = { config: ConfigFile, plan: Plan, state: State, seed: Seed, people: DirectoryFile }

/** File names and their whole texts. */
export function jsonSchemas(): { name: string; text: string }[] {
  return Object.entries(ROOTS).map(([name, root]) => {
    const schema = z.toJSONSchema(root, { io: 'input', target: 'draft-2020-12' })
    return { name: `${name}.schema.json`, text: `${JSON.stringify(schema, null, 2)}\n` }
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = fileURLToPath(new URL('../schemas/', import.meta.url))
  mkdirSync(folder, { recursive: true })
  for (const { name, text } of jsonSchemas()) writeFileSync(`${folder}${name}`, text)
}
