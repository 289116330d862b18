/** moto's server: AWS in Python, in memory. */
import { join } from 'node:path'
import type { Peer } from './peer.js'
import { run } from './peer.js'

const PYTHON = process.platform === 'win32' ? 'python' : 'python3'

export const moto: Peer = {
  name: 'moto',
  serves: ['s3'],
  needs: 'Python 3 with venv and a way to its package index',
  folder: 'moto-5.2',
  async install(into) {
    await run(PYTHON, ['-m', 'venv', into], { minutes: 2 })
    await run(join(into, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', 'moto[server]>=5.2,<6'], { minutes: 10 })
  },
  command: ({ installed, port }) => ({ file: join(installed, 'bin', 'python'), args: ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)] }),
  credentials: { accessKeyId: 'peer', secretAccessKey: 'peer-secret' },
  overlaps: false,
}
