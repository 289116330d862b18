/** What can be checked of the sources without a network: the files of those that are files. */
import type { Config } from '../config/config.js'
import type { SourceSnapshot } from '../model/snapshot.js'
import { openSources } from './wiring.js'
import type { Context } from './context.js'

/** Empty where no source is of type `file`. @throws IdpscimError `SourceIncomplete` for files that cannot be read, or have faults */
export async function readFileSources({ config, clock }: Pick<Context, 'clock'> & { config: Config }): Promise<SourceSnapshot[]> {
  const sources = config.sources.filter(({ type }) => type === 'file')
  const opened = await openSources({ config: { ...config, sources }, clock, onProgress: () => undefined, toolVersion: '' })
  return Promise.all(opened.map((source) => source.read({ known: { users: [], groups: [] } })))
}
