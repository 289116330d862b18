/** What commands that write the state share: how long they wait for its lock. */
import { applyingFlags } from './flags.js'

export const lockFlag = { 'lock-timeout': { ...applyingFlags['lock-timeout'], summary: 'how long to wait for a lock that another holds [default: 0]' } }

export function lockTimeout(flags: { 'lock-timeout'?: number | undefined }): { lockTimeoutMs?: number } {
  return flags['lock-timeout'] === undefined ? {} : { lockTimeoutMs: flags['lock-timeout'] }
}
