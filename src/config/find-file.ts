/** Which file is the configuration: the one that was named, else the current directory's, else the home directory's. */
import { readFile as read } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import type { Problems } from './problems.js'

export type ReadFile = (path: string) => Promise<string>
export const readFromDisk: ReadFile = (path) => read(path, 'utf8')

const NAMES = ['.idpscim.yaml', '.idpscim.yml', '.idpscim.json']

/** Formats that the original tries to read. */
const FOREIGN = ['.toml', '.properties', '.props', '.prop', '.hcl', '.tfvars', '.dotenv', '.env', '.ini']

export interface FoundFile {
  /** Absolute. */
  path: string
  text: string
}

export interface Search {
  /** What `--config-file` says. */
  named: string | undefined
  cwd: string
  home: string | undefined
  readFile: ReadFile
}

/** Undefined when there is none, or when the problems say why it cannot be read. */
export async function findConfigFile(search: Search, problems: Problems): Promise<FoundFile | undefined> {
  if (search.named !== undefined) return named(resolve(search.cwd, search.named), search.readFile, problems)
  const folders = [search.cwd, ...(search.home === undefined || resolve(search.home) === resolve(search.cwd) ? [] : [search.home])]
  const found: FoundFile[] = []
  for (const path of folders.flatMap((folder) => NAMES.map((name) => resolve(join(folder, name))))) {
    try {
      found.push({ path, text: await search.readFile(path) })
    } catch (error) {
      // A home directory that is closed to us matters only when nothing nearer was found.
      if (reason(error) !== 'does not exist' && found.length === 0) {
        problems.error({
          summary: `the configuration file ${path} ${reason(error)}`,
          place: { file: path },
        })
      }
    }
  }
  const [first, ...others] = found
  for (const other of others) {
    problems.warn({
      summary: `${other.path} is not read`,
      detail: `${first?.path ?? ''} comes first. Say --config-file to choose.`,
      place: { file: other.path },
    })
  }
  return first
}

async function named(path: string, readFile: ReadFile, problems: Problems): Promise<FoundFile | undefined> {
  const format = extname(path).toLowerCase()
  if (FOREIGN.includes(format) || path.endsWith('/.env')) {
    problems.error({
      summary: `${path} is not YAML or JSON, and this program reads no other format`,
      detail: 'Write the same keys as YAML, `key: value`, in a file that ends in .yaml.',
      place: { file: path, flag: '--config-file' },
    })
    return undefined
  }
  try {
    return { path, text: await readFile(path) }
  } catch (error) {
    problems.error({
      summary: `the configuration file ${path} ${reason(error)}`,
      detail: 'Check the path after --config-file, or leave the flag out to use .idpscim.yaml of this or of the home directory.',
      place: { file: path, flag: '--config-file' },
    })
    return undefined
  }
}

/** A file error as the end of a sentence that begins with the path. */
export function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'does not exist'
    case 'EISDIR':
      return 'is a directory'
    case 'EACCES':
    case 'EPERM':
      return 'may not be read by this user'
    default:
      return `cannot be read${typeof code === 'string' ? ` (${code})` : ''}`
  }
}
