/** moto's server: AWS in Python, in memory. */
import { join } from 'node:path'
import type { Peer } from './peer.js'
import { installPython } from './peer.js'

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
  install: (into) => installPython(into, 'moto[server]>=5.2,<6'),
  // Its state machines call its other services there.
  command: ({ installed, port }) => ({ file: join(installed, 'bin', 'python'), args: ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], env: { MOTO_PORT: String(port) } }),
  credentials: { accessKeyId: 'peer', secretAccessKey: 'peer-secret' },
  overlaps: false,
}
