/** The texts that are kept in Secrets Manager: all fetched in one go, each secret once, each failure told at every key that waits for it. */
import { remember, Secret } from '../model/secret.js'
import type { SecretFailure, SecretReader } from '../model/secret-reader.js'
import { isRecord } from './authored.js'
import type { Problem, Problems } from './problems.js'
import type { TextRule } from './kind.js'
import { type FetchedText, type FetchedTexts, trimEnd, type UnreadText } from './texts.js'

/** A value that could not be had, and stays unread. */
export interface LackingText extends SecretFailure {
  /** `sources[0].credentials` */
  path: string
  /** The secret's name or ARN. */
  secret: string
}

/** By path. Secrets that nobody needs are not asked for. Told of `onLacking`, a value of a source, the target or a notification that cannot be had is no problem. Throws what the reader throws. */
export async function fetchSecretTexts(unread: ReadonlyMap<string, UnreadText>, reader: SecretReader, problems: Problems, onLacking?: (lacking: LackingText) => void): Promise<FetchedTexts> {
  const ids = new Set([...unread.values()].flatMap(({ secret }) => secret?.id ?? []))
  const answers = ids.size === 0 ? new Map<string, Secret | SecretFailure>() : await reader.fetch([...ids])
  const fetched = new Map<string, FetchedText>()
  for (const [path, { key, origin, place, rule, secret }] of unread) {
    if (secret === undefined) continue
    const answer = answers.get(secret.id) ?? { problem: 'was not answered for', remedy: 'Try again.' }
    const value = answer instanceof Secret ? valueOf(answer.reveal(), rule, secret.key) : answer
    if (typeof value === 'string') {
      // Kept in a secret or not, names are names: blotting them out would falsify plans that speak of that person.
      if (rule.holds !== 'name') remember(value)
      fetched.set(path, { value, origin, name: `${key} (${origin})`, place, rule, inline: false, since: answer instanceof Secret ? answer.since : undefined })
    } else if (onLacking !== undefined && /^(sources|target|notify)\b/.test(path)) {
      onLacking({ ...value, path, secret: secret.id })
    } else {
      problems.error({ ...problemOf(value, key, secret.id), place })
    }
  }
  return fetched
}

function problemOf({ problem, remedy }: SecretFailure, key: string, id: string): Problem {
  return { summary: `${key}: the secret ${id} ${problem}`, detail: remedy }
}

/** The whole text or one key's value. What is wrong is told by names alone: a secret's content is quoted nowhere. */
function valueOf(text: string, rule: TextRule, key: string | undefined): string | SecretFailure {
  const value = key === undefined ? wholeText(text, rule) : atKey(text, key)
  if (typeof value !== 'string') return value
  // A line break at the end was left by an editor; a key file's own are its own.
  const plain = rule.document === true ? value : trimEnd(value)
  return plain === '' ? { problem: key === undefined ? 'is empty' : `has nothing under its key ${key}`, remedy: 'Put the value there.' } : plain
}

function wholeText(text: string, rule: TextRule): string | SecretFailure {
  // The AWS console stores keys and values as JSON, even a single one.
  if (rule.document === true || !isRecord(parse(text))) return text
  return { problem: 'holds JSON, not the value alone', remedy: 'Name the key whose value is meant after a #: NAME#KEY.' }
}

function atKey(text: string, key: string): string | SecretFailure {
  const content = parse(text)
  if (!isRecord(content)) return { problem: `is not a JSON object, so it has no key ${key}`, remedy: 'Leave #KEY out to mean the whole text, or store JSON.' }
  if (!Object.hasOwn(content, key)) return { problem: `has no key ${key}`, remedy: 'Check the spelling of the key; case matters.' }
  const value = content[key]
  if (typeof value === 'string' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'number') return { problem: `holds no text under its key ${key}`, remedy: 'A text, a number, true or false may stand there.' }
  // JSON numbers lose digits beyond this, and a token with other digits is another token.
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? String(value) : { problem: `holds a number too long to be read exactly under its key ${key}`, remedy: 'Store it as a text, in quotes.' }
}

/** No error of the parser's may get out: it quotes the text. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
