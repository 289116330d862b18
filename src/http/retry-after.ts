/** `Retry-After` in both its forms, RFC 9110 §10.2.3. */
import type { Clock } from '../clock.js'

/** An hour: whoever asks for more is waited for by nobody; the call fails and says so. */
const MOST = 3_600_000

/** Milliseconds to wait, never negative; undefined where the header is absent or unreadable. */
export function retryAfterMs(value: string | null, clock: Clock): number | undefined {
  if (value === null) return undefined
  const text = value.trim()
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(MOST, Math.ceil(Number(text) * 1000))
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.min(MOST, Math.max(0, date - clock.now()))
}
