/** Building lists for the page: entries with the words to filter them by. */
import { fieldChanges, type FieldChange } from '../fields.js'
import { safeName } from '../safe.js'
import type { Block, Entry, Tone, View } from './page-data.js'
import type { Texts } from './texts.js'

/** An entry before its words have places. */
export interface Draft {
  title: string
  subtitle?: string | undefined
  badges: readonly (readonly [tone: Tone, label: string])[]
  /** For each of the view's facets, the values that it has. */
  facets: readonly (readonly string[])[]
  blocks: Block[]
}

/** A view as its JSON: entries become text one by one, for a hundred thousand of them as objects would fill the memory. */
export interface DrawnView {
  json: string
  entries: number
}

/** Facets offer the values in the order of `order`, then as they come. */
export function drawView(about: Pick<View, 'id' | 'label' | 'one' | 'many'> & { facets: readonly { label: string; order?: readonly string[] }[] }, drafts: Iterable<Draft>, texts: Texts): DrawnView {
  const values = about.facets.map(({ order = [] }) => new Map(order.map((value, index) => [value, index])))
  const placeOf = (value: string, facet: number) => {
    const places = values[facet] ?? new Map<string, number>()
    const known = places.get(value) ?? places.size
    places.set(value, known)
    return known
  }
  const entries: string[] = []
  for (const { title, subtitle, badges, facets, blocks } of drafts) {
    const entry: Entry = [
      texts.name(title),
      subtitle === undefined || subtitle === title ? -1 : texts.name(subtitle),
      badges.map(([tone, label]) => [tone, texts.say(label)]),
      facets.map((has, facet) => has.map((value) => placeOf(value, facet))),
      blocks,
    ]
    entries.push(JSON.stringify(entry))
  }
  const facets = about.facets.map(({ label }, facet) => ({ label, values: [...(values[facet]?.keys() ?? [])].map(safeName) }))
  return { json: `${JSON.stringify({ ...about, facets }).slice(0, -1)},"entries":[${entries.join(',')}]}`, entries: entries.length }
}

/** One after the other, so that only one draft is held at a time. */
export function* each<T>(items: Iterable<T>, draft: (item: T) => Draft): Iterable<Draft> {
  for (const item of items) yield draft(item)
}

export function fieldsBlock(changes: readonly FieldChange[], texts: Texts): Block[] {
  const side = (value: unknown) => (value === undefined ? -1 : texts.value(value))
  return changes.length === 0 ? [] : [['fields', changes.flatMap(({ path, before, after }) => [texts.say(path), side(before), side(after)])]]
}

/** An object's attributes, by their paths. */
export function factsBlock(value: object, texts: Texts): Block[] {
  return [['facts', fieldChanges(undefined, value).flatMap(({ path, after }) => [texts.say(path), texts.value(after)])]]
}

export function namesBlock(tone: Tone, label: string, names: readonly string[], texts: Texts): Block[] {
  return names.length === 0 ? [] : [['names', tone, texts.say(label), texts.names(names)]]
}

export function textBlock(label: string, text: string | undefined, texts: Texts): Block[] {
  return text === undefined || text === '' ? [] : [['text', texts.say(label), texts.say(text)]]
}

/** Whose it is, by the ids on both sides. */
export function originBlock({ source, sourceId, targetId }: { source: string; sourceId: string; targetId?: string | undefined }, texts: Texts): Block[] {
  return [['text', texts.say('Source'), texts.own(`${source}, id ${sourceId}${targetId === undefined ? '' : `; in the target ${targetId}`}`)]]
}
