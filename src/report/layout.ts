/** Lines that fit: words wrapped by the columns they take on a terminal. */

export interface TextOptions {
  color: boolean
  /** Columns. */
  width: number
}

const NOTHING = /[\p{Mn}\p{Me}\u200c\u200d]/gu
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/gu

/** The columns that a plain text takes: East Asian wide characters two, combining marks none. */
export function columns(text: string): number {
  const visible = text.replace(NOTHING, '')
  return Array.from(visible).length + (visible.match(WIDE)?.length ?? 0)
}

/**
 * `text` after `first`, wrapped at spaces, later lines indented by `rest`. A word that is longer than a line stays whole:
 * half a mail address helps nobody.
 */
export function wrap(text: string, options: { width: number; first?: string; rest?: string }): string[] {
  const first = options.first ?? ''
  const rest = options.rest ?? ' '.repeat(columns(first))
  const lines: string[] = []
  let line = first
  let used = columns(first)
  let empty = true
  for (const word of text.split(' ')) {
    const size = columns(word)
    if (!empty && used + 1 + size > options.width) {
      lines.push(line)
      line = rest
      used = columns(rest)
      empty = true
    }
    line += empty ? word : ` ${word}`
    used += empty ? size : size + 1
    empty = false
  }
  lines.push(line)
  return lines
}
