/** Rows with columns: what is listed, before anybody draws it. */
import type { Json } from './json.js'

export type Row = Readonly<Record<string, Json | undefined>>

export interface List {
  /** What one row is, for the count below the table: "group". */
  of: string
  /** In the order of printing. */
  columns: readonly string[]
  rows: readonly Row[]
}
