/** Spans of time as people write them: `30d`, `24h`, `15m`, `60s`. */

const MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** A whole number above zero and one unit. */
export const DURATION = /^(?!0+[smhd]$)\d{1,9}[smhd]$/

/** Milliseconds; the text must match `DURATION`. */
export function durationMs(text: string): number {
  const unit = text.slice(-1) as keyof typeof MS
  return Number(text.slice(0, -1)) * MS[unit]
}
