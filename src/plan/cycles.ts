/** A cycle of renames cannot start anywhere: one object of it steps aside to a temporary name first. */
import type { GroupChange, UserChange } from '../model/change.js'
import { compareText, digest } from '../model/json.js'
import type { Naming } from './names.js'
import { patchOf } from './patch.js'

const FREES_A_NAME = ':frees-a-name'

/** The change for whose sake this one, an extra one, steps aside; undefined for every other. */
export function freesNameFor(id: string): string | undefined {
  return id.endsWith(FREES_A_NAME) ? id.slice(0, -FREES_A_NAME.length) : undefined
}

interface Wait<C> {
  claim: string
  on: C
}

/** Turns waiting into `dependsOn`; where changes wait for each other in a circle, one extra change frees a name. */
export function breakCycles<C extends UserChange | GroupChange, A extends object>(
  changes: readonly C[],
  waits: ReadonlyMap<C, readonly Wait<C>[]>,
  naming: Naming<C, A>,
): C[] {
  const wanted = new Map<C, Set<string>>()
  for (const { claim, on } of [...waits.values()].flat()) wanted.set(on, (wanted.get(on) ?? new Set()).add(claim))
  const freed = new Map([...stepAside(changes, waits)].map((change): [C, C] => [change, freeing(change, wanted.get(change) ?? new Set(), naming)]))
  return changes.flatMap((change) => {
    const needed = (waits.get(change) ?? []).map(({ on }) => freed.get(on)?.id ?? on.id)
    const first = freed.get(change)
    if (first === undefined) return [{ ...change, dependsOn: unite(change.dependsOn, needed) }]
    const before = first.after
    return [first, { ...change, before, patch: patchOf(before ?? {}, change.after ?? {}), dependsOn: unite(change.dependsOn, [...needed, first.id]) }]
  })
}

/** The extra change: the same object, its contested names replaced. */
function freeing<C extends UserChange | GroupChange, A extends object>(change: C, names: ReadonlySet<string>, naming: Naming<C, A>): C {
  const whole = { ...change.after, ...change.before } as A
  const after = naming.free(whole, names, `idpscim-tmp-${digest([change.kind, change.targetId ?? '']).slice(0, 8)}`)
  const key = change.kind === 'user' ? (after as { userName: string }).userName : (after as { displayName: string }).displayName
  return {
    ...change,
    action: 'update',
    id: `${change.id}${FREES_A_NAME}`,
    key,
    after,
    patch: patchOf(change.before ?? {}, after),
    reason: `frees a name: ${change.key} and others take each other's names, so this one steps aside first`,
    dependsOn: [],
  }
}

/**
 * Changes that step aside: those that are waited for by something they wait for themselves. With every such waiting turned to the
 * extra change, which waits for nothing, no circle is left: what remains of a walk without its backward steps has none.
 */
function stepAside<C extends UserChange | GroupChange>(changes: readonly C[], waits: ReadonlyMap<C, readonly Wait<C>[]>): Set<C> {
  const aside = new Set<C>()
  const done = new Set<C>()
  for (const start of changes) {
    // Walked by hand, not by calls: a chain of renames may be as long as the directory.
    const path: { change: C; next: number }[] = []
    const onPath = new Set<C>()
    const enter = (change: C) => {
      path.push({ change, next: 0 })
      onPath.add(change)
    }
    if (!done.has(start)) enter(start)
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const wait = (waits.get(top.change) ?? [])[top.next++]
      if (wait === undefined) {
        done.add(top.change)
        onPath.delete(top.change)
        path.pop()
      } else if (onPath.has(wait.on)) {
        aside.add(wait.on)
      } else if (!done.has(wait.on)) enter(wait.on)
    }
  }
  return aside
}

function unite(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])].sort(compareText)
}
