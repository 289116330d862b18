import * as z from 'zod'
import { describe, expect, it } from 'vitest'
import { alice, enterprise, filtered, patch, startScim } from './calls.js'

/** RFC 7643 §3 and §4, written from the RFC's text, strict where the contract says that answers hold nothing more. */
const text = z.string().min(1)
const wholeSecond = z.iso.datetime({ precision: 0 })
const meta = (resourceType: string) =>
  z.strictObject({ resourceType: z.literal(resourceType), created: wholeSecond, lastModified: wholeSecond })
const some = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z
    .strictObject(shape)
    .partial()
    .refine((value) => Object.keys(value).length > 0)
const one = <Shape extends z.ZodRawShape>(shape: Shape) => z.array(some(shape)).length(1)

const User = z
  .strictObject({
    id: text.max(47),
    externalId: text.optional(),
    meta: meta('User'),
    schemas: z.array(text),
    userName: text,
    name: some({ formatted: text, familyName: text, givenName: text, middleName: text, honorificPrefix: text, honorificSuffix: text }),
    displayName: text,
    nickName: text.optional(),
    emails: one({ value: text, type: text, primary: z.boolean() }).optional(),
    addresses: one({
      formatted: text,
      streetAddress: text,
      locality: text,
      region: text,
      postalCode: text,
      country: text,
      type: text,
      primary: z.boolean(),
    }).optional(),
    phoneNumbers: one({ value: text, type: text }).optional(),
    roles: one({ value: text, type: text, primary: z.boolean() }).optional(),
    title: text.optional(),
    userType: text.optional(),
    preferredLanguage: text.optional(),
    locale: text.optional(),
    timezone: text.optional(),
    active: z.boolean(),
    [enterprise]: some({
      employeeNumber: text,
      costCenter: text,
      organization: text,
      division: text,
      department: text,
      manager: some({ value: text }),
    }).optional(),
  })
  .refine(
    (user) => user.schemas.includes(enterprise) === (user[enterprise] !== undefined),
    'schemas names the extension exactly where it has data (§3)',
  )
  .refine((user) => user.schemas.includes('urn:ietf:params:scim:schemas:core:2.0:User'))

const Group = z.strictObject({
  id: text.max(47),
  externalId: text.optional(),
  meta: meta('Group'),
  schemas: z.tuple([z.literal('urn:ietf:params:scim:schemas:core:2.0:Group')]),
  displayName: text,
})

/** RFC 7644 §3.4.2, and RFC 9865 §2 for the cursor's form. */
const lists = <Thing extends z.ZodType>(thing: Thing) => {
  const common = {
    itemsPerPage: z.int().min(0).max(100),
    schemas: z.tuple([z.literal('urn:ietf:params:scim:api:messages:2.0:ListResponse')]),
    Resources: z.array(thing),
  }
  return z.union([
    z.strictObject({ ...common, totalResults: z.int(), startIndex: z.literal(1) }),
    z.strictObject({ ...common, nextCursor: text.regex(/^[-a-zA-Z0-9+=/:_]*$/).optional() }),
  ])
}

const Failure = z.strictObject({
  schema: z.tuple([z.literal('urn:ietf:params:scim:api:messages:2.0:Error')]),
  schemas: z.tuple([z.literal('urn:ietf:params:scim:api:messages:2.0:Error')]),
  detail: text,
  status: z.string().regex(/^[45]\d\d$/),
  exceptionRequestId: z.uuid(),
  timeStamp: z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/),
})

const rich = {
  ...alice,
  externalId: 'x1',
  title: 'Guide',
  addresses: [{ type: 'work' }],
  phoneNumbers: [{ value: '1', type: 'work' }],
  [enterprise]: { department: 'Tours', manager: { value: 'm', $ref: '../Users/m' } },
}

describe('bodies', () => {
  it('of users follow the RFC wherever a user is answered', async () => {
    const { call } = startScim({
      seed: {
        users: [
          { id: 'u1', userName: 'root', emails: [] },
          { id: 'u2', ...alice, userName: 'bob', emails: [{ value: 'bob@example.com' }] },
        ],
      },
    })

    const answers = [
      await call('POST', '/Users', rich),
      await call('GET', '/Users/u1'),
      await call('PUT', '/Users/u2', { ...alice, userName: 'bo', emails: [{ value: 'bo@example.com', primary: true }] }),
      await call('PATCH', '/Users/u1', patch({ op: 'add', path: `${enterprise}:costCenter`, value: '7' })),
    ]

    for (const { body } of answers) expect(User.safeParse(body).error).toBeUndefined()
  })

  it('of groups follow the RFC, without members where one group is answered', async () => {
    const { call } = startScim({ seed: { groups: [{ id: 'g1', displayName: 'admins', externalId: 'x' }] } })

    const answers = [await call('POST', '/Groups', { displayName: 'ops', externalId: 'y' }), await call('GET', '/Groups/g1')]

    for (const { body } of answers) expect(Group.safeParse(body).error).toBeUndefined()
  })

  it('of lists follow the RFCs, with a cursor and without', async () => {
    const { call } = startScim({
      seed: {
        users: [rich, { userName: 'root', emails: [] }],
        groups: [{ displayName: 'admins', externalId: 'x', members: ['root'] }, { displayName: 'empty' }],
      },
    })
    const ListedGroup = Group.extend({ members: z.tuple([]) })

    for (const query of ['', '?cursor', '?cursor&count=1', filtered('externalId eq "x1"'), filtered('externalId eq "none"', 'cursor&')]) {
      expect(lists(User).safeParse((await call('GET', `/Users${query}`)).body).error).toBeUndefined()
      expect(lists(ListedGroup).safeParse((await call('GET', `/Groups${query}`)).body).error).toBeUndefined()
    }
  })

  it('of errors have one form, whatever the cause', async () => {
    const { call, emulator } = startScim({ seed: { users: [{ id: 'u1', ...alice }] } })
    const refused = emulator.refuse({ method: 'GET', path: '/', rawUrl: '/', query: new URLSearchParams(), headers: {}, body: '' }, 503)

    const answers = [
      await call('POST', '/Users', alice),
      await call('POST', '/Users', {}),
      await call('POST', '/Users', '{'),
      await call('GET', '/Users/nobody'),
      await call('GET', '/Nothing'),
      await call('GET', '/Users?filter=x'),
      { ...refused, headers: refused.headers ?? {} },
    ]

    for (const { status, headers, body } of answers) {
      expect(Failure.safeParse(body).error).toBeUndefined()
      expect(body).toMatchObject({ status: String(status), exceptionRequestId: headers['x-amzn-RequestId'] })
    }
  })
})
