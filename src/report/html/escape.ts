/** The one place where a directory's text becomes HTML, or JSON inside HTML. */
import { safe, safeName } from '../safe.js'

/** Markup that is whole: made here, of our own words and of escaped texts. */
export interface Html {
  readonly markup: string
}

type Filling = string | number | Html | readonly Html[]

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** A tagged template: whatever is filled in is a text, shown and never obeyed, unless it is Html. */
export function html(parts: TemplateStringsArray, ...fillings: Filling[]): Html {
  return { markup: parts.map((part, index) => part + (index < fillings.length ? filled(fillings[index] ?? '') : '')).join('') }
}

/** A name, its direction its own. */
export function name(text: string): Html {
  return { markup: `<bdi>${escape(safeName(text))}</bdi>` }
}

/** JSON within a script element that is data: nothing in it can end the element or begin a comment (HTML Standard, §4.12.1.3). */
export function jsonData(json: string): Html {
  return { markup: json.replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`) }
}

/** Our own script and style, which no escape may touch. */
export function raw(text: string): Html {
  return { markup: text }
}

function filled(filling: Filling): string {
  if (typeof filling === 'string' || typeof filling === 'number') return escape(safe(String(filling)))
  return 'markup' in filling ? filling.markup : filling.map(({ markup }) => markup).join('')
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}
