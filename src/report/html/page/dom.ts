/** Elements from words: text is only ever set as text. */

type Child = Node | string

export function h<Name extends keyof HTMLElementTagNameMap>(name: Name, attributes: Readonly<Record<string, string>> = {}, ...children: Child[]): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value)
  element.append(...children)
  return element
}

/** A text whose direction stays its own. */
export function bdi(text: string, attributes: Readonly<Record<string, string>> = {}): HTMLElement {
  return h('bdi', attributes, text)
}

/** What the page itself holds; its absence is a fault of ours. */
export function required(id: string): HTMLElement {
  const element = document.getElementById(id)
  if (element === null) throw new Error(`the page lacks #${id}`)
  return element
}
