/**
 * The `fields` parameter: keeps what the mask names and nothing else, so that a mask without `nextPageToken` ends the paging.
 * Grammar: `a,b(c,d),e/f,*` (performance guide, partial response).
 */
import { invalidParameter } from './answers.js'

/** What a level keeps: everything, or the named fields with what is kept inside them. */
export type Mask = '*' | ReadonlyMap<string, Mask>

/** Refuses with 400 what does not parse, or selects a field that `known` (names of the top level and of its rows) lacks. */
export function parseMask(text: string, known: (path: readonly string[]) => boolean): Mask {
  let at = 0
  const invalid = () => invalidParameter('fields', `Invalid field selection ${text}`)

  function level(path: readonly string[]): Map<string, Mask> {
    const names = new Map<string, Mask>()
    for (;;) {
      const chain = [name()]
      while (text[at] === '/') {
        at += 1
        chain.push(name())
      }
      const full = [...path, ...chain]
      full.forEach((step, index) => {
        if (index >= path.length && step !== '*' && !known(full.slice(0, index + 1))) throw invalidParameter('fields', `Invalid field selection ${step}`)
      })
      let inner: Mask = '*'
      if (text[at] === '(') {
        at += 1
        inner = level(full)
        if (text[at] !== ')') throw invalid()
        at += 1
      }
      for (const step of chain.slice(1).reverse()) inner = new Map([[step, inner]])
      const first = chain[0] ?? ''
      names.set(first, merge(names.get(first), inner))
      if (text[at] !== ',') return names
      at += 1
    }
  }

  function name(): string {
    const found = /^\s*([\w.:*-]+)\s*/.exec(text.slice(at))
    if (!found) throw invalid()
    at += found[0].length
    return found[1] ?? ''
  }

  const mask = level([])
  if (at !== text.length) throw invalid()
  return mask
}

function merge(one: Mask | undefined, other: Mask): Mask {
  if (one === undefined) return other
  if (one === '*' || other === '*') return '*'
  const merged = new Map(one)
  for (const [name, inner] of other) merged.set(name, merge(merged.get(name), inner))
  return merged
}

export function applyMask(value: unknown, mask: Mask): unknown {
  if (mask === '*' || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((row) => applyMask(row, mask))
  const any = mask.get('*')
  const kept = Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    const chosen = mask.get(name) ?? any
    return chosen === undefined ? [] : [[name, applyMask(inner, chosen)] as const]
  })
  return Object.fromEntries(kept)
}
