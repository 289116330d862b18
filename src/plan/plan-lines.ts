/**
 * How a plan is written: its RFC 8785 form with line breaks between its parts, one line an entry. Whoever searches it finds whole
 * changes, and whoever reads it hashes what lies there instead of writing it all anew.
 */
import { createHash } from 'node:crypto'
import { canonicalJson, compareText } from '../model/json.js'
import type { Steps } from '../model/steps.js'
import { hasPeopleMaps, parseWithPeopleMaps } from './people-maps.js'

/** The bytes of a text in order, in pieces of any size. One may be overwritten when the next is asked for. */
export type Pieces = Iterable<Buffer>

/** These stand first and are no part of what the id is over. */
const UNSEALED = ['id', 'approvals']
const BEGIN = Buffer.from('{\n"id":"')
const NEWLINE = 10
const CLOSE = 93
/** Entries are parsed in blocks of at least this many bytes: one by one is slow, all at once holds text and objects together. */
const BLOCK = 65_536

type Parts = Record<string, unknown>

export interface Entries {
  /** Is handed each entry of a list as it is read; what it gives is kept. */
  check: (list: string, index: number, entry: unknown) => unknown
  /** The list of which only the number of lines is told, in its place: what they say is sealed, but not read. */
  counted?: string
}

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
 * parsing it whole can tell. Its steps count entries.
 */
export function* fromLines(pieces: Pieces, entries: Entries): Steps<Parts | undefined> {
  const seal = createSeal()
  const reader = createReader(entries)
  try {
    for (const block of blocksOf(pieces)) {
      if (!seal.update(block)) return undefined
      yield reader.read(block)
    }
    const parts = reader.end()
    return parts !== undefined && seal.fits(parts['id']) ? parts : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Whole lines, so many together that a block is worth its work. The last line needs no end. A piece is done with once the next is asked for. */
function* blocksOf(pieces: Pieces): Generator<Buffer> {
  let begun: Buffer[] = []
  for (const piece of pieces) {
    let at = 0
    for (;;) {
      const end = piece.indexOf(NEWLINE, Math.min(at + BLOCK, Math.max(at, piece.length - 1))) + 1 || piece.lastIndexOf(NEWLINE) + 1
      if (end <= at) break
      yield begun.length === 0 ? piece.subarray(at, end) : Buffer.concat([...begun, piece.subarray(at, end)])
      begun = []
      at = end
    }
    if (at < piece.length) begun.push(Buffer.from(piece.subarray(at)))
  }
  if (begun.length > 0) yield Buffer.concat(begun)
}

/** Line breaks stand between parts only, for in a JSON text a break is written `\n`: without them it is the RFC 8785 form. */
function createSeal(): { update(block: Buffer): boolean; fits(id: unknown): boolean } {
  const hash = createHash('sha256').update('{')
  let lines = 0
  return {
    /** False where it does not begin as a plan in lines does. */
    update(block) {
      if (lines === 0 && !isInLines(block)) return false
      for (let at = 0; at < block.length; lines++) {
        const found = block.indexOf(NEWLINE, at)
        const end = found < 0 ? block.length : found
        const isUnsealed = lines < 2 || (lines === 2 && block.toString('latin1', at, at + 12) === '"approvals":')
        if (!isUnsealed) hash.update(block.subarray(at, end))
        at = end + 1
      }
      return true
    },
    fits: (id) => hash.digest('hex') === id,
  }
}

/** Absent entries: the list is only counted. */
interface OpenList {
  name: string
  entries?: unknown[]
  lines: number
}

/** Each line is a whole member of the document, or a whole entry of one of its lists: parsed apart they say what they say together. */
function createReader({ check, counted }: Entries): { read(block: Buffer): number; end(): Parts | undefined } {
  const parts = new Map<string, unknown>() // what came twice is said by the last, as in any JSON text
  let open: OpenList | undefined
  let before = true
  let ended = false
  let read = 0
  return {
    /** Gives how many entries were read so far. @throws SyntaxError where it is not laid out so */
    read(block) {
      for (let at = 0; at < block.length; ) {
        if (ended) throw new SyntaxError('something after the end')
        if (open !== undefined) {
          const { name, entries } = open
          const { end, lines } = restOfList(block, at)
          open.lines += lines
          read += lines
          if (entries === undefined) parts.set(name, open.lines)
          else for (const entry of entriesIn(block, at, end)) entries.push(check(name, entries.length, entry))
          if (end < block.length) open = undefined
          at = end < block.length ? block.indexOf(NEWLINE, end) + 1 || block.length : end
          continue
        }
        const found = block.indexOf(NEWLINE, at)
        const told = block.toString('utf8', at, found < 0 ? block.length : found)
        // What is sealed has its commas sealed, too.
        if (UNSEALED.some((name) => told.startsWith(`"${name}":`)) && !told.endsWith(',')) throw new SyntaxError('a member that nothing divides from the next')
        const line = told.replace(/,$/, '')
        at = found < 0 ? block.length : found + 1
        if (before) before = false
        else if (line === '}') ended = true
        else open = member(line, parts, counted)
      }
      return read
    },
    end: () => (ended ? Object.fromEntries(parts) : undefined),
  }
}

/** Takes one member in; gives the list that it opens. */
function member(line: string, parts: Map<string, unknown>, counted: string | undefined): OpenList | undefined {
  const [, name] = /^"([A-Za-z]+)":\[$/.exec(line) ?? []
  if (name !== undefined) {
    const list: OpenList = name === counted ? { name, lines: 0 } : { name, lines: 0, entries: [] }
    parts.set(name, list.entries ?? 0)
    return list
  }
  const members = Object.entries(JSON.parse(`{${line}}`) as Parts)
  // What the id is not over may say nothing else: a line is one member.
  if (members.length !== 1) throw new SyntaxError('a line that is not one member')
  for (const [key, value] of members) {
    if (isSealedList(key, value)) throw new SyntaxError('a list in one line: nobody would look at its entries')
    parts.set(key, value)
  }
  return undefined
}

/** Lines of entries, and where the line that closes the list begins: the block's end where it does not. */
function restOfList(block: Buffer, start: number): { end: number; lines: number } {
  let [end, lines] = [start, 0]
  for (; end < block.length && block[end] !== CLOSE; lines++) {
    const found = block.indexOf(NEWLINE, end)
    if (found < 0) throw new SyntaxError('a list without an end')
    end = found + 1
  }
  return { end, lines }
}

function entriesIn(block: Buffer, start: number, end: number): unknown[] {
  if (start === end) return []
  const text = block.toString('utf8', start, end).replace(/,?\n$/, '')
  return hasPeopleMaps(text) ? text.split(',\n').map(parseWithPeopleMaps) : (JSON.parse(`[${text}]`) as unknown[])
}

function isSealedList(name: string, value: unknown): value is unknown[] {
  return Array.isArray(value) && !UNSEALED.includes(name)
}

function list(entries: readonly unknown[]): string {
  return entries.length === 0 ? '[\n]' : `[\n${entries.map((entry) => canonicalJson(entry)).join(',\n')}\n]`
}
