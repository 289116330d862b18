/** A tree of sentences, each wrapped within its branch. */
import { wrap } from './layout.js'
import type { Dye } from './paint.js'

export interface Branch {
  text: string
  dye?: Dye | undefined
  under?: readonly Branch[]
}

export function treeLines(branches: readonly Branch[], width: number, indent = ''): string[] {
  return branches.flatMap(({ text, dye = (same) => same, under = [] }, index) => {
    const [first, rest] = index === branches.length - 1 ? ['└ ', '  '] : ['├ ', '│ ']
    const below = `${indent}${rest}${under.length > 0 ? '│ ' : '  '}`
    return [...wrap(text, { width, first: `${indent}${first}`, rest: below }).map((line) => dyed(line, dye)), ...treeLines(under, width, `${indent}${rest}`)]
  })
}

/** The branches keep their colour. */
function dyed(line: string, dye: Dye): string {
  const [, lead = '', text = line] = /^([│├└ ]*)(.*)$/s.exec(line) ?? []
  return lead + dye(text)
}
