/** A CSV file as rows: of people, of groups or of memberships, as its first line says. */
import type * as z from 'zod'
import { csvRecords, type CsvValue } from './csv-records.js'
import type { Complain } from './complaints.js'
import { FileGroup, FileUser, type Rows } from './rows.js'
import { placesIn, type FileText } from './text.js'

/** Columns are named as the keys of the YAML form, one within another as `name.givenName`. */
export const USER_COLUMNS = columnsOf(FileUser)
export const GROUP_COLUMNS = columnsOf(FileGroup.omit({ members: true }))
export const MEMBER_COLUMNS = ['group', 'member', 'type']

export function readCsv(file: FileText, complain: Complain): Rows {
  const rows: Rows = { users: [], groups: [], members: [] }
  const placeAt = placesIn(file)
  const read = csvRecords(file.text)
  if ('fault' in read) {
    complain(placeAt(read.fault.at), read.fault.why)
    return rows
  }
  const [header, ...records] = read.records
  const columns = header === undefined ? [] : header.map(({ text }) => text)
  const kind = columns.includes('userName') ? 'users' : columns.includes('member') ? 'members' : columns.includes('displayName') ? 'groups' : undefined
  if (header === undefined) complain(placeAt(0), 'the file is empty', 'Write the line of column names, and no other, if nobody is meant.')
  else if (kind === undefined) complain(placeAt(header[0]?.at ?? 0), `the first line names none of the columns userName (people), displayName (groups) and member (memberships)`, 'The first line names the columns.')
  if (header === undefined || kind === undefined) return rows

  const known = { users: USER_COLUMNS, groups: GROUP_COLUMNS, members: MEMBER_COLUMNS }[kind]
  const fits = header.map(({ text, at }, index) => {
    if (!known.includes(text)) complain(placeAt(at), text === '' ? 'a column has no name' : `the column ${JSON.stringify(text)} is not known`, `Known here: ${known.join(', ')}.`)
    else if (columns.indexOf(text) < index) complain(placeAt(at), `the column ${text} stands here a second time`, 'Keep one.')
    else return true
    return false
  })
  if (fits.includes(false)) return rows

  for (const record of records) {
    const first = record[0]?.at ?? 0
    if (record.length !== columns.length) {
      complain(placeAt(first), `this record has ${record.length} values, and the first line names ${columns.length} columns`, 'Put values that hold a separator or a line break into quotes.')
      continue
    }
    const place = (field?: string) => placeAt(record[field === undefined ? 0 : columns.indexOf(field)]?.at ?? first)
    const written = nested(columns, record)
    const parse = <T>(schema: z.ZodType<T>): T | undefined => {
      const parsed = schema.safeParse(written)
      for (const { path, message } of parsed.error?.issues ?? []) {
        const column = path.join('.')
        const missing = !columns.includes(column) || record[columns.indexOf(column)]?.text === ''
        complain(place(missing ? undefined : column), missing ? `${column} is missing` : `${column} ${message}`, missing ? 'Fill it in, or take the line out.' : undefined)
      }
      return parsed.data
    }
    switch (kind) {
      case 'users': {
        const user = parse(FileUser)
        if (user !== undefined) rows.users.push({ user, place })
        break
      }
      case 'groups': {
        const group = parse(FileGroup.omit({ members: true }))
        if (group !== undefined) rows.groups.push({ group, place })
        break
      }
      case 'members': {
        const { group, member, type = 'user' } = written as { group?: string; member?: string; type?: string }
        if (group === undefined || member === undefined) complain(place(), `${group === undefined ? 'group' : 'member'} is missing`, 'Fill it in, or take the line out.')
        else if (type !== 'user' && type !== 'group') complain(place('type'), `type is ${JSON.stringify(type)}, and must be user or group`)
        else rows.members.push({ group, member, type, place })
      }
    }
  }
  return rows
}

/** Empty cells are keys left out; `true` and `false` are what they are in YAML. */
function nested(columns: readonly string[], record: readonly CsvValue[]): Record<string, unknown> {
  const written: Record<string, unknown> = {}
  for (const [index, column] of columns.entries()) {
    const text = record[index]?.text ?? ''
    if (text === '') continue
    const [outer = '', inner] = column.split('.')
    if (inner !== undefined) written[outer] = { ...(written[outer] as object | undefined), [inner]: text }
    else written[outer] = column === 'active' && /^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : text
  }
  return written
}

function columnsOf(schema: z.ZodObject): string[] {
  return Object.entries(schema.shape).flatMap(([key, field]) => {
    const { innerType } = (field as z.ZodType)._zod.def as { innerType?: z.ZodType }
    const inner = (innerType as { shape?: object } | undefined)?.shape
    return inner === undefined ? [key] : Object.keys(inner).map((name) => `${key}.${name}`)
  })
}
