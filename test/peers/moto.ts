/** moto's server: AWS in Python, in memory. */
import { join } from 'node:path'
import type { Peer } from './peer.js'
import { run } from './peer.js'

const PYTHON = process.platform === 'win32' ? 'python' : 'python3'

export const moto: Peer = {
  name: 'moto',
  serves: ['s3', 'identitystore', 'states'],
  lacks: {
    identitystore: [
      'UpdateUser and UpdateGroup, so nothing is renamed or changed there',
      'external ids, and extensions of users',
      'an answer for an unknown group that is not that for an empty one',
      'the refusal of a membership that exists, and of names that differ by case alone',
    ],
  },
  needs: 'Python 3 with venv and a way to its package index',
  folder: 'moto-5.2',
  async install(into) {
    await run(PYTHON, ['-m', 'venv', into], { minutes: 2 })
    await run(join(into, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', 'moto[server]>=5.2,<6'], { minutes: 10 })
  },
  // Its state machines call its other services there.
  command: ({ installed, port }) => ({ file: join(installed, 'bin', 'python'), args: ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], env: { MOTO_PORT: String(port) } }),
  credentials: { accessKeyId: 'peer', secretAccessKey: 'peer-secret' },
  overlaps: false,
}
