/** What every command that lists shares: its flags, and how its rows are narrowed and printed. */
import { option, string } from '@oclif/core/flags'
import { IdpscimError } from '../errors.js'
import type { List } from '../model/list.js'
import type { Shell } from './shell.js'

export const listFlags = {
  output: option({ options: ['table', 'json', 'yaml', 'csv'] as const, default: 'table', summary: 'how the list is printed' })(),
  columns: string({ helpValue: 'NAME,…', summary: 'print these columns, in this order' }),
  filter: string({ helpValue: 'GLOB', summary: 'rows in which a value matches, whatever its case: * is any run of characters, ? any one' }),
}

export interface ListFlags {
  output: 'table' | 'json' | 'yaml' | 'csv'
  columns?: string | undefined
  filter?: string | undefined
}

/** What is wrong with the flags is told before anything is read: `columns` are those that the list will have. @throws IdpscimError `BadUsage` */
export async function checkColumns({ columns }: ListFlags, known: readonly string[]): Promise<readonly string[]> {
  if (columns === undefined) return known
  const names = columns.split(',').map((name) => name.trim())
  for (const name of names) {
    if (known.includes(name)) continue
    const { nearest } = await import('../config/nearest.js')
    const meant = nearest(name, known)
    throw new IdpscimError('BadUsage', `--columns: there is no column "${name}"`, { suggestions: [...(meant === undefined ? [] : [`did you mean ${meant}?`]), `the columns are ${known.join(', ')}`] })
  }
  return names
}

export async function printList(shell: Shell, list: List, { output, filter }: ListFlags): Promise<void> {
  const [{ listToText }, { glob }] = await Promise.all([import('../report/list.js'), import('../model/policy.js')])
  const matches = filter === undefined ? undefined : glob(filter)
  const rows = matches === undefined ? list.rows : list.rows.filter((row) => Object.values(row).some((value) => typeof value === 'string' && matches(value)))
  shell.print(listToText({ ...list, rows }, shell.json ? 'json' : output, { color: shell.text.color }))
}
