/** oclif's complaints about a command line, in the words of the rest of the program. */
import { joined } from '../report/words.js'

/** By oclif's sentence, as its version in the lock file says it; the tests of wrong use hold each. */
const REWORDED: readonly (readonly [sentence: RegExp, ours: (...parts: string[]) => string])[] = [
  [/^Expected (--\S+?)=(.*) to be one of: (.*)$/s, (flag, value, options) => `${flag} is ${JSON.stringify(value)}, and must be ${either(options)}`],
  [/^Expected (.*) to be one of: (.*)$/s, (value, options) => `${JSON.stringify(value)} is none of those known: ${either(options)}`],
  [/^The following error occurred:\s+(--[\w-]+).* cannot also be provided when using (--[\w-]+)$/s, (one, other) => `${one} and ${other} exclude each other: give one of them`],
  [/^Flag (--\S+) expects one of these values: (.*)$/s, (flag, options) => `${flag} needs a value: ${either(options)}`],
  [/^Flag (--\S+) expects a value$/, (flag) => `${flag} needs a value`],
  [/^(--\S+): Expected an integer but received: (.*)$/s, (flag, value) => `${flag} is ${JSON.stringify(value)}, and must be a whole number`],
  [/^(--\S+): Expected an integer greater than or equal to (\d+) but received: (.*)$/s, (flag, least, value) => `${flag} is ${value}, and must be at least ${least}`],
  [/^(--\S+): Expected an integer less than or equal to (\d+) but received: (.*)$/s, (flag, most, value) => `${flag} is ${value}, and must be at most ${most}`],
]

/** What is wrong with a command line for `command`, in one sentence. */
export function complaintToText(cause: unknown, command: string): string {
  const args = argsOf(cause)
  const missing = args.filter(isArgument)
  if (missing.length > 0) return `"${command}" needs ${joined(missing.map(({ name, description }) => `${name.toUpperCase()}: ${description}`))}`
  const extra = args.filter((arg) => typeof arg === 'string')
  if (extra.length > 0) return `"${command}" takes no further argument: ${extra.map((arg) => JSON.stringify(arg)).join(' ')}`
  const message = cause instanceof Error ? cause.message : String(cause)
  const plain = message.replace(/\nSee more help with --help$/, '').replace(/\n\nNote: .*/s, '').replace(/^Parsing (--\S+) \n\t/, '$1: ')
  for (const [sentence, ours] of REWORDED) {
    const found = sentence.exec(plain)
    if (found !== null) return ours(...found.slice(1))
  }
  return plain
}

/** Missing arguments come as their definitions, superfluous ones as the words that were given. */
function argsOf(cause: unknown): readonly unknown[] {
  return cause instanceof Error && 'args' in cause && Array.isArray(cause.args) ? cause.args : []
}

function isArgument(value: unknown): value is { name: string; description: string } {
  return typeof value === 'object' && value !== null && 'name' in value && 'description' in value
}

function either(options: string | undefined): string {
  return joined((options ?? '').split(', '), 'or')
}
