/** The content of all emulators together, as one document: replaced or merged as a whole, or not at all. */
import { IdpscimError } from '../errors.js'
import type { Emulator } from './emulator.js'
import { mergePatch } from './merge-patch.js'
import { parseSeed, type Seed } from './seed.js'

export interface World {
  /** In seed form, with ids. */
  state(): Seed
  /** Sections that the document lacks are emptied. Throws `BadSeed`; the content is then as before. */
  put(document: unknown): void
  /** JSON merge patch on the seed form. Throws as `put` does. */
  patch(patch: unknown): void
}

/** `sections` says which emulator holds which section of the seed. */
export function createWorld(sections: Readonly<Record<keyof Seed, Emulator>>): World {
  const dump = (by?: 'id') => Object.fromEntries(Object.entries(sections).map(([name, emulator]) => [name, emulator.dump(by)])) as Seed
  const load = (seed: Seed) => Object.entries(sections).forEach(([name, emulator]) => emulator.load(seed[name as keyof Seed] ?? {}))
  const put = (document: unknown) => {
    const seed = parseSeed(document)
    const before = dump()
    try {
      load(seed)
    } catch (error) {
      // By way of nothing: what failed to load says nothing about who somebody was.
      load({})
      load(before)
      throw error
    }
  }
  return {
    state: () => dump(),
    put,
    patch: (patch) => {
      if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) {
        throw new IdpscimError('BadSeed', 'a merge patch of the state is an object with the seed\'s sections', { suggestions: ['send {"google": {"users": [...]}} or the like'] })
      }
      put(mergePatch(dump('id'), patch))
    },
  }
}
