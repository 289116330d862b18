/** MinIO, built from its last open source: requests truly in parallel, signatures checked, and no conditional delete. */
import { join } from 'node:path'
import type { Peer } from './peer.js'
import { run } from './peer.js'

/** The one that the module proxy lists; its releases are not tags that Go understands. */
const VERSION = 'v0.0.0-20260212201848-7aac2a2c5b7c'

export const minio: Peer = {
  name: 'MinIO',
  serves: ['s3'],
  needs: 'Go, a way to its module proxy, and six minutes the first time',
  folder: `minio-${VERSION.slice(-12)}`,
  install: (into) => run('go', ['install', `github.com/minio/minio@${VERSION}`], { minutes: 25, env: { GOBIN: into } }),
  command: ({ installed, port, data }) => ({
    file: join(installed, 'minio'),
    args: ['server', '--quiet', '--address', `127.0.0.1:${port}`, join(data, 'objects')],
    env: { MINIO_ROOT_USER: minio.credentials.accessKeyId, MINIO_ROOT_PASSWORD: minio.credentials.secretAccessKey, MINIO_BROWSER: 'off', MINIO_UPDATE: 'off' },
  }),
  credentials: { accessKeyId: 'idpscim-peer', secretAccessKey: 'idpscim-peer-secret' },
  overlaps: true,
}
