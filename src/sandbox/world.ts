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

/** An emulator, and the section of the seed of which it holds its own keys; without one it has no content. */
export interface Part {
  emulator: Emulator
  section?: keyof Seed
}

/** They load in this order; those that keep more than they dump (versions, times) come last, and take whatever a parsed seed holds. */
export function createWorld(all: readonly Part[]): World {
  const parts = all.flatMap(({ section, emulator }) => (section === undefined ? [] : [{ name: section, emulator }]))
  const dump = (by?: 'id') => {
    const whole: Seed = {}
    for (const { name, emulator } of parts) whole[name] = Object.assign(whole[name] ?? {}, emulator.dump(by)) as never
    return whole
  }
  const put = (document: unknown) => {
    const seed = parseSeed(document)
    const before = dump()
    const touched: typeof parts = []
    try {
      for (const part of parts) {
        touched.push(part)
        part.emulator.load(seed[part.name] ?? {})
      }
    } catch (error) {
      // By way of nothing: what failed to load says nothing about who somebody was.
      for (const { emulator } of touched) emulator.load({})
      for (const { emulator, name } of touched) emulator.load(before[name] ?? {})
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
