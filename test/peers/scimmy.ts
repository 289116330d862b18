/** SCIMMY: a SCIM server's library from npm, on express. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Peer } from './peer.js'
import { run } from './peer.js'

const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm'
/** Any will do: the server is told it. */
export const TOKEN = 'a-token-for-scimmy'

export const scimmy: Peer = {
  name: 'SCIMMY',
  serves: ['scim'],
  needs: 'npm and a way to its registry',
  folder: 'scimmy-1.3',
  async install(into) {
    await mkdir(into, { recursive: true })
    await writeFile(join(into, 'package.json'), '{"private":true}\n')
    // Under express 5 the routers pass over `count` and `startIndex`.
    await run(NPM, ['install', '--prefix', into, '--no-audit', '--no-fund', '--loglevel=error', 'scimmy@1.3.5', 'scimmy-routers@1.3.2', 'express@4'], { minutes: 5 })
  },
  command: ({ installed, port }) => ({ file: process.execPath, args: [join(import.meta.dirname, 'scimmy-server.mjs'), installed, String(port), TOKEN] }),
  credentials: { accessKeyId: '', secretAccessKey: TOKEN },
  overlaps: true,
}
