/** Opening and closing the servers: loopback only, on free ports or consecutive ones. */
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { IdpscimError } from '../errors.js'

const HOST = '127.0.0.1'

export const origin = (port: number): string => `http://${HOST}:${port}/`

/** Throws `BadUsage` when a port is taken; none is left open then. */
export async function listen(servers: readonly Server[], first: number): Promise<number[]> {
  const ports: number[] = []
  try {
    for (const [index, server] of servers.entries()) {
      server.listen(first === 0 ? 0 : first + index, HOST)
      await once(server, 'listening')
      ports.push((server.address() as AddressInfo).port)
    }
    return ports
  } catch (error) {
    await closeServers(servers.filter((server) => server.listening))
    throw new IdpscimError('BadUsage', `the sandbox cannot listen on port ${first + ports.length} of ${HOST}: ${(error as Error).message}`, {
      suggestions: [`choose a --port with ${servers.length} free ports from there on, or --port 0 for any free ones`],
      cause: error,
    })
  }
}

/** Connections kept alive, and requests that will never be answered, hold nothing back. */
export async function closeServers(servers: readonly Server[]): Promise<void> {
  await Promise.all(
    servers.map(async (server) => {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    }),
  )
}
