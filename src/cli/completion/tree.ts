/** The words and flags that a shell completes, from what the framework knows of the commands without loading one. */
import type { Config } from '@oclif/core/interfaces'

export interface CompletionFlag {
  long: string
  short?: string
  summary: string
  /** Texts that it may take; empty for a flag that takes any, absent for a switch. */
  values?: readonly string[]
}

export interface CompletionNode {
  /** The words so far: `state list`; empty for the program itself. */
  path: string
  /** What may come next: commands and topics, or what an argument may be. */
  next: readonly { word: string; summary: string }[]
  flags: readonly CompletionFlag[]
}

export interface CompletionTree {
  bin: string
  /** The root first, then by path. */
  nodes: readonly CompletionNode[]
}

export function completionTree({ bin, commands, topics }: Pick<Config, 'bin' | 'commands' | 'topics'>): CompletionTree {
  const shown = commands.filter(({ hidden }) => !hidden)
  const summaries = new Map([...topics.map(({ name, description = '' }) => [name, description] as const), ...shown.map(({ id, summary = '' }) => [id, summary] as const)].map(([id, text]) => [words(id), text]))
  const paths = [...summaries.keys()].sort()
  const nodeOf = (path: string): CompletionNode => {
    const command = shown.find(({ id }) => words(id) === path)
    const children = paths.filter((other) => parentOf(other) === path).map((other) => ({ word: other.slice(path.length).trim(), summary: summaries.get(other) ?? '' }))
    const [argument] = Object.values(command?.args ?? {})
    return {
      path,
      next: [...children, ...(argument?.options ?? []).map((word) => ({ word, summary: '' }))],
      flags: [...(path === '' ? rootFlags(shown) : completed(command)), HELP].sort((a, b) => (a.long < b.long ? -1 : 1)),
    }
  }
  return { bin, nodes: ['', ...paths].map(nodeOf) }
}

const HELP: CompletionFlag = { long: 'help', short: 'h', summary: 'all about it' }
const VERSION: CompletionFlag = { long: 'version', short: 'v', summary: 'which version this is' }

/** Flags without a command mean sync; a program that knows no sync takes what all its commands share. */
function rootFlags(commands: readonly FrameworkCommand[]): CompletionFlag[] {
  const sync = commands.find(({ id }) => id === 'sync')
  const own = commands.filter(({ flags }) => Object.keys(flags).length > 0)
  const shared = (own[0] === undefined ? [] : completed(own[0])).filter(({ long }) => own.every((one) => completed(one).some((flag) => flag.long === long)))
  return [...(sync === undefined ? shared : completed(sync)), VERSION]
}

function completed(command: FrameworkCommand | undefined): CompletionFlag[] {
  return Object.values(command?.flags ?? {}).flatMap((flag) => (flag.hidden === true ? [] : flagsOf(flag)))
}

type FrameworkCommand = Config['commands'][number]
type FrameworkFlag = Config['commands'][number]['flags'][string]

function flagsOf(flag: FrameworkFlag): CompletionFlag[] {
  const { name: long, char, summary = '' } = flag
  const plain: CompletionFlag = { long, summary, ...(char === undefined ? {} : { short: char }) }
  if (flag.type === 'option') return [{ ...plain, values: flag.options ?? [] }]
  return flag.allowNo ? [plain, { long: `no-${long}`, summary: `not --${long}` }] : [plain]
}

function words(id: string): string {
  return id.replaceAll(':', ' ')
}

function parentOf(path: string): string {
  return path.split(' ').slice(0, -1).join(' ')
}

/** Flags that take a value, as they are typed: what stands behind one is no command. */
export function valuedFlags({ nodes }: CompletionTree): string[] {
  const valued = nodes.flatMap(({ flags }) => flags.filter(({ values }) => values !== undefined).flatMap(({ long, short }) => [`--${long}`, ...(short === undefined ? [] : [`-${short}`])]))
  return [...new Set(valued)].sort()
}

/** Flags that take one of a few texts, by the command. */
export function choices({ nodes }: CompletionTree): { path: string; flag: CompletionFlag; values: readonly string[] }[] {
  return nodes.flatMap(({ path, flags }) => flags.flatMap((flag) => (flag.values === undefined || flag.values.length === 0 ? [] : [{ path, flag, values: flag.values }])))
}

/** Entries that say the same, under one head. */
export function grouped<T>(entries: readonly T[], bodyOf: (entry: T) => string): { of: T[]; body: string }[] {
  const groups = new Map<string, T[]>()
  for (const entry of entries) {
    const body = bodyOf(entry)
    groups.set(body, [...(groups.get(body) ?? []), entry])
  }
  return [...groups].map(([body, of]) => ({ of, body }))
}

/** For every shell: within single quotes. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
