/** Files as a source: people, groups and members in YAML, JSON or CSV, under review where they are kept. */
import type { Clock } from '../../clock.js'
import type { OnProgress } from '../../model/progress.js'
import type { Source } from '../source.js'
import { createComplaints, type Complain } from './complaints.js'
import { filesUnder, type Files } from './files.js'
import { readCsv } from './read-csv.js'
import { readFiles } from './read-files.js'
import { readYaml } from './read-yaml.js'
import { buildRoster } from './roster.js'
import type { Rows } from './rows.js'
import { buildSnapshot } from './snapshot.js'
import type { FileText } from './text.js'

export interface FileSourceOptions {
  /** The source's name in the configuration. */
  name: string
  /** Files and globs; `!` takes away. */
  paths: readonly string[]
  /** What relative paths are relative to. */
  base: string
  includeUsers: 'all' | 'grouped'
  /** Whether members that no file has may be people of other sources. */
  othersPeople?: boolean
  clock: Clock
  onProgress?: OnProgress
  /** The disk, unless a test has another. */
  files?: Files
}

/** The files are all there is: what they no longer name is gone, so `known` settles nothing here. */
export function createFileSource(options: FileSourceOptions): Source {
  const { name: source, paths: patterns, base, includeUsers, othersPeople = false, clock, onProgress, files = filesUnder(base) } = options
  return {
    name: source,
    type: 'file',
    async read() {
      const start = new Date(clock.now()).toISOString()
      const texts = await readFiles({ source, files, patterns, clock, onProgress })
      const { complain, settle } = createComplaints()
      const rows = texts.map((file) => rowsOf(file, complain))
      // A name in a file that cannot be read would be missed everywhere else: the cause is told alone.
      settle(source)
      const all = { users: rows.flatMap(({ users }) => users), groups: rows.flatMap(({ groups }) => groups), members: rows.flatMap(({ members }) => members) }
      onProgress?.({ type: 'read', system: 'file', operation: source, pages: texts.length, rows: all.users.length + all.groups.length + all.members.length })
      const roster = buildRoster(all, othersPeople, complain)
      settle(source)
      return buildSnapshot({ source, roster, includeUsers, evidence: { pages: texts.length, start, end: new Date(clock.now()).toISOString() } })
    },
  }
}

function rowsOf(file: FileText, complain: Complain): Rows {
  switch (/\.[^./]+$/.exec(file.name)?.[0].toLowerCase()) {
    case '.csv':
      return readCsv(file, complain)
    case '.yaml':
    case '.yml':
    case '.json':
      return readYaml(file, complain)
    default:
      complain({ file: file.name, line: 1, column: 1 }, 'the name ends in none of .yaml, .yml, .json and .csv', 'Rename the file, or narrow the pattern.')
      return { users: [], groups: [], members: [] }
  }
}
