import { createServer, type ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { createPacer } from '../../src/http/pacer.js'
import { createSend, type Call } from '../../src/http/send.js'
import { close, listening } from '../support/scim-world.js'
import { createVirtualClock } from '../support/virtual-clock.js'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(closers.splice(0).map((stop) => stop()))
})

async function facing(answer: (response: ServerResponse, n: number) => void, options: { timeoutMs?: number; published?: number } = {}) {
  let requests = 0
  const server = createServer((request, response) => {
    request.resume()
    answer(response, ++requests)
  })
  const port = await listening(server)
  closers.push(() => close(server))
  const clock = createVirtualClock()
  const send = createSend({
    clock,
    system: 'the server',
    pacer: createPacer({ clock, published: () => options.published }),
    headers: () => ({ authorization: `Bearer ${requests}` }),
    random: () => 0.5,
    ...(options.timeoutMs !== undefined && { timeoutMs: options.timeoutMs }),
  })
  const call: Call = { method: 'GET', url: `http://127.0.0.1:${port}/`, operation: 'Get', repeatable: true }
  return { send, call, clock, requests: () => requests, close: () => close(server) }
}

describe('send', () => {
  it('gives refusals as answers: what they mean is not its business', async () => {
    const { send, call } = await facing((response) => response.writeHead(404, { 'x-request-id': 'r-7' }).end('{"detail":"no"}'))

    expect(await send(call)).toMatchObject({ status: 404, body: { detail: 'no' }, requestId: 'r-7' })
  })

  it('repeats what is repeatable, and nothing else, when the server fails', async () => {
    const { send, call, requests } = await facing((response, n) => response.writeHead(n === 1 ? 500 : 200).end('{}'))

    await expect(send({ ...call, repeatable: false })).rejects.toMatchObject({ kind: 'server-error', status: 500 })
    expect(requests()).toBe(1)

    const second = await facing((response, n) => response.writeHead(n < 3 ? 500 : 200).end('{}'))
    expect((await second.send(second.call)).status).toBe(200)
    expect(second.requests()).toBe(3)
  })

  it('repeats throttling whether repeatable or not, and counts it', async () => {
    const { send, call } = await facing((response, n) => response.writeHead(n < 3 ? 429 : 200).end('{}'))

    expect(await send({ ...call, repeatable: false })).toMatchObject({ status: 200, throttledBefore: 2 })
  })

  it('takes a 503 for throttling only when it says when to come back, and where repeating does no harm', async () => {
    const told = await facing((response, n) => response.writeHead(n === 1 ? 503 : 200, { 'retry-after': '3' }).end('{}'))
    const silent = await facing((response) => response.writeHead(503).end())

    expect((await told.send(told.call)).status).toBe(200)
    expect(told.clock.monotonic()).toBeGreaterThanOrEqual(3000)
    const once = await facing((response) => response.writeHead(503, { 'retry-after': '3' }).end(), { published: 10 })
    await expect(once.send({ ...once.call, repeatable: false })).rejects.toMatchObject({ kind: 'server-error' })
    expect(once.requests()).toBe(1)
    await expect(silent.send({ ...silent.call, repeatable: false })).rejects.toMatchObject({ kind: 'server-error' })
  })

  it('gives up on an answer that does not come in time', async () => {
    const { send, call, requests } = await facing(() => undefined, { timeoutMs: 30 })

    await expect(send({ ...call, repeatable: false })).rejects.toMatchObject({ kind: 'unanswered', message: expect.stringContaining('did not answer within 0.03 s') as string })
    expect(requests()).toBe(1)
  })

  it('takes a success with half a body for no answer, and a refusal with half a body for a refusal', async () => {
    const half = (status: number) => (response: ServerResponse) => {
      response.writeHead(status, { 'content-length': '100' })
      response.write('{"id":')
      response.socket?.end()
    }
    const success = await facing(half(201))
    const refusal = await facing(half(409))

    await expect(success.send({ ...success.call, repeatable: false })).rejects.toMatchObject({ kind: 'unanswered' })
    expect(await refusal.send(refusal.call)).toMatchObject({ status: 409 })
  })

  it('knows when nothing was sent, and tries that again even where repeating is not safe', async () => {
    const { send, call, close: stop, clock } = await facing((response) => response.end())
    await stop()

    await expect(send({ ...call, repeatable: false })).rejects.toMatchObject({ kind: 'not-sent' })
    expect(clock.sleeps).toHaveLength(4)
  })

  it.each([
    [new Error('807C:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps/openssl/record.c:350:\n'), /: TLS fails: wrong version number, as where the address begins with https:\/\/ and the server speaks http$/],
    [Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }), /: the connection was cut$/],
    [new Error('bad port'), /: bad port$/],
  ])('says why there is no answer, for people: %s', async (cause, said) => {
    const clock = createVirtualClock()
    const send = createSend({ clock, system: 'the server', pacer: createPacer({ clock, published: () => undefined }), headers: () => ({}), fetch: () => Promise.reject(new TypeError('fetch failed', { cause })) })

    await expect(send({ method: 'GET', url: 'https://host.test/', operation: 'Get', repeatable: false })).rejects.toThrow(said)
  })

  it('asks the guard after all waiting, before every attempt, and passes its error on', async () => {
    const { send, call, clock, requests } = await facing((response) => response.writeHead(429, { 'retry-after': '2' }).end(), { published: 1 })
    const asked: number[] = []
    const over = new Error('over')
    const beforeRequest = () => {
      asked.push(clock.monotonic())
      if (asked.length === 3) throw over
    }

    await expect(send({ ...call, beforeRequest })).rejects.toBe(over)

    expect(requests()).toBe(2)
    expect(asked[1]).toBeGreaterThanOrEqual(2000)
    expect(asked[2]).toBeGreaterThanOrEqual(4000)
  })
})
