/** The little XML that S3 speaks: elements without mixed content, out and in. */

export const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
export const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/'

/** What an element holds: text, or elements by name; a list repeats the element, undefined leaves it out. */
export type Content = string | number | boolean | undefined | readonly Content[] | { readonly [name: string]: Content }

export function element(name: string, content: Content, attributes = ''): string {
  if (content === undefined) return ''
  if (Array.isArray(content)) return (content as readonly Content[]).map((item) => element(name, item)).join('')
  if (typeof content !== 'object') return `<${name}${attributes}>${escape(String(content))}</${name}>`
  const inner = Object.entries(content).map(([child, value]) => element(child, value))
  return `<${name}${attributes}>${inner.join('')}</${name}>`
}

/** A whole document under S3's namespace. */
export function document(name: string, content: Content): string {
  return `${DECLARATION}${element(name, content, ` xmlns="${NAMESPACE}"`)}`
}

/** The texts within all elements of that name, undecoded; elements of one name do not nest in what S3 is sent. */
export function elementsOf(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, 'g'))].map(([, inner = '']) => inner)
}

/** The text of the first element of that name. */
export function textOf(xml: string, name: string): string | undefined {
  const [inner] = elementsOf(xml, name)
  return inner === undefined ? undefined : unescape(inner)
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' }

function escape(text: string): string {
  return text.replace(/[&<>"\r]/g, (sign) => ENTITIES[sign] ?? sign)
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescape(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
    return NAMED[name ?? ''] ?? whole
  })
}
