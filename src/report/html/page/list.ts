/** One list with its search field and filters: it draws a page of what fits, and more when asked. */
import { number } from '../../words.js'
import type { PageData, View } from '../page-data.js'
import { h } from './dom.js'
import { entryItem } from './entry.js'
import type { Find } from './search.js'

/** Entries drawn at once. */
const PAGE = 100
/** Milliseconds between a key and its search: who types on does not wait for what they no longer ask. */
const PAUSE = 80

export function viewPanel(view: View, data: PageData, find: Find): HTMLElement {
  const ticked = view.facets.map(() => new Set<number>())
  const search = h('input', { type: 'search', id: `search-${view.id}`, placeholder: 'Name, address, group, attribute…', autocomplete: 'off', spellcheck: 'false' })
  const status = h('p', { class: 'status', role: 'status' })
  const list = h('ol', { class: 'entries' })
  const more = h('button', { type: 'button', class: 'more' })
  const clear = h('button', { type: 'button', class: 'clear' }, 'Clear filters')
  let found: number[] = []
  let shown = 0

  const draw = (count: number) => {
    const next = found.slice(shown, shown + count)
    list.append(...next.flatMap((index) => view.entries.slice(index, index + 1).map((entry) => entryItem(entry, data))))
    shown += next.length
    const left = found.length - shown
    more.hidden = left === 0
    more.textContent = `Show ${number(Math.min(PAGE, left))} more of ${number(left)}`
  }
  const filter = () => {
    const query = { text: search.value, ticked }
    found = find(view, query)
    shown = 0
    list.replaceChildren()
    draw(PAGE)
    const all = view.entries.length
    const filtered = search.value.trim() !== '' || ticked.some((values) => values.size > 0)
    clear.hidden = !filtered
    status.textContent = filtered ? `${number(found.length)} of ${number(all)} ${all === 1 ? view.one : view.many}` : `${number(all)} ${all === 1 ? view.one : view.many}`
  }

  let waiting = 0
  search.addEventListener('input', () => {
    clearTimeout(waiting)
    waiting = setTimeout(filter, PAUSE)
  })
  more.addEventListener('click', () => {
    const at = shown
    draw(PAGE)
    // The keyboard goes on where the new entries begin.
    list.children[at]?.querySelector('summary')?.focus()
  })
  const boxes = view.facets.map((_, index) => facetBox(view, index, ticked[index] ?? new Set(), filter))
  clear.addEventListener('click', () => {
    search.value = ''
    for (const values of ticked) values.clear()
    for (const box of boxes) for (const input of box.querySelectorAll('input')) input.checked = false
    filter()
    search.focus()
  })
  filter()
  return h(
    'div',
    { role: 'tabpanel', id: `panel-${view.id}`, 'aria-labelledby': `tab-${view.id}` },
    h('div', { class: 'filters' }, h('label', { class: 'searching', for: search.id }, h('span', { class: 'hidden' }, `Search ${view.many}`), search), ...boxes),
    h('div', { class: 'found' }, status, clear),
    list,
    more,
  )
}

/** A filter with one value filters nothing. */
function facetBox(view: View, facet: number, ticked: Set<number>, filter: () => void): HTMLElement {
  const { label, values } = view.facets[facet] ?? { label: '', values: [] }
  const counts = values.map(() => 0)
  for (const [, , , facets] of view.entries) for (const value of facets[facet] ?? []) counts[value] = (counts[value] ?? 0) + 1
  const box = h('fieldset', {}, h('legend', {}, label))
  values.forEach((value, index) => {
    if (counts[index] === 0) return
    const input = h('input', { type: 'checkbox' })
    input.addEventListener('change', () => {
      if (input.checked) ticked.add(index)
      else ticked.delete(index)
      filter()
    })
    box.append(h('label', { class: 'chip' }, input, h('span', {}, value, ' ', h('span', { class: 'count' }, number(counts[index] ?? 0)))))
  })
  box.hidden = counts.filter((count) => count > 0).length < 2
  return box
}
