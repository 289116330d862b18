/** Numbers, times and lists as people read them, the same in every locale. */

export function number(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `1 user`, `1,200 users`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${number(value)} ${value === 1 ? one : many}`
}

/** `a`, `a and b`, `a, b and c`. */
export function joined(parts: readonly string[], word: 'and' | 'or' = 'and'): string {
  const last = parts.at(-1) ?? ''
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} ${word} ${last}`
}

/** `45 s`, `3 min`, `2 h 5 min`; below a second `less than a second`. */
export function seconds(value: number): string {
  if (value < 1) return 'less than a second'
  if (value < 90) return `${Math.round(value)} s`
  const minutes = Math.round(value / 60)
  if (minutes < 60) return `${minutes} min`
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** An ISO 8601 instant to the minute: `2026-01-02 12:00 UTC`. What is none stays as it is. */
export function minute(instant: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(instant) && instant.endsWith('Z') ? `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC` : instant
}

const SPOKEN: Readonly<Record<string, string>> = { schedule: 'schedule deletion of', unschedule: 'unschedule deletion of', unaccept: 'end acceptance of' }

/** An action as the beginning of `… user alice@example.com`. */
export function spokenAction(action: string): string {
  return SPOKEN[action] ?? action
}

/** A change's id as a person would say it: `group:create:AWS-Dev` is `create group AWS-Dev`; what follows the id stays. */
export function spoken(id: string): string {
  const [, kind, action, rest] = /^(user|group|membership):([a-z]+):(.*)$/s.exec(id) ?? []
  if (kind === undefined || action === undefined || rest === undefined) return id
  if (kind !== 'membership') return `${spokenAction(action)} ${kind} ${rest}`
  return action === 'add' ? `add people to ${rest}` : `remove people from ${rest}`
}

/** Enough of a digest to tell plans apart. */
export function short(digest: string): string {
  return digest.slice(0, 12)
}
