/** Rows as a list is printed: a table for people; JSON, YAML and CSV for programs. */
import Table from 'cli-table3'
import { stringify as csv } from 'csv-stringify/sync'
import { stringify as yaml } from 'yaml'
import type { Json } from '../model/json.js'
import type { List, Row } from '../model/list.js'
import { printableJson } from '../model/printable-json.js'
import { paints } from './paint.js'
import { safe } from './safe.js'
import { counted } from './words.js'

export type ListFormat = 'table' | 'json' | 'yaml' | 'csv'

/** Ends with a newline. Columns that no row has are left out of tables; a program gets all of them. */
export function listToText({ of, columns, rows }: List, format: ListFormat, { color = false } = {}): string {
  const picked = rows.map((row) => Object.fromEntries(columns.map((column) => [column, row[column] ?? null])))
  switch (format) {
    case 'json':
      return `${printableJson(picked, 2)}\n`
    case 'yaml':
      return valueToYaml(picked)
    case 'csv':
      // A spreadsheet takes = + - and @ at the beginning for a formula.
      return csv(picked.map((row) => columns.map((column) => text(row[column]))), { header: true, columns: [...columns], escape_formulas: true })
    case 'table':
      return table(columns.filter((column) => rows.length === 0 || rows.some((row) => (row[column] ?? null) !== null)), picked, color) + `${counted(rows.length, of)}\n`
  }
}

/** Any JSON value. */
export function valueToYaml(value: unknown): string {
  return yaml(value, { lineWidth: 0 })
}

function table(columns: readonly string[], rows: readonly Row[], color: boolean): string {
  const heading = paints(color).faint
  const drawn = new Table({ head: columns.map((column) => heading(column)), chars: NO_LINES, style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 } })
  drawn.push(...rows.map((row) => columns.map((column) => safe(text(row[column])))))
  return `${drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`
}

const NO_LINES = {
  top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '',
  left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '',
} as const

function text(value: Json | undefined): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
