/** Words that a change's kind and action are compared with: one that neither ever has would make a rule that never holds, in silence. */
import type { ASTNode } from '@marcbachmann/cel-js'
import { GroupChange, MembershipChange, UserChange } from '../model/change.js'
import type { Fault } from './expression.js'
import { nearest } from './nearest.js'

const CHANGES = [UserChange, GroupChange, MembershipChange]
const WORDS: Readonly<Record<string, readonly string[]>> = {
  kind: CHANGES.map(({ shape }) => shape.kind.value),
  action: [...new Set(CHANGES.flatMap(({ shape }): string[] => shape.action.options))],
}

/** The first such word, where it is compared by `==`, `!=` or `in` a list. */
export function unknownWord(node: ASTNode): Fault | undefined {
  return compared(node) ?? nodesIn(node.args).reduce<Fault | undefined>((found, inner) => found ?? unknownWord(inner), undefined)
}

function compared({ op, args }: ASTNode): Fault | undefined {
  if (op !== '==' && op !== '!=' && op !== 'in') return undefined
  const sides = nodesIn(args)
  const field = sides.map(fieldOf).find((name) => name !== undefined)
  const known = field === undefined ? undefined : WORDS[field]
  if (field === undefined || known === undefined) return undefined
  const literals = sides.flatMap((side) => (side.op === 'list' ? side.args : [side])).filter((side) => side.op === 'value')
  for (const { args: word, range } of literals) {
    if (typeof word !== 'string' || known.includes(word)) continue
    const meant = nearest(word, known)
    return { summary: `asks for the ${field} ${JSON.stringify(word)}, which no change has${meant === undefined ? `: they are ${known.join(', ')}` : `; did you mean "${meant}"?`}`, offset: range.start }
  }
  return undefined
}

/** `kind` of `change.kind`. */
function fieldOf(node: ASTNode): string | undefined {
  if (node.op !== '.') return undefined
  const [record, field] = node.args
  return record.op === 'id' && record.args === 'change' ? field : undefined
}

function nodesIn(args: unknown): ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(nodesIn)
  return typeof args === 'object' && args !== null && 'op' in args ? [args as ASTNode] : []
}
