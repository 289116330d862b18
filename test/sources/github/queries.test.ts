import { readFileSync } from 'node:fs'
import { buildSchema, type GraphQLField, type GraphQLSchema, isEnumType, isInputObjectType, isObjectType, parse, validate } from 'graphql'
import { beforeAll, describe, expect, test } from 'vitest'
import { schemaOf } from '../../../src/sandbox/github/graphql/schema.js'
import { LIST_ENTERPRISE_IDENTITIES, LIST_IDENTITIES, LIST_TEAM_MEMBERS, LIST_TEAMS, listMoreTeamMembers, listPeople } from '../../../src/sources/github/queries.js'

/** What github.com publishes of itself. */
let published: GraphQLSchema
beforeAll(() => {
  // The package exports it only as part of a module of its own.
  published = buildSchema(readFileSync('node_modules/@octokit/graphql-schema/schema.graphql', 'utf8'), { assumeValid: true })
})

const errorsIn = (schema: GraphQLSchema, query: string) => validate(schema, parse(query)).map(({ message }) => message)

describe("the source's questions", () => {
  test.each([
    ['teams', LIST_TEAMS],
    ['people', listPeople({ verifiedEmails: false, suspendedAt: false })],
    ['people and their verified addresses', listPeople({ verifiedEmails: true, suspendedAt: false })],
    ['identities', LIST_IDENTITIES],
    ["an enterprise's identities", LIST_ENTERPRISE_IDENTITIES],
    ['the members of teams', LIST_TEAM_MEMBERS],
    ['further members of one team', listMoreTeamMembers(1)],
    ['further members of fifty teams', listMoreTeamMembers(50)],
  ])("about %s are valid by GitHub's own schema", (_, query) => {
    expect(errorsIn(published, query)).toEqual([])
  })

  test('about suspended people are for GitHub Enterprise Server alone', () => {
    const query = listPeople({ verifiedEmails: false, suspendedAt: true })

    expect(errorsIn(published, query)).toEqual([expect.stringContaining('Cannot query field "suspendedAt" on type "User".')])
    expect(errorsIn(schemaOf(true), query)).toEqual([])
  })
})

describe("the emulator's schema", () => {
  const argumentsOf = ({ args }: GraphQLField<unknown, unknown>) => Object.fromEntries(args.map(({ name, type, defaultValue }) => [name, [String(type), defaultValue]]))

  test("is a cut of GitHub's own: every field with its type and its arguments, every enumeration whole", () => {
    const own = Object.values(schemaOf(false).getTypeMap()).filter(({ name }) => !name.startsWith('__'))

    for (const type of own) {
      const theirs = published.getType(type.name)
      if (isObjectType(type) && isObjectType(theirs)) {
        for (const field of Object.values(type.getFields())) {
          const model = theirs.getFields()[field.name]
          expect({ at: `${type.name}.${field.name}`, type: String(field.type), arguments: argumentsOf(field) }).toEqual({ at: `${type.name}.${field.name}`, type: String(model?.type), arguments: model && argumentsOf(model) })
        }
        expect(theirs.getInterfaces().map(({ name }) => name)).toEqual(expect.arrayContaining(type.getInterfaces().map(({ name }) => name)))
      } else if (isEnumType(type) && isEnumType(theirs)) {
        expect([type.name, type.getValues().map(({ name }) => name).sort()]).toEqual([type.name, theirs.getValues().map(({ name }) => name).sort()])
      } else if (isInputObjectType(type) && isInputObjectType(theirs)) {
        expect(Object.values(type.getFields()).map(String).sort()).toEqual(Object.values(theirs.getFields()).map(String).sort())
      } else expect([type.name, type.constructor.name]).toEqual([type.name, theirs?.constructor.name])
    }
    expect(own.length).toBeGreaterThan(30)
  })
})
