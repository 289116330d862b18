import { describe, expect, it } from 'vitest'
import { enterprise, startScim } from './calls.js'

const user = 'urn:ietf:params:scim:schemas:core:2.0:User'

describe('discovery', () => {
  it('says what the service says of itself, stale page size included', async () => {
    const { call } = startScim()

    expect(await call('GET', '/ServiceProviderConfig')).toMatchObject({
      status: 200,
      body: {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
        authenticationSchemes: [
          { type: 'oauthbearertoken', name: 'OAuth Bearer Token', specUri: expect.stringContaining('rfc6750') as string, primary: true },
        ],
        patch: { supported: true },
        bulk: { supported: false, maxOperations: 1, maxPayloadSize: 1048576 },
        filter: { supported: true, maxResults: 50 },
        changePassword: { supported: false },
        sort: { supported: false },
        etag: { supported: false },
      },
    })
  })

  it('lists users and groups as its types', async () => {
    const { call } = startScim()

    expect((await call('GET', '/ResourceTypes')).body).toMatchObject({
      totalResults: 2,
      Resources: [
        { id: 'User', endpoint: '/Users', schema: user, schemaExtensions: [{ schema: enterprise, required: true }] },
        { id: 'Group', endpoint: '/Groups', schema: 'urn:ietf:params:scim:schemas:core:2.0:Group' },
      ],
    })
  })

  it('describes each schema, alone as in the list', async () => {
    const { call } = startScim()

    const { Resources: schemas } = (await call('GET', '/Schemas')).body as { Resources: { id: string }[] }

    expect(schemas.map(({ id }) => id)).toEqual([user, 'urn:ietf:params:scim:schemas:core:2.0:Group', enterprise])
    for (const schema of schemas) expect((await call('GET', `/Schemas/${schema.id}`)).body).toEqual(schema)
    expect(schemas[0]).toMatchObject({
      attributes: expect.arrayContaining([
        expect.objectContaining({ name: 'userName', required: true, caseExact: false, uniqueness: 'server' }),
        expect.objectContaining({ name: 'name', required: true, type: 'complex' }),
      ]) as unknown,
    })
  })

  it('answers 404 to a schema it has not', async () => {
    expect((await startScim().call('GET', '/Schemas/urn:example:2.0:Robot')).status).toBe(404)
  })

  it('needs the token as everything does', async () => {
    const { send } = startScim()
    const request = {
      method: 'GET',
      path: '/x/scim/v2/ServiceProviderConfig',
      rawUrl: '/x/scim/v2/ServiceProviderConfig',
      query: new URLSearchParams(),
      headers: {},
      body: '',
    }

    expect((await send(request)).status).toBe(401)
  })
})
