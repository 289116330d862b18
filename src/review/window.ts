/** How a terminal of some size is divided. */

export interface Window {
  columns: number
  rows: number
}

export interface Layout {
  columns: number
  rows: number
  /** Rows between the tabs and the last lines. */
  body: number
  /** Lines that only set apart: left out where every row counts. */
  rules: boolean
  /** Columns of what is opened where it stands beside the list; 0 where it covers it. */
  aside: number
}

export const SMALLEST: Window = { columns: 40, rows: 10 }
const WIDE = 120

export function layoutOf({ columns, rows }: Window): Layout {
  const rules = rows >= 16
  return { columns, rows, body: rows - (rules ? 6 : 4), rules, aside: columns >= WIDE ? Math.floor(columns / 2) : 0 }
}

export function isTooSmall({ columns, rows }: Window): boolean {
  return columns < SMALLEST.columns || rows < SMALLEST.rows
}
