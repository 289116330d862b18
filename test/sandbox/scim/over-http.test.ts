import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { alice, patch, startScim, tenant, token, wire, type Scim } from './calls.js'

const servers: Server[] = []

afterEach(async () => {
  await Promise.all(
    servers.splice(0).map(
      (server) =>
        new Promise((resolve) => {
          server.closeAllConnections()
          server.close(resolve)
        }),
    ),
  )
})

/** The least that puts an emulator on a wire; answers the base URL. */
async function serve({ emulator }: Scim): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]))
      const request = wire(incoming.method ?? '', incoming.url ?? '', Buffer.concat(chunks).toString(), headers)
      void Promise.resolve(emulator.handle(request)).then((answer) => {
        outgoing.writeHead(answer.status, answer.headers)
        outgoing.end(answer.body === undefined ? undefined : JSON.stringify(answer.body))
      })
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/${tenant}/scim/v2`
}

const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' }

describe('over a real connection', () => {
  it('a person joins, moves and leaves', async () => {
    const base = await serve(startScim({ seed: { groups: [{ id: 'g1', displayName: 'admins' }] } }))
    const send = (method: string, path: string, body?: unknown) =>
      fetch(`${base}${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })

    const created = await send('POST', '/Users', alice)
    const { id } = (await created.json()) as { id: string }
    const joined = await send('PATCH', '/Groups/g1', patch({ op: 'add', path: 'members', value: [{ value: id }] }))
    const members = await send('GET', `/Users?cursor&filter=${encodeURIComponent('groups.value eq "g1"')}`)
    const deactivated = await send('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'active', value: 'false' }))
    const left = await send('DELETE', `/Users/${id}`)
    const gone = await send('GET', `/Users/${id}`)

    expect([created, joined, members, deactivated, left, gone].map(({ status }) => status)).toEqual([201, 204, 200, 200, 204, 404])
    expect(created.headers.get('content-type')).toBe('application/json')
    expect(created.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/)
    expect(created.headers.get('location')).toBeNull()
    expect(created.headers.get('etag')).toBeNull()
    expect(await members.json()).toMatchObject({ itemsPerPage: 1, Resources: [{ id, userName: 'alice@example.com' }] })
    expect(await deactivated.json()).toMatchObject({ active: false })
    expect(await joined.text()).toBe('')
  })

  it('a query builder that encodes the cursor reads everything, and one that does not is refused', async () => {
    const base = await serve(startScim({ seed: { users: Array.from({ length: 3 }, (_, index) => ({ userName: `user${index}` })) } }))
    const read = async (query: string) =>
      (await (await fetch(`${base}/Users?${query}`, { headers })).json()) as { nextCursor?: string; status?: string }

    const { nextCursor = '' } = await read('cursor&count=2')

    expect(await read(new URLSearchParams({ cursor: nextCursor, count: '2' }).toString())).toMatchObject({
      Resources: [{ userName: 'user2' }],
    })
    expect(await read(`cursor=${nextCursor}&count=2`)).toMatchObject({ status: '400' })
  })

  it('a base URL with a slash too many finds nothing', async () => {
    const base = await serve(startScim())

    expect((await fetch(`${base}//Users`, { headers })).status).toBe(404)
  })
})
