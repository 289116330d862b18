/** One entry of a list: a line to open, and what is inside, drawn when it is opened first. */
import { number } from '../../words.js'
import type { Block, Entry, PageData, Tone } from '../page-data.js'
import { bdi, h } from './dom.js'

/** Names that are drawn before a button stands for the rest. */
const LISTED = 60

const SIGNS: Readonly<Record<Tone, string>> = { add: '+', change: '~', remove: '−', state: '=', warn: '!' }

export function entryItem(entry: Entry, data: PageData): HTMLElement {
  const [, , , , blocks] = entry
  if (blocks.length === 0) return h('li', { class: 'entry flat' }, ...headOf(entry, data))
  const details = h('details', {}, h('summary', {}, ...headOf(entry, data)))
  details.addEventListener('toggle', () => details.append(...blocksOf(entry, data)), { once: true })
  return h('li', { class: 'entry' }, details)
}

function headOf([title, subtitle, badges]: Entry, data: PageData): HTMLElement[] {
  return [
    h('span', { class: 'badges' }, ...badges.map(([tone, label]) => h('span', { class: `badge ${tone}` }, data.texts[label] ?? ''))),
    h('span', { class: 'who' }, bdi(data.texts[title] ?? '', { class: 'title' }), ...(subtitle === -1 ? [] : [bdi(data.texts[subtitle] ?? '', { class: 'subtitle' })])),
  ]
}

function blocksOf([, , , , blocks]: Entry, data: PageData): HTMLElement[] {
  return blocks.map((block) => blockOf(block, data))
}

function blockOf(block: Block, data: PageData): HTMLElement {
  const text = (id: number) => data.texts[id] ?? ''
  switch (block[0]) {
    case 'fields':
      return fieldTable(rowsOf(block[1], 3), text)
    case 'facts':
      return factTable(rowsOf(block[1], 2), text)
    case 'names':
      return nameList(block[1], text(block[2]), block[3].map(text))
    case 'text':
      return h('p', { class: 'told' }, h('span', { class: 'label' }, text(block[1])), ' ', bdi(text(block[2])))
    case 'entry': {
      const entry = data.views[block[1]]?.entries[block[2]]
      return entry === undefined ? h('p') : h('section', { class: 'inner' }, h('p', { class: 'innerhead' }, ...headOf(entry, data)), ...blocksOf(entry, data))
    }
  }
}

function rowsOf(cells: readonly number[], columns: number): number[][] {
  return Array.from({ length: cells.length / columns }, (_, row) => cells.slice(row * columns, (row + 1) * columns))
}

function fieldTable(rows: readonly number[][], text: (id: number) => string): HTMLElement {
  const cell = (id: number, tone: Tone) => h('td', {}, ...(id === -1 ? [h('span', { class: 'none' }, '–')] : [bdi(text(id), { class: `value ${tone}` })]))
  const head = h('tr', {}, ...['Attribute', 'Before', 'After'].map((label) => h('th', { scope: 'col' }, label)))
  const body = rows.map(([path = -1, before = -1, after = -1]) => h('tr', {}, h('th', { scope: 'row' }, bdi(text(path))), cell(before, 'remove'), cell(after, 'add')))
  return h('div', { class: 'fields' }, h('table', {}, h('thead', {}, head), h('tbody', {}, ...body)))
}

function factTable(rows: readonly number[][], text: (id: number) => string): HTMLElement {
  const body = rows.map(([label = -1, value = -1]) => h('tr', {}, h('th', { scope: 'row' }, bdi(text(label))), h('td', {}, bdi(text(value), { class: 'value' }))))
  return h('div', { class: 'fields facts' }, h('table', {}, h('tbody', {}, ...body)))
}

function nameList(tone: Tone, label: string, names: readonly string[]): HTMLElement {
  const item = (name: string) => h('li', {}, bdi(name))
  const list = h('ul', { class: `names ${tone}` }, ...names.slice(0, LISTED).map(item))
  const count = h('span', { class: 'count' }, number(names.length))
  const block = h('div', { class: 'namesof' }, h('p', { class: 'label' }, h('span', { class: `sign ${tone}`, 'aria-hidden': 'true' }, SIGNS[tone]), ' ', label, ' ', count), list)
  if (names.length > LISTED) {
    const more = h('button', { type: 'button', class: 'more' }, `Show all ${number(names.length)}`)
    more.addEventListener('click', () => {
      list.append(...names.slice(LISTED).map(item))
      more.remove()
    })
    block.append(more)
  }
  return block
}
