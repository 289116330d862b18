/** From what a terminal sends to names of keys. */
import type { Key } from 'ink'

const NAMED = ['upArrow:up', 'downArrow:down', 'leftArrow:left', 'rightArrow:right', 'pageUp:pageup', 'pageDown:pagedown', 'home:home', 'end:end', 'return:enter', 'escape:escape', 'backspace:backspace', 'delete:backspace'] as const

/**
 * `up`, `enter`, `ctrl-c`, or the letter itself. Letters that came at once, pasted or over a slow line, are keys one after another;
 * what else steers a terminal is no key.
 */
export function keysOf(input: string, key: Key): string[] {
  if (key.tab) return [key.shift ? 'backtab' : 'tab']
  for (const pair of NAMED) {
    const [flag = '', name = ''] = pair.split(':')
    if (key[flag as keyof Key] === true) return [name]
  }
  if (key.ctrl) return [`ctrl-${input}`]
  if (key.meta) return []
  return Array.from(input).flatMap(letter)
}

function letter(character: string): string[] {
  switch (character) {
    case '\r':
    case '\n':
      return ['enter']
    case '\t':
      return ['tab']
    case '\u007f':
    case '\b':
      return ['backspace']
    default: {
      const code = character.codePointAt(0) ?? 0
      if (code >= 1 && code <= 26) return [`ctrl-${String.fromCharCode(code + 96)}`]
      return code < 32 ? [] : [character]
    }
  }
}

/** One letter, and no name of a key. */
export function isLetter(key: string): boolean {
  return Array.from(key).length === 1
}

/** A line of text after one key; undefined where the key does nothing to it. */
export function typed(text: string, key: string): string | undefined {
  if (key === 'backspace') return Array.from(text).slice(0, -1).join('')
  if (key === 'ctrl-u') return ''
  if (key === 'ctrl-w') return text.replace(/\S*\s*$/, '')
  return isLetter(key) ? text + key : undefined
}
