import { describe, expect, test } from 'vitest'
import type { Diagnostic } from '../../../src/diagnostic.js'
import { IdpscimError } from '../../../src/errors.js'
import type { Source } from '../../../src/sources/source.js'
import { createVirtualClock } from '../../support/virtual-clock.js'
import { diskError, memoryFiles, sourceOf } from './files-in-memory.js'

const read = (source: Source) => source.read({ known: { users: [], groups: [] } })
const failure = async (source: Source): Promise<IdpscimError> => {
  const error: unknown = await read(source).catch((thrown: unknown) => thrown)
  if (error instanceof IdpscimError) return error
  throw new Error(`the reading should have failed with words for people: ${String(error)}`)
}
/** `file:line:column what is wrong`, line by line. */
const problems = async (contents: Record<string, string>) => {
  const { facts } = await failure(sourceOf(contents))
  return (facts['diagnostics'] as Diagnostic[]).map(({ place, summary }) => `${place?.file}:${place?.line}:${place?.column} ${summary}`)
}

const YAML = `
users:
  - id: emp-1
    userName: Alice@example.com
    name: {givenName: Alice, familyName: Ames}
    email: alice@mail.example.com
    phone: '+44 20 7946 0000'
    title: Engineer
    enterprise: {employeeNumber: '1', department: Ops, manager: bob@example.com}
  - userName: bob@example.com
    name: {givenName: Bob, familyName: Bell, formatted: Dr Bob Bell}
    active: false
groups:
  - displayName: Break Glass
    description: for the bad day
    members: [alice@example.com, {group: ops}]
  - {id: grp-ops, displayName: Ops, members: [bob@example.com]}
`
const CSV = {
  'people.csv': 'id;userName;name.givenName;name.familyName;name.formatted;email;phone;title;enterprise.employeeNumber;enterprise.department;enterprise.manager;active\n' +
    'emp-1;Alice@example.com;Alice;Ames;;alice@mail.example.com;+44 20 7946 0000;Engineer;1;Ops;bob@example.com;\n' +
    ';bob@example.com;Bob;Bell;Dr Bob Bell;;;;;;;FALSE\n',
  'groups.csv': 'id,displayName,description\n,Break Glass,for the bad day\ngrp-ops,Ops,\n',
  'members.csv': 'group,member,type\nBreak Glass,alice@example.com,\nBREAK GLASS,ops,group\nOps,bob@example.com,user\n',
}

