/** The page's own script: tabs over the lists that the report brought along. It asks nobody for anything. */
import type { PageData } from '../page-data.js'
import { number } from '../../words.js'
import { h, required } from './dom.js'
import { viewPanel } from './list.js'
import { createSearch } from './search.js'

const data = JSON.parse(required('data').textContent) as PageData
const find = createSearch(data)
const lists = required('lists')
const panels = new Map<string, HTMLElement>()

const tabs = data.views.map((view) => {
  const tab = h('button', { type: 'button', role: 'tab', id: `tab-${view.id}`, 'aria-controls': `panel-${view.id}` }, view.label, ' ', h('span', { class: 'count' }, number(view.entries.length)))
  tab.addEventListener('click', () => open(view.id))
  return tab
})
const bar = h('div', { role: 'tablist', 'aria-label': 'Lists' }, ...tabs)
bar.addEventListener('keydown', (event) => {
  const at = tabs.findIndex((tab) => tab === document.activeElement)
  const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key]
  if (at < 0 || next === undefined) return
  event.preventDefault()
  const tab = tabs[(next + tabs.length) % tabs.length]
  tab?.focus()
  tab?.click()
})
lists.append(bar)

/** Panels are made when they are opened first: a plan of a hundred thousand changes opens as soon as one list does. */
function open(id: string): void {
  for (const view of data.views) {
    const selected = view.id === id
    const tab = tabs[data.views.indexOf(view)]
    tab?.setAttribute('aria-selected', String(selected))
    tab?.setAttribute('tabindex', selected ? '0' : '-1')
    if (selected && !panels.has(id)) {
      const panel = viewPanel(view, data, find)
      panels.set(id, panel)
      lists.append(panel)
    }
    const panel = panels.get(view.id)
    if (panel !== undefined) panel.hidden = !selected
  }
}

const [first] = data.views
if (first !== undefined) open(first.id)
