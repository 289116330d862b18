/** What has to be so of the folder that a state is kept in: it can be written to, and a file is made there by one process alone. */
import { randomUUID } from 'node:crypto'
import { access, constants, open, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { IdpscimError, systemReason } from '../../errors.js'
import { ok, type Check } from '../../model/check.js'
import { isSystemError, PRIVATE_FILE } from './files.js'

export function fileStateChecks({ path }: { path: string }): Check[] {
  const folder = dirname(path)
  return [
    {
      name: 'folder',
      ask: async () => {
        const standing = await firstThere(folder)
        await refusing(`${standing} cannot be written to`, () => access(standing, constants.W_OK | constants.X_OK))
        return ok(standing === folder ? 'can be written to' : `will be made in ${standing}`)
      },
    },
    {
      name: 'exclusive creation',
      needs: ['folder'],
      ask: async () => {
        if ((await firstThere(folder)) !== folder) return ok('tried once the folder is there')
        const trial = `${path}.probe-${randomUUID()}`
        try {
          await refusing(`${folder} cannot be written to`, async () => (await open(trial, 'wx', PRIVATE_FILE)).close())
          const again = await open(trial, 'wx', PRIVATE_FILE).then(
            async (file) => file.close().then(() => true),
            (error: unknown) => !isSystemError(error, 'EEXIST'),
          )
          if (!again) return ok('kept (tried beside the state)')
          return { status: 'failed', says: `${folder} lets two processes make one file: a lock would lock nothing`, remedies: ['Keep the state on a local disk, or in S3: state: {type: s3, …}.'] }
        } finally {
          await rm(trial, { force: true })
        }
      },
    },
  ]
}

/** The folder, or the nearest above it that there is. */
async function firstThere(folder: string): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    if (at === dirname(at) || (await stat(at).then((found) => found.isDirectory(), () => false))) return at
  }
}

async function refusing(doing: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    const reason = systemReason(error)
    throw reason === undefined ? error : new IdpscimError('BadConfig', `${doing}: ${reason}`, { suggestions: ['Give the folder to whoever runs idpscim, or name another: state.path.'] })
  }
}
