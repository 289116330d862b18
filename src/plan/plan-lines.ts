/**
 * How a plan is written: its RFC 8785 form with line breaks between its parts, one line an entry. Whoever searches it finds whole
 * changes, and whoever reads it hashes what lies there instead of writing it all anew.
 */
import { createHash } from 'node:crypto'
import { canonicalJson, compareText } from '../model/json.js'

/** These stand first and are no part of what the id is over. */
const UNSEALED = ['id', 'approvals']
const BEGIN = Buffer.from('{\n"id":"')
const NEWLINE = 10
/** Entries are parsed in blocks of at least this many bytes: one by one is slow, all at once holds text and objects together. */
const BLOCK = 65_536

type Parts = Record<string, unknown>

export function toLines(plan: object): string {
  const { id, approvals, ...rest } = plan as Parts
  const parts = [['id', id], ['approvals', approvals], ...Object.entries(rest).sort(([a], [b]) => compareText(a, b))] as [string, unknown][]
  const told = parts.filter(([, value]) => value !== undefined).map(([name, value]) => `${JSON.stringify(name)}:${isSealedList(name, value) ? list(value) : canonicalJson(value)}`)
  return `{\n${told.join(',\n')}\n}\n`
}

/** Whether it begins as `toLines` begins; what follows may be damaged. */
export function isInLines(bytes: Uint8Array): boolean {
  return BEGIN.equals(bytes.subarray(0, BEGIN.length))
}

/**
 * The parts of a plan whose id is proven by its bytes; undefined where the bytes are otherwise laid out or do not fit the id, and only
 * parsing it whole can tell. `check` is handed each entry of a list as it is read, and what it gives is kept.
 */
export function fromLines(bytes: Buffer, check: (list: string, index: number, entry: unknown) => unknown): Parts | undefined {
  if (!isInLines(bytes) || !isSealed(bytes)) return undefined
  const parts = new Map<string, unknown>() // what came twice is said by the last, as in any JSON text
  try {
    // Each line is a whole member of the document, or a whole entry of one of its lists: parsed apart they say what they say together.
    for (let at = 2; at < bytes.length; ) {
      const line = lineAt(bytes, at)
      at = line.next
      if (line.text === '}') return at === bytes.length ? Object.fromEntries(parts) : undefined
      const [, name] = /^"([A-Za-z]+)":\[$/.exec(line.text) ?? []
      if (name === undefined) {
        const members = Object.entries(JSON.parse(`{${line.text}}`) as Parts)
        // What the id is not over may say nothing else: a line is one member.
        if (members.length !== 1) return undefined
        for (const [key, value] of members) parts.set(key, value)
        continue
      }
      const entries: unknown[] = []
      at = eachBlock(bytes, at, (block) => {
        for (const entry of block) entries.push(check(name, entries.length, entry))
      })
      parts.set(name, entries)
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  return undefined
}

/** Line breaks stand between parts only, for in a JSON text a break is written `\n`: without them it is the RFC 8785 form. */
function isSealed(bytes: Buffer): boolean {
  const [, id] = /^\{\n"id":"([0-9a-f]{64})",\n/.exec(bytes.toString('latin1', 0, 80)) ?? []
  if (id === undefined) return false
  const hash = createHash('sha256').update('{')
  const approvals = '"approvals":'
  let at = bytes.indexOf(NEWLINE, 2) + 1
  if (bytes.toString('latin1', at, at + approvals.length) === approvals) at = bytes.indexOf(NEWLINE, at) + 1
  if (at === 0) return false
  while (at < bytes.length) {
    const end = bytes.indexOf(NEWLINE, at)
    hash.update(bytes.subarray(at, end < 0 ? bytes.length : end))
    if (end < 0) break
    at = end + 1
  }
  return hash.digest('hex') === id
}

/** One line without the comma at its end. */
function lineAt(bytes: Buffer, at: number): { text: string; next: number } {
  const found = bytes.indexOf(NEWLINE, at)
  const end = found < 0 ? bytes.length : found
  return { text: bytes.toString('utf8', at, end).replace(/,$/, ''), next: Math.min(end + 1, bytes.length) }
}

/** Walks a list's entries from `start` on, and gives where the line after it begins. */
function eachBlock(bytes: Buffer, start: number, use: (block: unknown[]) => void): number {
  const close = 93
  let block = start
  for (let at = start; ; ) {
    const end = bytes.indexOf(NEWLINE, at)
    if (end < 0) throw new SyntaxError('a list without an end')
    const last = bytes[at] === close
    if (last || end - block >= BLOCK) {
      const text = bytes.toString('utf8', block, last ? at : end).replace(/,?\n?$/, '')
      use(JSON.parse(`[${text}]`) as unknown[])
      block = end + 1
    }
    at = end + 1
    if (last) return at
  }
}

function isSealedList(name: string, value: unknown): value is unknown[] {
  return Array.isArray(value) && !UNSEALED.includes(name)
}

function list(entries: readonly unknown[]): string {
  return entries.length === 0 ? '[\n]' : `[\n${entries.map((entry) => canonicalJson(entry)).join(',\n')}\n]`
}
