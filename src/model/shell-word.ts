/** Words of commands that people can copy. */

/** One word as a POSIX shell takes it, quoted where it must be; what steers a terminal is made harmless by whoever shows it. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