describe('people and groups in files', () => {
  test('are read from YAML: attributes by their SCIM names, nested groups by name, names without regard to case', async () => {
    const { users, groups, findings, evidence } = await read(sourceOf({ 'people.yaml': YAML }))

    expect(users.map(({ id, label, suspended, draft }) => ({ id, label, suspended, draft }))).toEqual([
      {
        id: 'bob@example.com',
        label: 'bob@example.com',
        suspended: true,
        draft: {
          userName: 'bob@example.com',
          displayName: 'Dr Bob Bell',
          name: { givenName: 'Bob', familyName: 'Bell', formatted: 'Dr Bob Bell' },
          emails: [{ value: 'bob@example.com', type: 'work', primary: true }],
        },
      },
      {
        id: 'emp-1',
        label: 'Alice@example.com',
        suspended: false,
        draft: {
          userName: 'Alice@example.com',
          displayName: 'Alice Ames',
          name: { givenName: 'Alice', familyName: 'Ames' },
          emails: [{ value: 'alice@mail.example.com', type: 'work', primary: true }],
          phoneNumbers: [{ value: '+44 20 7946 0000', type: 'work' }],
          title: 'Engineer',
          enterprise: { employeeNumber: '1', department: 'Ops', manager: { value: 'bob@example.com' } },
        },
      },
    ])
    expect(groups).toEqual([
      { id: 'break~20glass', name: 'Break Glass', label: 'Break Glass', record: { displayName: 'Break Glass', description: 'for the bad day' }, members: [{ id: 'bob@example.com', via: ['Ops'] }, { id: 'emp-1' }] },
      { id: 'grp-ops', name: 'Ops', label: 'Ops', record: { id: 'grp-ops', displayName: 'Ops' }, members: [{ id: 'bob@example.com' }] },
    ])
    expect(findings).toEqual([])
    expect(evidence).toMatchObject({ pages: 1, users: 2, groups: 2, memberships: 3, filter: [] })
  })

  test('are the same in JSON and in CSV, one file or several', async () => {
    const { parse } = await import('yaml')
    const contentOf = async (contents: Record<string, string>) => {
      const { users, groups } = await read(sourceOf(contents))
      return { users, groups }
    }

    const yaml = await contentOf({ 'people.yaml': YAML })

    expect(await contentOf({ 'people.json': JSON.stringify(parse(YAML), null, 2) })).toEqual(yaml)
    expect(await contentOf(CSV)).toEqual(yaml)
  })

  test('keep their ids when a name changes its case, and a given id when it changes altogether', async () => {
    const before = await read(sourceOf({ 'people.yaml': YAML }))
    const after = await read(sourceOf({ 'people.yaml': YAML.replaceAll('Break Glass', 'BREAK glass').replaceAll('Alice@example.com', 'ames@example.com').replace('[alice@', '[ames@').replaceAll('displayName: Ops', 'displayName: Operations').replace('group: ops', 'group: operations') }))

    expect(after.users.map(({ id }) => id)).toEqual(before.users.map(({ id }) => id))
    expect(after.groups.map(({ id }) => id)).toEqual(before.groups.map(({ id }) => id))
  })

  test('who are in no group are left out, unless all are wanted', async () => {
    const contents = { 'people.csv': 'userName,name.givenName,name.familyName\nroot@example.com,Break,Glass\n' }

    expect((await read(sourceOf(contents))).users).toEqual([])
    expect((await read(sourceOf(contents, { includeUsers: 'all' }))).users.map(({ label }) => label)).toEqual(['root@example.com'])
  })

  test('a nested group that no file has is a finding, and the groups above it lose nobody', async () => {
    const { groups, findings } = await read(sourceOf({ 'g.yaml': 'groups:\n  - {displayName: Top, members: [{group: Mid}]}\n  - displayName: Mid\n    members:\n      - {group: Lost}\n' }))

    expect(findings).toMatchObject([{ code: 'outside-organisation', kind: 'membership', key: 'Mid', summary: expect.stringMatching(/^g\.yaml:5:9: the group "Lost"/) as string }])
    expect(groups.map(({ name, gainsOnly }) => [name, gainsOnly !== undefined])).toEqual([['Mid', true], ['Top', true]])
  })

  test('a member whom no file has is told by name where other sources may have them, nesting resolved', async () => {
    const contents = { 'g.yaml': 'groups:\n  - {displayName: Top, members: [{group: Mid}, ben@example.com]}\n  - displayName: Mid\n    members: [Ann@example.com]\n' }
    const { users, groups, findings, evidence } = await read(sourceOf(contents, { othersPeople: true }))

    expect([users, findings, evidence.memberships]).toEqual([[], [], 3])
    expect(groups.map(({ name, members, elsewhere }) => ({ name, members, elsewhere }))).toEqual([
      { name: 'Mid', members: [], elsewhere: [{ userName: 'Ann@example.com', where: 'g.yaml:4:15' }] },
      { name: 'Top', members: [], elsewhere: [{ userName: 'ben@example.com', where: 'g.yaml:2:48' }, { userName: 'Ann@example.com', where: 'g.yaml:4:15' }] },
    ])
  })

  test('a member whom no file has is a finding at the line', async () => {
    const { groups, findings } = await read(sourceOf({ 'g.csv': 'displayName\nOps\n', 'm.csv': 'group,member\n\nOps,"ghost@example.com"\n' }))

    expect(findings).toMatchObject([{ code: 'outside-organisation', key: 'Ops', summary: expect.stringMatching(/^m\.csv:3:5: ghost@example\.com /) as string }])
    expect(groups[0]).not.toHaveProperty('gainsOnly')
  })
})

