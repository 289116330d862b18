import { describe, expect, it } from 'vitest'
import { alice, filtered, idOf, namesIn, nextIn, patch, startScim } from './calls.js'

const start = () =>
  startScim({
    visibilityDelayMs: 2_000,
    seed: { users: [{ id: 'u1', userName: 'bob@example.com' }], groups: [{ id: 'g1', displayName: 'admins' }] },
  })
const add = (id: string) => patch({ op: 'add', path: 'members', value: [{ value: id }] })

describe('what was just created', () => {
  it('cannot be a member until the delay has passed', async () => {
    const { call, pass } = start()
    const id = idOf(await call('POST', '/Users', alice))

    expect((await call('PATCH', '/Groups/g1', add(id))).status).toBe(404)
    expect((await call('POST', '/Groups', { displayName: 'ops', members: [{ value: id }] })).status).toBe(404)
    expect((await call('GET', `/Groups${filtered(`members.value eq "${id}"`)}`)).status).toBe(404)

    pass(1_999)
    expect((await call('PATCH', '/Groups/g1', add(id))).status).toBe(404)

    pass(1)
    expect((await call('PATCH', '/Groups/g1', add(id))).status).toBe(204)
    expect(namesIn(await call('GET', `/Groups${filtered(`members.value eq "${id}"`)}`))).toEqual(['admins'])
  })

  it('is in no list and found by no filter until the delay has passed', async () => {
    const { call, pass } = start()
    await call('POST', '/Users', alice)
    await call('POST', '/Groups', { displayName: 'ops' })

    expect(namesIn(await call('GET', '/Users?cursor'))).toEqual(['bob@example.com'])
    expect(namesIn(await call('GET', `/Users${filtered('userName eq "alice@example.com"')}`))).toEqual([])
    expect(namesIn(await call('GET', `/Groups${filtered('displayName eq "ops"')}`))).toEqual([])

    pass(2_000)
    expect(namesIn(await call('GET', '/Users?cursor'))).toEqual(['bob@example.com', 'alice@example.com'])
    expect(namesIn(await call('GET', `/Users${filtered('userName eq "alice@example.com"')}`))).toEqual(['alice@example.com'])
    expect(namesIn(await call('GET', `/Groups${filtered('displayName eq "ops"')}`))).toEqual(['ops'])
  })

  it('leaves its page short, even empty, with more to come', async () => {
    const { call } = start()
    await call('POST', '/Users', alice)
    await call('POST', '/Users', { ...alice, userName: 'carol@example.com', emails: [] })

    const first = await call('GET', '/Users?cursor&count=1')
    const second = await call('GET', `/Users?count=1&cursor=${encodeURIComponent(nextIn(first) ?? '')}`)

    expect(namesIn(first)).toEqual(['bob@example.com'])
    expect(namesIn(second)).toEqual([])
    expect(nextIn(second)).toBeDefined()
  })

  it('is there at once by id, and its name is taken at once', async () => {
    const { call } = start()
    const id = idOf(await call('POST', '/Users', alice))

    expect((await call('GET', `/Users/${id}`)).status).toBe(200)
    expect((await call('POST', '/Users', { ...alice, emails: [] })).status).toBe(409)
  })

  it('is seen at once where nobody asked for a delay, and where it was seeded', async () => {
    const { call } = startScim({ seed: { groups: [{ id: 'g1', displayName: 'admins' }] } })

    const id = idOf(await call('POST', '/Users', alice))

    expect((await call('PATCH', '/Groups/g1', add(id))).status).toBe(204)
    expect((await start().call('PATCH', '/Groups/g1', add('u1'))).status).toBe(204)
  })
})
