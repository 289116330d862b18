/** What somebody probably meant. */

/** The known word with the smallest edit distance, when that is at most a third of the word's length (and at least 1 is allowed). */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined
  let distance = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const candidate of known) {
    const found = editDistance(plain(word), plain(candidate))
    if (found < distance) {
      best = candidate
      distance = found
    }
  }
  return best
}

/** Case and separators are no difference worth counting: `groupsFilter` means `groups_filter`. */
function plain(word: string): string {
  return word.toLowerCase().replace(/[-_.\s]/g, '')
}

/** Insertions, deletions, replacements, and swaps of neighbours, each counted once. */
function editDistance(a: string, b: string): number {
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1
      let least = Math.min(at(previous, column) + 1, at(current, column - 1) + 1, at(previous, column - 1) + cost)
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (swapped) least = Math.min(least, at(before, column - 2) + 1)
      current.push(least)
    }
    before = previous
    previous = current
  }
  return at(previous, b.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? 0
}
