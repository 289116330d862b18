/** Spans of time as Go's flags take them: `10s`, `1m30s`, `1.5h`, `500ms`. https://pkg.go.dev/time#ParseDuration */

const MS = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1, us: 0.001, µs: 0.001, ns: 0.000_001 } as const

/** Milliseconds; undefined for what is no duration, or a negative one. */
export function goDurationMs(text: string): number | undefined {
  if (text === '0') return 0
  if (!/^(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined
  const parts = [...text.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)/g)]
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * MS[unit as keyof typeof MS], 0)
}
