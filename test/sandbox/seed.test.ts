import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { isIdpscimError } from '../../src/errors.js'
import { DEFAULT_SEED } from '../../src/sandbox/default-seed.js'
import { parseSeed, Seed } from '../../src/sandbox/seed.js'
import { useSandbox } from '../support/world.js'
import { directoryOf } from './google-client.js'

const sandbox = useSandbox()

function problemOf(document: unknown): string {
  try {
    parseSeed(document)
  } catch (error) {
    if (isIdpscimError(error, 'BadSeed')) return error.message
    throw error
  }
  return ''
}

describe('a seed', () => {
  test.each([
    [null, 'the document: '],
    ['text', 'the document: '],
    [{ okta: {} }, 'Unrecognized key: "okta"'],
    [{ google: { users: {} } }, 'google.users: '],
    [{ google: { users: [{ primaryEmail: 'nobody' }] } }, 'google.users[0].primaryEmail: is not a mail address'],
    [{ google: { groups: [{ name: 'G' }] } }, 'google.groups[0].email: '],
    [{ google: { groups: [{ name: 'G', email: 'g@b.example', members: [7] }] } }, 'google.groups[0].members[0]'],
    [{ google: { groups: [{ name: 'G', email: 'g@b.example', members: [{ email: 'a@b.example', role: 'BOSS' }] }] } }, 'google.groups[0].members[0].role: '],
    [{ aws: { users: [{ displayName: 'A' }] } }, 'aws.users[0].userName: '],
    [{ aws: { groups: [{ displayName: 'G', membres: [] }] } }, 'aws.groups[0]: Unrecognized key: "membres"'],
  ])('is refused by name: %j', (document, message) => {
    expect(problemOf(document)).toContain(message)
  })

  test('tells all its problems at once', () => {
    const message = problemOf({ google: { users: [{ primaryEmail: 'x' }] }, aws: { users: [{}] } })

    expect(message).toContain('google.users[0].primaryEmail')
    expect(message).toContain('aws.users[0].userName')
  })

  test('may hold records that cannot be mapped', () => {
    expect(problemOf({ google: { users: [{ primaryEmail: 'a@b.example', name: { familyName: '' }, phones: [{ value: 7 }] }] } })).toBe('')
  })

  test('has a JSON Schema that judges as we do', () => {
    const validate = new Ajv2020({ strict: false }).compile(z.toJSONSchema(Seed, { io: 'input', target: 'draft-2020-12' }))

    expect(validate(DEFAULT_SEED)).toBe(true)
    expect(validate({ google: { users: [{ primaryEmail: 'nobody' }] } })).toBe(false)
    expect(validate({ gogle: {} })).toBe(false)
  })
})

describe('what a seed leaves out', () => {
  test('gets the same ids every time, in the vendors\' forms', async () => {
    const seed = { google: { users: [{ primaryEmail: 'ada@example.com' }], groups: [{ email: 'dev@example.com', name: 'Dev' }] } }

    const [one, other] = [(await sandbox({ seed })).state(), (await sandbox({ seed })).state()]

    expect(one).toEqual(other)
    expect(one.google?.users?.[0]?.id).toMatch(/^\d{21}$/)
    expect(one.google?.groups?.[0]?.id).toMatch(/^0[0-9a-z]{14}$/)
  })

  test('is refused where two records claim one name', async () => {
    const start = sandbox({ seed: { google: { users: [{ primaryEmail: 'ada@example.com', aliases: ['dev@example.com'] }], groups: [{ email: 'dev@example.com', name: 'Dev' }] } } })

    await expect(start).rejects.toMatchObject({ code: 'BadSeed', message: expect.stringContaining('dev@example.com') as string })
  })

  test('is refused where a group lists somebody twice', async () => {
    const users = [{ primaryEmail: 'ada@example.com', aliases: ['countess@example.com'] }]
    const start = sandbox({ seed: { google: { users, groups: [{ email: 'dev@example.com', name: 'Dev', members: ['ada@example.com', 'countess@example.com'] }] } } })

    await expect(start).rejects.toMatchObject({ code: 'BadSeed', message: expect.stringContaining('twice') as string })
  })
})

describe('the default company', () => {
  test('has forty people, twelve groups, and what real directories have', async () => {
    const running = await sandbox()
    const directory = directoryOf(running)
    const { google, aws } = running.state()

    const audit = await directory.members.list({ groupKey: 'aws-security-audit@example.com' })

    expect([google?.users?.length, google?.groups?.length]).toEqual([40, 12])
    expect(google?.users?.filter(({ suspended }) => suspended)).toHaveLength(1)
    expect(google?.users?.filter(({ archived }) => archived)).toHaveLength(1)
    expect(google?.users?.filter(({ name }) => name?.familyName === undefined).map(({ primaryEmail }) => primaryEmail)).toEqual(['build-robot@example.com'])
    expect(audit.data.members?.filter(({ status }) => status === undefined).map(({ email }) => email)).toEqual(['auditor@partner.example'])
    expect(aws?.groups?.map(({ displayName }) => displayName)).toEqual(['AWSControlTowerAdmins', 'AWS-Developers', 'Emergency-Access'])
  })

  test('has somebody and a group at AWS already, by the names that Google has, without an externalId', () => {
    const mails = DEFAULT_SEED.google?.users?.map(({ primaryEmail }) => primaryEmail)
    const names = DEFAULT_SEED.google?.groups?.map(({ name }) => name)

    const users = DEFAULT_SEED.aws?.users?.filter(({ userName }) => mails?.includes(userName))
    const groups = DEFAULT_SEED.aws?.groups?.filter(({ displayName }) => names?.includes(displayName))

    expect(users).toMatchObject([{ userName: 'ada.obi@example.com' }])
    expect(groups).toMatchObject([{ displayName: 'AWS-Developers' }])
    expect([...(users ?? []), ...(groups ?? [])].some((record) => 'externalId' in record)).toBe(false)
  })
})
