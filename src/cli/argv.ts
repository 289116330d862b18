/** What a command line means before oclif sees it: the original had no commands, and its crontabs and containers go on. */
import { FLAT_FLAGS } from '../config/flags.js'

export interface ArgvFacts {
  /** Whether a person may be there to read help. */
  terminal: boolean
}

/**
 * The command line with its command first: flags given before the command move behind it, flags without a command mean `sync`,
 * and so does nothing at all without a terminal. A word is always the command, never ignored: what is no command is refused later.
 */
export function normalizedArgv(argv: readonly string[], facts: ArgvFacts): string[] {
  const words = spelledOut(argv)
  if (words.length === 0) return facts.terminal ? ['--help'] : ['sync']
  const at = commandAt(words)
  if (at === 0) return words
  if (at > 0) {
    const command = words[at] ?? ''
    const topic = words.slice(at + 1)
    return [command, ...leadingWords(topic), ...words.slice(0, at), ...topic.slice(leadingWords(topic).length)]
  }
  return words.includes('--help') ? ['--help'] : ['sync', ...words]
}

/** As `normalizedArgv`, for the original's second program: it changes nothing, and without a command tells what it is. */
export function helperArgv(argv: readonly string[]): string[] {
  const words = spelledOut(argv)
  return commandAt(words) === -1 ? ['--help'] : normalizedArgv(words, { terminal: true })
}

/** Looked at before anything is parsed, so that wrong use can be told as JSON too. */
export function asksJson(argv: readonly string[]): boolean {
  return beforeDashes(argv).includes('--json')
}

export function asksDebug(argv: readonly string[]): boolean {
  return beforeDashes(argv).some((word) => word === '--debug' || word === '-d')
}

function beforeDashes(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--')
  return end === -1 ? argv : argv.slice(0, end)
}

/** `-h`, and the original's `--debug=false`, in oclif's spelling. */
function spelledOut(argv: readonly string[]): string[] {
  const plain = beforeDashes(argv)
  return [...plain.map(spelled), ...argv.slice(plain.length)]
}

const SWITCHES = new Map(
  FLAT_FLAGS.filter(({ kind }) => kind === 'boolean').flatMap((row) => [[`--${row.flag}`, row.flag], ...('char' in row ? [[`-${row.char}`, row.flag]] : [])] as [string, string][]),
)

function spelled(word: string): string {
  if (word === '-h') return '--help'
  const [name = '', value] = word.split('=')
  const flag = SWITCHES.get(name)
  if (flag === undefined || value === undefined) return word
  if (/^(1|t|true)$/i.test(value)) return `--${flag}`
  return /^(0|f|false)$/i.test(value) ? `--no-${flag}` : word
}

/** Flags of our commands that take a value, beside the original's: a test holds this against the commands. */
export const VALUED_FLAGS = [
  'access-token', 'adopt', 'as', 'columns', 'dir', 'endpoint', 'entra-authority', 'entra-client-id', 'entra-credential', 'entra-endpoint', 'entra-groups', 'entra-proof', 'entra-tenant',
  'exclude', 'fault', 'file-path', 'filter', 'format', 'from-snapshots', 'github-app-id', 'github-credential', 'github-email', 'github-email-suffix', 'github-endpoint',
  'github-organization', 'github-proof', 'github-teams', 'google-credentials', 'google-endpoint', 'google-groups', 'google-subject', 'group', 'hold', 'key', 'kms-key', 'latency', 'limit',
  'lock-timeout', 'only', 'out', 'output', 'override', 'parallelism', 'port', 'rate-limits', 'reason', 'refresh', 'region', 'same-person', 'save-snapshots', 'schema', 'seed', 'source',
  'source-id', 'stack', 'state', 'state-bucket', 'state-key', 'state-path', 'state-region', 'target',
] as const

/** Of `idpscimcli` alone. */
const HELPER_VALUED = ['--gws-users-filter', '-r', '--output-format', '--timeout']

const VALUED = new Set([
  ...HELPER_VALUED,
  ...VALUED_FLAGS.map((name) => `--${name}`),
  ...FLAT_FLAGS.filter(({ kind }) => kind !== 'boolean').flatMap((row) => ['char' in row ? `-${row.char}` : '', `--${row.flag}`]),
])

/** Where the first word stands that is neither a flag nor a flag's value; -1 when there is none. */
function commandAt(words: readonly string[]): number {
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? ''
    if (word === '--') return -1
    if (!word.startsWith('-') || word === '-') return index
    if (VALUED.has(word)) index++
  }
  return -1
}

function leadingWords(words: readonly string[]): string[] {
  const end = words.findIndex((word) => word.startsWith('-'))
  return end === -1 ? [...words] : words.slice(0, end)
}
