import { describe, expect, test } from 'vitest'
import { FULL, lines, loadFull, refused } from './desk.js'

const withFile = (keys: string) => FULL.replace('sources:\n', `sources:\n  - {type: file, ${keys}}\n`)

describe('a source of type file', () => {
  test('has files and globs, relative to the configuration file, and ids behind its name', async () => {
    const { sources, rules } = await loadFull(withFile("paths: ['people/**/*.yaml', '!people/old/*', groups.csv], include_users: all"))

    expect(sources[0]).toEqual({ type: 'file', name: 'file', paths: ['people/**/*.yaml', '!people/old/*', 'groups.csv'], base: '/desk', includeUsers: 'all', othersPeople: false })
    expect(rules.sources[0]).toEqual({ name: 'file', externalId: 'prefixed', members: 'whole' })
  })

  test('is refused without files, and with keys of others', async () => {
    const told = lines(await refused(loadFull(withFile("paths: ['!old/*'], include_users: some, customer: x"))))

    expect(told.map((one) => one.replace(/^\d+:\d+ /, ''))).toEqual([
      'sources[0].paths names no file',
      'sources[0].include_users is "some", and must be all or grouped',
      'sources[0].customer is not a known key | Known here: type, name, paths, people_from, include_users, members, mapping.',
    ])
  })
})

describe('people of other sources', () => {
  test('are named by source', async () => {
    const { sources, rules } = await loadFull(withFile('paths: [a.yaml], people_from: [google]'))

    expect(sources[0]).toMatchObject({ othersPeople: true })
    expect(rules.sources[0]).toEqual({ name: 'file', externalId: 'prefixed', members: 'whole', peopleFrom: ['google'] })
  })

  test('come from sources that there are, and that are others', async () => {
    const told = lines(await refused(loadFull(withFile('paths: [a.yaml], people_from: [file, googel]'))))

    expect(told.map((one) => one.replace(/^\d+:\d+ /, ''))).toEqual([
      'sources[0].people_from names "file", which is no other source | Others are google.',
      'sources[0].people_from names "googel", which is no other source | Others are google.',
    ])
  })
})

describe('expressions of one source', () => {
  test('are compiled beside those of the stack, and checked like them', async () => {
    const { rules } = await loadFull(withFile("paths: [a.yaml], mapping: {user: {title: user.title}, group: {displayName: '\"f-\" + group.displayName'}}"))
    const told = lines(await refused(loadFull(withFile('paths: [a.yaml], mapping: {user: {titel: user.title, email: name}}'))))

    expect(rules.sources[0]?.mapping?.group.displayName?.({ displayName: 'Ops' })).toBe('f-Ops')
    expect(rules.sources[1]).not.toHaveProperty('mapping')
    expect(told.map((one) => one.replace(/^\d+:\d+ /, ''))).toEqual([
      'sources[0].mapping.user.titel is not a known key | Did you mean title?',
      'sources[0].mapping.user.email is not valid CEL: Unknown variable: name | At character 1. The record is called user.',
    ])
  })
})
