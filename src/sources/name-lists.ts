/** Include and exclude lists: globs over names, beside whatever a vendor's own filters select. */
import { glob } from '../model/policy.js'

export interface NameLists {
  /** Globs; none lets everybody in. */
  include: readonly string[]
  /** Globs; they win over `include`. */
  exclude: readonly string[]
}

export interface Admission {
  /** By any of the names that something goes by. */
  admits(...names: readonly string[]): boolean
  /** How many of these each entry of `include` lets in, in their order: one that lets in nobody is likely a typing error. */
  included(all: Iterable<readonly string[]>): number[]
}

/** Compiled once: a directory may have a hundred thousand names. */
export function admission({ include, exclude }: NameLists): Admission {
  const wanted = include.map(glob)
  const unwanted = exclude.map(glob)
  return {
    admits: (...names) => {
      if (unwanted.some((matches) => names.some(matches))) return false
      return wanted.length === 0 || wanted.some((matches) => names.some(matches))
    },
    included: (all) => {
      const counts = wanted.map(() => 0)
      for (const names of all) for (const [index, matches] of wanted.entries()) if (names.some(matches)) counts[index] = (counts[index] ?? 0) + 1
      return counts
    },
  }
}
