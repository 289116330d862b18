/** A request's body as it was meant: unpacked from `aws-chunked`, and compared with every digest that came along. */
import { createHash } from 'node:crypto'
import type { WireRequest } from '../emulator.js'
import { CHECKSUMS } from './checksums.js'
import { Refusal } from './refusal.js'

export interface Payload {
  bytes: Buffer
  /** The sender's, found right. */
  checksum?: { header: string; value: string }
}

/** Throws `BadDigest`, `IncompleteBody` and their kin, all of them 400. */
export function readPayload(request: WireRequest): Payload {
  const { headers } = request
  const raw = request.bytes ?? Buffer.from(request.body)
  const sha256 = headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD'
  const chunked = sha256.startsWith('STREAMING-') || /\baws-chunked\b/.test(headers['content-encoding'] ?? '')
  const { bytes, trailers } = chunked ? unpack(raw) : { bytes: raw, trailers: {} }
  const announced = headers['x-amz-decoded-content-length']
  if (chunked && announced !== undefined && Number(announced) !== bytes.length) throw incompleteBody()
  if (/^[0-9a-f]{64}$/.test(sha256) && createHash('sha256').update(raw).digest('hex') !== sha256) {
    throw new Refusal(400, 'XAmzContentSHA256Mismatch', "The provided 'x-amz-content-sha256' header does not match what was computed.")
  }
  checkMd5(headers['content-md5'], bytes)
  const checksum = checkSums({ ...headers, ...trailers }, bytes)
  return { bytes, ...(checksum ? { checksum } : {}) }
}

/** Chunks with their length in hex before them, an empty one, then trailing headers: S3's "Signature calculations, trailing headers". */
function unpack(raw: Buffer): { bytes: Buffer; trailers: Record<string, string> } {
  const chunks: Buffer[] = []
  for (let at = 0; ; ) {
    const end = raw.indexOf('\r\n', at)
    const length = /^([0-9a-f]+)(?:;.*)?$/i.exec(end < 0 ? '' : raw.toString('latin1', at, end))?.[1]
    if (length === undefined) throw incompleteBody()
    const size = Number.parseInt(length, 16)
    if (size === 0) return { bytes: Buffer.concat(chunks), trailers: trailersOf(raw.toString('latin1', end + 2)) }
    at = end + 2 + size
    if (raw.toString('latin1', at, at + 2) !== '\r\n') throw incompleteBody()
    chunks.push(raw.subarray(end + 2, at))
    at += 2
  }
}

function trailersOf(text: string): Record<string, string> {
  const lines = text.split(/\r?\n/).map((line) => /^([^:]+):(.*)$/.exec(line))
  return Object.fromEntries(lines.flatMap((line) => (line ? [[(line[1] ?? '').toLowerCase(), (line[2] ?? '').trim()]] : [])))
}

function checkMd5(expected: string | undefined, bytes: Buffer): void {
  if (expected === undefined) return
  const calculated = createHash('md5').update(bytes).digest('base64')
  if (calculated === expected) return
  const details = { ExpectedDigest: expected, CalculatedDigest: calculated }
  throw new Refusal(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.', details)
}

function checkSums(headers: Readonly<Record<string, string>>, bytes: Buffer): { header: string; value: string } | undefined {
  const announced = (headers['x-amz-trailer'] ?? '').toLowerCase()
  for (const [name, sum] of Object.entries(CHECKSUMS)) {
    const header = `x-amz-checksum-${name}`
    const value = headers[header]
    if (value === undefined && announced === header) throw new Refusal(400, 'MalformedTrailerError', 'The request contained trailing data that was not well-formed or did not conform to our published schema.')
    if (value === undefined) continue
    if (sum(bytes) !== value) throw new Refusal(400, 'BadDigest', `The ${name.toUpperCase()} you specified did not match the calculated checksum.`)
    return { header, value }
  }
  return undefined
}

const incompleteBody = (): Refusal =>
  new Refusal(400, 'IncompleteBody', 'You did not provide the number of bytes specified by the Content-Length HTTP header')
