/** The checksums that S3 knows for an object: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html */
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** By the end of their header, `x-amz-checksum-…`; values are base64 of the big-endian sum. */
export const CHECKSUMS: Readonly<Record<string, (bytes: Buffer) => string>> = {
  crc32: (bytes) => bigEndian(BigInt(crc32(bytes)), 4),
  crc32c: (bytes) => bigEndian(crc(bytes, 0x82f63b78n, 32), 4),
  crc64nvme: (bytes) => bigEndian(crc(bytes, 0x9a6c9329ac4bc9b5n, 64), 8),
  sha1: (bytes) => createHash('sha1').update(bytes).digest('base64'),
  sha256: (bytes) => createHash('sha256').update(bytes).digest('base64'),
}

function bigEndian(value: bigint, length: number): string {
  return Buffer.from(value.toString(16).padStart(length * 2, '0'), 'hex').toString('base64')
}

/** Any reflected CRC that begins and ends inverted. */
function crc(bytes: Buffer, polynomial: bigint, width: number): bigint {
  const table = Array.from({ length: 256 }, (_, index) => {
    let entry = BigInt(index)
    for (let bit = 0; bit < 8; bit += 1) entry = entry & 1n ? (entry >> 1n) ^ polynomial : entry >> 1n
    return entry
  })
  const ones = (1n << BigInt(width)) - 1n
  let sum = ones
  for (const byte of bytes) sum = (table[Number(sum & 0xffn) ^ byte] ?? 0n) ^ (sum >> 8n)
  return sum ^ ones
}
