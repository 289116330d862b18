/** Wrong use, told with what was probably meant. */
import { IdpscimError } from '../errors.js'

/** The two executables. */
export type Bin = 'idpscim' | 'idpscimcli'

export interface CommandWords {
  bin: Bin
  /** Every command as its words: `state show`. */
  commands: readonly string[]
  /** Commands that take arguments of their own. */
  takesArguments(command: string): boolean
}

/** Refuses words that name no command, and words that a command does not take. */
export async function checkCommand(argv: readonly string[], known: CommandWords): Promise<void> {
  const end = argv.findIndex((word) => word.startsWith('-'))
  const words = end === -1 ? argv : argv.slice(0, end)
  if (words.length === 0) return
  if (words[0] === 'help') return words.length === 1 ? undefined : checkCommand(words.slice(1), { ...known, takesArguments: () => false })
  for (let size = words.length; size > 0; size--) {
    const command = words.slice(0, size).join(' ')
    if (known.commands.includes(command)) {
      if (size < words.length && !known.takesArguments(command)) throw unexpected(`${known.bin} ${command}`, words.slice(size))
      return
    }
  }
  const asked = words.join(' ')
  if (known.commands.some((command) => command.startsWith(`${asked} `))) return
  throw await unknown(words, known)
}

function unexpected(command: string, extra: readonly string[]): IdpscimError {
  return new IdpscimError('BadUsage', `"${command}" takes no argument: ${extra.map(quoted).join(' ')}`, {
    suggestions: [`${command} --help`],
  })
}

async function unknown(words: readonly string[], known: CommandWords): Promise<IdpscimError> {
  const { nearest } = await import('../config/nearest.js')
  const sizes = words.map((_, index) => words.slice(0, words.length - index).join(' '))
  const topics = known.commands.map((command) => command.split(' ')[0] ?? '')
  const meant = sizes.map((asked) => nearest(asked, known.commands)).find((found) => found !== undefined) ?? nearest(words[0] ?? '', topics)
  return new IdpscimError('BadUsage', `unknown command: ${words.slice(0, Math.max(2, longest(known.commands))).map(quoted).join(' ')}`, {
    suggestions: [...(meant === undefined ? [] : [`${known.bin} ${meant}`]), `${known.bin} --help lists the commands`],
  })
}

/** In words. */
function longest(commands: readonly string[]): number {
  return Math.max(...commands.map((command) => command.split(' ').length))
}

/** oclif's complaints about flags and arguments as ours, `command` with its executable; a flag's value is never repeated, it may be a token. */
export async function usageError(cause: unknown, command: string, flags: readonly string[]): Promise<IdpscimError> {
  if (cause instanceof IdpscimError) return cause
  const help = [command, '--help'].filter((word) => word !== '').join(' ')
  if (isUnknownFlags(cause)) {
    const { nearest } = await import('../config/nearest.js')
    const names = cause.flags.map((flag) => flag.replace(/=.*/s, ''))
    const meant = names.map((name) => nearest(name, flags.map((flag) => `--${flag}`))).filter((name) => name !== undefined)
    return new IdpscimError('BadUsage', `unknown ${names.length === 1 ? 'flag' : 'flags'}: ${names.join(', ')}`, { suggestions: [...meant, help], cause })
  }
  const { complaintToText } = await import('./oclif-complaints.js')
  return new IdpscimError('BadUsage', complaintToText(cause, command), { suggestions: [help], cause })
}

function isUnknownFlags(cause: unknown): cause is { flags: string[] } {
  return cause instanceof Error && 'flags' in cause && Array.isArray(cause.flags) && cause.flags.every((flag) => typeof flag === 'string')
}

function quoted(word: string): string {
  return JSON.stringify(word.length > 60 ? `${word.slice(0, 60)}…` : word)
}