describe('what is wrong is told with file, line and column, all at once', () => {
  test('in YAML', async () => {
    const contents = {
      'a.yaml': 'users:\n  - userName: a@example.com\n    surname: Ames\n    title: 7\n    enterprise: {dept: x}\n  - name: {givenName: B}\ngroups:\n  - displayName: Ops\n    members: [[x], {grp: y}]\nteams: []\n',
      'b.json': '{\n  "users": [\n    {"userName": ""}\n  ],\n  "groups": null\n}\n',
    }

    expect(await problems(contents)).toEqual([
      'a.yaml:3:5 users[0].surname is not a known key',
      'a.yaml:4:12 users[0].title must be a text: put quotes around it',
      'a.yaml:5:18 users[0].enterprise.dept is not a known key',
      'a.yaml:6:5 users[1].userName is missing',
      'a.yaml:9:15 groups[0].members[0] must be a userName, or {group: NAME} for a nested group',
      'a.yaml:9:20 groups[0].members[1] must be a userName, or {group: NAME} for a nested group',
      'a.yaml:10:1 teams is not a known key',
      'b.json:3:18 users[0].userName is empty: leave it out instead',
      'b.json:5:13 groups must be a list; an empty one is written []',
    ])
  })

  test('in CSV', async () => {
    expect(await problems({ 'a.csv': 'userName,surname,active,userName\nx,y,z,x\n' })).toEqual(['a.csv:1:10 the column "surname" is not known', 'a.csv:1:25 the column userName stands here a second time'])
    expect(await problems({ 'b.csv': 'userName,active,title\na@example.com,maybe,\n,true,CTO\nb@example.com,true\n' })).toEqual([
      'b.csv:2:15 active must be true or false',
      'b.csv:3:1 userName is missing',
      'b.csv:4:1 this record has 2 values, and the first line names 3 columns',
    ])
    expect(await problems({ 'c.csv': 'login,mail\n' })).toEqual(['c.csv:1:1 the first line names none of the columns userName (people), displayName (groups) and member (memberships)'])
    expect(await problems({ 'd.csv': 'group,member,type\nOps,a@example.com,robot\nOps,\n' })).toEqual(['d.csv:2:19 type is "robot", and must be user or group', 'd.csv:3:1 this record has 2 values, and the first line names 3 columns'])
    expect(await problems({ 'e.csv': 'group,member\nOps,"a@example.com\n' })).toEqual(['e.csv:2:5 the quote that opens here is never closed'])
  })

  test.each([
    ['a key given twice', 'users: []\nusers: []\n', 'a.yaml:2:1 not valid YAML: Map keys must be unique'],
    ['a bracket left open', 'users: [\n', 'a.yaml:2:1 not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]'],
    ['a second document', 'users: []\n---\ngroups: []\n', 'a.yaml:2:1 not valid YAML: a second document begins here'],
    ['an alias of nobody', 'users: *all\n', 'a.yaml:1:1 not valid YAML: an alias (*) cannot be resolved'],
    ['nothing at all', '# nobody yet\n', 'a.yaml:1:1 the file is empty'],
    ['a list at the top', '- userName: a@example.com\n', 'a.yaml:1:1 the file must be a map with users, groups, or both'],
  ])('%s', async (_, text, problem) => {
    expect(await problems({ 'a.yaml': text })).toEqual([problem])
  })

  test('names and ids that stand twice, in one file or in two', async () => {
    const contents = {
      'a.csv': 'id,userName\n1,ann@example.com\n1,ben@example.com\n',
      'b.yaml': 'users:\n  - userName: ANN@example.com\ngroups:\n  - displayName: Ops\n  - {displayName: ops, id: g2}\n',
    }

    expect(await problems(contents)).toEqual([
      'a.csv:3:1 id "1" is here a second time: the first is at a.csv:2:1',
      'b.yaml:2:15 userName "ann@example.com" is here a second time: the first is at a.csv:2:3',
      'b.yaml:5:19 displayName "ops" is here a second time: the first is at b.yaml:4:18',
    ])
  })

  test('members of a group that no file has', async () => {
    expect(await problems({ 'm.csv': 'member,group\na@example.com,Opps\n' })).toEqual(['m.csv:2:15 the group "Opps" is in none of the files'])
  })

  test('the first twenty of many, and the count of all', async () => {
    const { message, facts } = await failure(sourceOf({ 'a.csv': `userName,title\n${'x\n'.repeat(500)}` }))

    expect(message).toContain('500 problems')
    expect(facts['diagnostics']).toHaveLength(20)
  })
})

describe('files that cannot be had mean nobody knows, never that nobody is', () => {
  test('one that is named and missing', async () => {
    const error = await failure(sourceOf({}, { paths: ['gone.yaml'] }))

    expect(error).toMatchObject({ code: 'SourceIncomplete', message: expect.stringContaining('gone.yaml') as string })
  })

  test('a pattern that means none', async () => {
    const error = await failure(sourceOf({ 'a.yaml': 'users: []' }, { paths: ['a.yaml', 'people/*.csv'] }))

    expect(error).toMatchObject({ code: 'SourceIncomplete', message: expect.stringContaining('people/*.csv') as string })
  })

  test('one that is not UTF-8', async () => {
    const error = await failure(sourceOf({ 'a.csv': Buffer.from('userName\nzo\xeb@example.com\n', 'latin1') }))

    expect(error).toMatchObject({ code: 'SourceIncomplete', message: 'a.csv of the source people is not UTF-8' })
  })

  test('one of a kind that is not known', async () => {
    expect(await problems({ 'a.txt': 'x' })).toEqual(['a.txt:1:1 the name ends in none of .yaml, .yml, .json and .csv'])
  })

  test('a checkout that happens meanwhile is read again; one that never ends is refused', async () => {
    const contents = { 'a.yaml': 'groups: [{displayName: Old}]' }
    const moving = (times: number) => {
      const files = memoryFiles(contents)
      let stamps = 0
      return { ...files, stamp: async (path: string) => ({ ...(await files.stamp(path)), moved: String(Math.min(++stamps, times)) }) }
    }

    expect((await read(sourceOf(contents, { files: moving(4) }))).groups).toHaveLength(1)
    expect(await failure(sourceOf(contents, { files: moving(1000) }))).toMatchObject({ code: 'SourceIncomplete', message: expect.stringContaining('changed each time') as string })
  })

  test('a disk that is busy is asked again, one that refuses is not', async () => {
    const contents = { 'a.yaml': 'groups: []' }
    const failing = (code: string) => {
      const files = memoryFiles(contents)
      let asked = 0
      return { files: { ...files, read: async (path: string) => (++asked < 3 ? Promise.reject(diskError(code, path)) : files.read(path)) }, asked: () => asked }
    }
    const [busy, closed] = [failing('ESTALE'), failing('EACCES')]

    await read(sourceOf(contents, { files: busy.files, clock: createVirtualClock() }))
    const error = await failure(sourceOf(contents, { files: closed.files }))

    expect([busy.asked(), closed.asked()]).toEqual([3, 1])
    expect(error).toMatchObject({ code: 'SourceIncomplete', message: 'a.yaml of the source people cannot be read: refused' })
  })
})
