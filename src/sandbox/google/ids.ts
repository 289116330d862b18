/** Ids as Google's look, made from names: the same seed has the same ids every time. */
import { createHash } from 'node:crypto'

const digest = (text: string) => BigInt(`0x${createHash('sha256').update(text).digest('hex')}`)

/** 21 digits, as the ids of people. */
export function personId(name: string): string {
  return `1${(digest(name) % 10n ** 20n).toString().padStart(20, '0')}`
}

/** Digits and letters, as the ids of groups. */
export function groupId(name: string): string {
  return `0${digest(name).toString(36).slice(-14)}`
}
