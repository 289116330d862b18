import { describe, expect, test } from 'vitest'
import { resolveMembers, type Nested } from '../../src/sources/resolve-members.js'

interface Sketch {
  people?: string[]
  nested?: string[]
  everyone?: boolean
  outside?: string
}

function nodesOf(sketches: Record<string, Sketch>): Map<string, Nested> {
  return new Map(
    Object.entries(sketches).map(([id, { people = [], nested = [], everyone = false, outside }]) => [
      id,
      { id, label: `${id}@`, people: people.map((person) => ({ id: person })), nested: nested.map((one) => ({ id: one })), everyone, ...(outside === undefined ? {} : { outside }) },
    ]),
  )
}

function resolve(root: string, sketches: Record<string, Sketch>, everyone: string[] = []) {
  const nodes = nodesOf(sketches)
  const node = nodes.get(root)
  if (node === undefined) throw new Error(`no ${root} in the sketch`)
  return resolveMembers(node, nodes, everyone, (id) => !id.startsWith('stranger'))
}

describe('nesting', () => {
  test('names the groups on the way, and none for a direct member', () => {
    const { members } = resolve('top', { top: { people: ['1'], nested: ['mid'] }, mid: { nested: ['low'] }, low: { people: ['2'] } })

    expect(members).toEqual([{ id: '1' }, { id: '2', via: ['mid@', 'low@'] }])
  })

  test('keeps the shortest way to a person who is in by several', () => {
    const { members } = resolve('top', { top: { nested: ['a', 'b'] }, a: { nested: ['c'] }, b: { people: ['1'] }, c: { people: ['1'] } })

    expect(members).toEqual([{ id: '1', via: ['b@'] }])
  })

  test('ends in a circle', () => {
    const { members } = resolve('a', { a: { people: ['1'], nested: ['b'] }, b: { people: ['2'], nested: ['a', 'b'] } })

    expect(members.map(({ id }) => id)).toEqual(['1', '2'])
  })

  test('gives the same whatever order the rows came in', () => {
    const sketch = (nested: string[], people: string[]) => ({ top: { nested, people }, a: { people: ['9'] }, b: { people: ['9'] } })

    expect(resolve('top', sketch(['a', 'b'], ['2', '1']))).toEqual(resolve('top', sketch(['b', 'a'], ['1', '2'])))
  })

  test('enters a group once, however many ways lead to it', () => {
    const layers = 40
    const sketches: Record<string, Sketch> = { [`l${layers}`]: { people: ['1'] }, [`r${layers}`]: {} }
    for (let layer = 0; layer < layers; layer++) {
      for (const side of ['l', 'r']) sketches[`${side}${layer}`] = { nested: [`l${layer + 1}`, `r${layer + 1}`] }
    }

    expect(resolve('l0', sketches).members).toHaveLength(1)
  })
})

test('everybody in the account is in a group that holds the account', () => {
  const { members } = resolve('top', { top: { nested: ['all'] }, all: { everyone: true, people: ['1'] } }, ['1', '2'])

  expect(members).toEqual([{ id: '1', via: ['all@'] }, { id: '2', via: ['all@'] }])
})

test('leaves out who is no user', () => {
  expect(resolve('top', { top: { people: ['1', 'stranger'] } }).members).toEqual([{ id: '1' }])
})

test('tells which groups it could not look into, however deep', () => {
  const { outside } = resolve('top', { top: { nested: ['mid'] }, mid: { nested: ['foreign'] }, foreign: { outside: '403' } })

  expect(outside).toEqual([{ label: 'foreign@', said: '403' }])
})
