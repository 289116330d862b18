/** A comment has a size: sections share what room there is, and each says exactly what it leaves out. */

/** Code points: a little below GitHub's 65,536, for whoever puts a line of their own above. */
export const COMMENT = 65_000

export interface Section {
  /** Our own words and numbers only: it stands in HTML. */
  title: string
  /** Unfolded: for what somebody came to see. */
  open?: boolean
  /** Items to list, most important first. */
  items: readonly unknown[]
  /** The Markdown of the item at this place, whole lines. */
  draw: (index: number) => string
  /** What is not shown, from this place on: `1,200 more (1,000 to create, 200 to delete)`. */
  leftOut: (from: number) => string
}

/** Items that the head tells before a count stands for the rest. */
const TOLD = 10
/** Code points that a list in the head may take: hostile names must not push the sections out. */
const HEAD_LIST = 6_000

/** The first few items as Markdown, as far as the head has room. */
export function firstOf<T>(items: readonly T[], draw: (item: T) => string): string[] {
  let room = HEAD_LIST
  const drawn = items.slice(0, TOLD).map(draw)
  const over = drawn.findIndex((text) => (room -= size(text)) < 0)
  return over === -1 ? drawn : drawn.slice(0, over)
}

/** In code points: as GitHub counts the 65,536 of a pull request's body; at four bytes each they are within a comment's 262,144 bytes, too. */
export function size(text: string): number {
  let count = text.length
  for (let at = 0; at < text.length; at++) if ((text.charCodeAt(at) & 0xfc00) === 0xd800) count--
  return count
}

/** Sections that together take at most `room`: those that need little get all they need, the others share the rest evenly. */
export function fit(sections: readonly Section[], room: number, where: string): string {
  const filled = sections.filter(({ items }) => items.length > 0)
  const frames = filled.map((section) => size(frame(section, '', section.leftOut(0), where)))
  let left = room - frames.reduce((sum, frameSize) => sum + frameSize, 0)
  const drawn = filled.map((section) => drawUpTo(section, Math.max(0, left)))
  const given = drawn.map(() => 0)
  const poorestFirst = drawn.map((_, index) => index).sort((a, b) => (drawn[a]?.size ?? 0) - (drawn[b]?.size ?? 0))
  poorestFirst.forEach((index, done) => {
    given[index] = Math.min(drawn[index]?.size ?? 0, Math.floor(Math.max(0, left) / (filled.length - done)))
    left -= given[index]
  })
  return filled.map((section, index) => cut(section, drawn[index]?.items ?? [], given[index] ?? 0, where)).join('')
}

/** No more than could ever be shown: a plan of a hundred thousand changes costs what its comment holds. */
function drawUpTo({ items, draw }: Section, room: number): { items: string[]; size: number } {
  const drawn: string[] = []
  let total = 0
  for (let index = 0; index < items.length && total <= room; index++) {
    const item = draw(index)
    drawn.push(item)
    total += size(item)
  }
  return { items: drawn, size: total }
}

function cut(section: Section, drawn: readonly string[], room: number, where: string): string {
  let used = 0
  let shown = 0
  for (const item of drawn) {
    used += size(item)
    if (used > room) break
    shown++
  }
  const leftOut = shown === section.items.length ? '' : section.leftOut(shown)
  return frame(section, drawn.slice(0, shown).join(''), leftOut, where)
}

/** The empty lines let Markdown begin and end within the HTML (CommonMark 0.31, §4.6). */
function frame({ title, open = false }: Section, body: string, leftOut: string, where: string): string {
  const more = leftOut === '' ? '' : `\n_Left out here: ${leftOut}; see ${where}._\n`
  return `\n<details${open ? ' open' : ''}>\n<summary>${title}</summary>\n\n${body}${more}\n</details>\n`
}
